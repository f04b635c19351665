package dev.tempo.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with gaps, of which messages are made, and by which one that was kept as a text alone is
 * known again. Immutable and thread-safe.
 */
public final class MessageTemplate {
  private static final Pattern GAP = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

  private final String code;
  private final Optional<Shape> one;
  private final Shape other;

  MessageTemplate(String code, Optional<String> one, String other) {
    this.code = code;
    this.one = one.map(Shape::of);
    this.other = Shape.of(other);
  }

  /** Its name in catalogues. */
  public String code() {
    return code;
  }

  /** The English text, with placeholders; of a plural, the form for any number but one. */
  public String english() {
    return other.text();
  }

  /** The English text for one; empty unless its {@value Message#COUNT} chooses between forms. */
  public Optional<String> englishForOne() {
    return one.map(Shape::text);
  }

  /**
   * A message made of it.
   *
   * @param values of the placeholders, in the order in which the English text names them first;
   *     what is neither a message, nor a length of time, nor a number that is counted or measured
   *     becomes a text
   * @throws IllegalArgumentException if there are more or fewer values than placeholders
   * @throws NullPointerException if one is null
   */
  public Message of(Object... values) {
    List<String> names = other.distinctNames();
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          code + " has the placeholders " + names + ", but got " + values.length + " values");
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      Object value = Objects.requireNonNull(values[i], names.get(i));
      boolean kept =
          value instanceof Message
              || value instanceof Duration
              || value instanceof Number && isNumber(names.get(i));
      arguments.put(names.get(i), kept ? value : value.toString());
    }
    return new Message(code, form(arguments).text(), arguments);
  }

  /** The English text of a message made of it, see {@link #of}. */
  public String text(Object... values) {
    return of(values).text();
  }

  /**
   * The message that reads so in English.
   *
   * @return empty if none does; arguments that are neither counted nor measured are texts
   */
  public Optional<Message> match(String text) {
    Optional<Message> plural = other.match(text).flatMap(this::made);
    return plural.isPresent()
        ? plural
        : one.flatMap(shape -> shape.match(text)).flatMap(this::made);
  }

  private Optional<Message> made(Map<String, String> found) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (Map.Entry<String, String> argument : found.entrySet()) {
      boolean number = isNumber(argument.getKey());
      Optional<? extends Object> value =
          number ? Numbers.read(argument.getValue()) : Optional.of(argument.getValue());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      arguments.put(argument.getKey(), value.get());
    }
    if (one.isPresent()) {
      arguments.putIfAbsent(Message.COUNT, 1L);
    }
    return Optional.of(new Message(code, form(arguments).text(), arguments));
  }

  private Shape form(Map<String, Object> arguments) {
    boolean single =
        one.isPresent()
            && arguments.get(Message.COUNT) instanceof Number count
            && count.doubleValue() == 1;
    return single ? one.orElseThrow() : other;
  }

  private static boolean isNumber(String name) {
    return name.equals(Message.COUNT) || MessageTemplates.NUMBERS.contains(name);
  }

  /** How much of it is fixed, in characters: which of two that match says more. */
  int weight() {
    return other.weight();
  }

  /** Whether it has words of its own, without which anything would be taken for it. */
  boolean isTelling() {
    return other.hasWords();
  }

  @Override
  public String toString() {
    return code + ": " + other.text();
  }

  /**
   * One form of the text, in pieces: what is fixed, around the gaps. One gap alone may not stand
   * beside another.
   */
  private record Shape(String text, List<String> fixed, List<String> names) {
    static Shape of(String text) {
      List<String> fixed = new ArrayList<>();
      List<String> names = new ArrayList<>();
      Matcher gap = GAP.matcher(text);
      int end = 0;
      while (gap.find()) {
        fixed.add(text.substring(end, gap.start()));
        names.add(gap.group(1));
        end = gap.end();
      }
      fixed.add(text.substring(end));
      return new Shape(text, List.copyOf(fixed), List.copyOf(names));
    }

    List<String> distinctNames() {
      return names.stream().distinct().toList();
    }

    boolean hasWords() {
      return fixed.stream().anyMatch(part -> part.chars().anyMatch(Character::isLetter));
    }

    int weight() {
      return fixed.stream().mapToInt(String::length).sum();
    }

    /**
     * Each fixed piece is taken where it comes first, the last one at the end, so that a text is
     * gone through once, whatever it is.
     */
    Optional<Map<String, String>> match(String said) {
      String last = fixed.getLast();
      if (!said.startsWith(fixed.getFirst()) || !said.endsWith(last)) {
        return Optional.empty();
      }
      if (names.isEmpty()) {
        return said.equals(text) ? Optional.of(Map.of()) : Optional.empty();
      }
      Map<String, String> values = new LinkedHashMap<>();
      int at = fixed.getFirst().length();
      int limit = said.length() - last.length();
      for (int i = 0; i < names.size(); i++) {
        boolean closing = i == names.size() - 1;
        int next = closing ? limit : said.indexOf(fixed.get(i + 1), at + 1);
        if (next <= at || next > limit) {
          return Optional.empty();
        }
        String value = said.substring(at, next);
        String before = values.putIfAbsent(names.get(i), value);
        if (before != null && !before.equals(value)) {
          return Optional.empty();
        }
        at = closing ? next : next + fixed.get(i + 1).length();
      }
      return Optional.of(values);
    }
  }
}
