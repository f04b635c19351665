package dev.tempo.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads the texts of one language by key, from {@code words_xx.properties} beside this class.
 *
 * <p>A text may hold {@code {0}}, {@code {1}} and {@code {2}}. What a language treats as an
 * exception stands under a longer key: {@code month.from} is the rule, {@code month.from.4} what
 * April has instead. So no grammar of a single language is written in Java. Immutable and
 * thread-safe.
 */
final class ScheduleTexts {
  private static final List<String> LANGUAGES = List.of("en", "es", "it", "fr");
  private static final Map<String, ScheduleTexts> LOADED = new ConcurrentHashMap<>();

  private final Properties texts;

  private ScheduleTexts(Properties texts) {
    this.texts = texts;
  }

  /** The words for a locale, English if its language is not among ours. */
  static ScheduleTexts of(Locale locale) {
    String language = LANGUAGES.contains(locale.getLanguage()) ? locale.getLanguage() : "en";
    return LOADED.computeIfAbsent(language, ScheduleTexts::load);
  }

  /** The text of a key with its places filled. */
  String text(String key, Object... values) {
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("there is no text for " + key);
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", values[i].toString());
    }
    return text;
  }

  /** The text that a key has for a number: the exception if there is one, else the rule. */
  String textFor(String key, int number, Object... values) {
    String exception = key + "." + number;
    return text(texts.containsKey(exception) ? exception : key, values);
  }

  /** Items as {@code a, b and c}. */
  String and(List<String> items) {
    return join(items, text("list.and"));
  }

  /** Items as {@code a, b or c}. */
  String or(List<String> items) {
    return join(items, text("list.or"));
  }

  /** Numbers as {@code 1, 3 and 5 to 9}, or as a rule with a step. */
  String numbers(ValueSet set) {
    if (set.isArithmetic()) {
      return text("steps", number(set.first()), number(set.last()), set.step());
    }
    List<String> items = new ArrayList<>();
    for (int[] run : set.runs()) {
      String first = number(run[0]);
      items.add(run[0] == run[1] ? first : text("range", first, number(run[1])));
    }
    return and(items);
  }

  private static String number(int number) {
    return Integer.toString(number);
  }

  private String join(List<String> items, String last) {
    int size = items.size();
    return size == 1
        ? items.getFirst()
        : String.join(text("list.comma"), items.subList(0, size - 1)) + last + items.getLast();
  }

  private static ScheduleTexts load(String language) {
    String name = "words_" + language + ".properties";
    Properties texts = new Properties();
    try (InputStream in = ScheduleTexts.class.getResourceAsStream(name)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
    return new ScheduleTexts(texts);
  }
}
