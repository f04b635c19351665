package dev.tempo.server.i18n;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All texts in one language, with English ones for those that it lacks. Immutable.
 *
 * <p>The forms of a plural are one text: a language that has it in {@code other} has it, whatever
 * other forms it needs, and English forms are never mixed with its own.
 *
 * @param language its code, as {@code fr} or {@code pt-BR}
 * @param texts by key: every key of English, and the plural forms that English does not have
 * @param english the keys of those that are in English, since the language lacks them
 * @param complete how much of it is in the language, from 0 to 1, cut after three decimals
 */
record MessageCatalog(
    String language, SortedMap<String, String> texts, SortedSet<String> english, double complete) {
  static final String ENGLISH = "en";

  private static final Pattern PLURAL = Pattern.compile("(.+)\\.(?:zero|one|two|few|many|other)");
  private static final String OTHER = ".other";
  private static final double DECIMALS = 1_000;

  MessageCatalog {
    Objects.requireNonNull(language, "language");
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    english = Collections.unmodifiableSortedSet(new TreeSet<>(english));
  }

  /**
   * Lays a language over English.
   *
   * @param translation its texts; keys that English does not have are left out
   * @param source English
   */
  static MessageCatalog of(
      String language, Map<String, String> translation, Map<String, String> source) {
    SortedMap<String, String> texts = new TreeMap<>();
    SortedSet<String> english = new TreeSet<>();
    Map<String, Boolean> translated = new HashMap<>(); // by key, plurals by what their forms share
    source.forEach(
        (key, text) -> {
          Optional<String> found = in(translation, source, key);
          texts.put(key, found.orElse(text));
          if (found.isEmpty()) {
            english.add(key);
          }
          translated.put(plural(key, source).orElse(key), found.isPresent());
        });
    translation.forEach(
        (key, text) -> {
          boolean form =
              plural(key, source).filter(base -> translation.containsKey(base + OTHER)).isPresent();
          if (form) {
            texts.put(key, text);
          }
        });
    long done = translated.values().stream().filter(Boolean::booleanValue).count();
    double share = translated.isEmpty() ? 1 : (double) done / translated.size();
    return new MessageCatalog(language, texts, english, Math.floor(share * DECIMALS) / DECIMALS);
  }

  /** The language's own text of a key; for a form of a plural that it does not need, its other. */
  private static Optional<String> in(
      Map<String, String> translation, Map<String, String> source, String key) {
    Optional<String> other = plural(key, source).map(base -> translation.get(base + OTHER));
    if (plural(key, source).isPresent() && other.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(translation.get(key)).or(() -> other);
  }

  /** What the forms of a plural have in common, if a key is one of them. */
  private static Optional<String> plural(String key, Map<String, String> source) {
    Matcher form = PLURAL.matcher(key);
    return form.matches() && source.containsKey(form.group(1) + OTHER)
        ? Optional.of(form.group(1))
        : Optional.empty();
  }
}
