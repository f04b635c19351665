package dev.tempo.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Templates of messages. By them a text that was kept in English, such as the end of a run or a
 * line of its log, is known again as the message that it was:
 *
 * {@snippet :
 * Message message = TempoMessages.templates().recognise("It exited with code 3").orElseThrow();
 * message.code(); // run.exitCode
 * message.arguments(); // {code=3}
 * }
 *
 * <p>Texts are recognised by their form alone: what a program or a person has written word for word
 * as Tempo writes is taken for Tempo's. Immutable and thread-safe.
 */
public final class MessageTemplates {
  /**
   * Names of arguments that are numbers, to be written as the reader's language does; the short
   * ones are hours, minutes and seconds.
   */
  static final Set<String> NUMBERS = Set.of("number", "h", "m", "s");

  /** Names of arguments that are messages themselves, where they are known. */
  private static final Set<String> SAID = Set.of("reason", "problem", "status");

  /**
   * Names of arguments that may be parts of sentences, with the beginning of those parts' codes.
   */
  private static final Map<String, String> PARTS =
      Map.of("given", "syntax.endOfLine", "kind", "python.kind.");

  /** Names of arguments that are lengths of time, as {@code 1h 30m}. */
  private static final Set<String> TIMES = Set.of("grace", "late", "time", "timeout", "waited");

  private static final int DEEPEST = 4;
  private static final String DURATIONS = "duration.";
  private static final String UNITS = "unit.";

  private final List<MessageTemplate> all;
  private final List<MessageTemplate> units;

  private MessageTemplates(Collection<MessageTemplate> templates) {
    this.all =
        templates.stream()
            .sorted(
                Comparator.comparingInt(MessageTemplate::weight)
                    .reversed()
                    .thenComparing(MessageTemplate::code))
            .toList();
    this.units = all.stream().filter(template -> template.code().startsWith(UNITS)).toList();
  }

  /**
   * Templates together.
   *
   * @throws IllegalArgumentException if two have the same code
   */
  public static MessageTemplates of(Collection<MessageTemplate> templates) {
    Map<String, MessageTemplate> byCode = new LinkedHashMap<>();
    templates.forEach(
        template -> {
          if (byCode.putIfAbsent(template.code(), template) != null) {
            throw new IllegalArgumentException("Two templates have the code " + template.code());
          }
        });
    return new MessageTemplates(byCode.values());
  }

  /** All of them, those with the longest fixed text first. */
  public List<MessageTemplate> all() {
    return all;
  }

  /**
   * The message that reads so in English; of several, the one with the longest fixed text.
   *
   * @return empty if none does. Arguments that are numbers or messages themselves are such; all
   *     others are texts
   */
  public Optional<Message> recognise(String english) {
    return recognise(english, 0);
  }

  private Optional<Message> recognise(String english, int depth) {
    return all.stream()
        .filter(MessageTemplate::isTelling)
        .flatMap(template -> template.match(english).stream())
        .findFirst()
        .map(message -> deepened(message, depth));
  }

  private Message deepened(Message message, int depth) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    message
        .arguments()
        .forEach(
            (name, value) ->
                arguments.put(
                    name, value instanceof String text ? said(name, text, depth) : value));
    return new Message(message.code(), message.english(), arguments);
  }

  private Object said(String name, String text, int depth) {
    Optional<Message> inner =
        SAID.contains(name) && depth < DEEPEST ? recognise(text, depth + 1) : part(name, text);
    return inner.isPresent() ? inner.get() : text;
  }

  private Optional<Message> part(String name, String text) {
    Stream<MessageTemplate> parts =
        PARTS.containsKey(name)
            ? starting(PARTS.get(name))
            : TIMES.contains(name)
                ? Stream.concat(units.stream(), starting(DURATIONS))
                : units.stream();
    return parts.flatMap(template -> template.match(text).stream()).findFirst();
  }

  private Stream<MessageTemplate> starting(String code) {
    return all.stream().filter(template -> template.code().startsWith(code));
  }

  /** Collects the templates of one area while its constants are made. Not thread-safe. */
  public static final class Area {
    private final String name;
    private final List<MessageTemplate> templates = new ArrayList<>();

    /**
     * An area without templates yet.
     *
     * @param name the first part of the codes
     */
    public Area(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Adds a text.
     *
     * @param code within the area
     * @param english with placeholders
     */
    public MessageTemplate text(String code, String english) {
      return added(new MessageTemplate(name + '.' + code, Optional.empty(), english));
    }

    /** Adds a text that counts: its {@value Message#COUNT} chooses the form. */
    public MessageTemplate counted(String code, String one, String other) {
      return added(new MessageTemplate(name + '.' + code, Optional.of(one), other));
    }

    private MessageTemplate added(MessageTemplate template) {
      templates.add(template);
      return template;
    }

    /** What was added so far, in that order. */
    public List<MessageTemplate> templates() {
      return List.copyOf(templates);
    }
  }
}
