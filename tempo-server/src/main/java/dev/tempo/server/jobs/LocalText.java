package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text that somebody wrote, once or for each of some languages. Immutable.
 *
 * @param plain the text for all languages; empty if there is one for each
 * @param languages texts by the codes of languages, in order
 */
public record LocalText(Optional<String> plain, Map<String, String> languages) {
  /** No words. */
  public static final LocalText NONE = of("");

  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");
  private static final int MAX_LANGUAGES = 20;

  /** Copies the map. */
  public LocalText {
    languages = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(languages));
  }

  /** One text for all languages. */
  public static LocalText of(String text) {
    return new LocalText(Optional.of(text), Map.of());
  }

  /** Whether it says nothing. */
  public boolean isEmpty() {
    return plain.map(String::isEmpty).orElse(languages.isEmpty());
  }

  /** As it is written: a text, or an object of texts. */
  JsonNode json() {
    return Json.node(plain.isPresent() ? plain.get() : languages);
  }

  /** Reads a field that may be missing or null. */
  static Optional<LocalText> read(JsonInput input, String field, int maxLength) {
    Optional<JsonNode> value = input.any(field).value();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<LocalText> text = of(value.get(), maxLength);
    if (text.isEmpty()) {
      input.violation(field, message("api.value.localized"));
    }
    return text;
  }

  /** A text of at most so many characters for each language; empty if it is none. */
  static Optional<LocalText> of(JsonNode value, int maxLength) {
    if (value.isTextual()) {
      return isFit(value, maxLength) ? Optional.of(of(value.textValue())) : Optional.empty();
    }
    Map<String, String> languages = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (!LANGUAGE.matcher(entry.getKey()).matches() || !isFit(entry.getValue(), maxLength)) {
        return Optional.empty();
      }
      languages.put(entry.getKey(), entry.getValue().textValue());
    }
    boolean fits = value.isObject() && languages.size() <= MAX_LANGUAGES;
    return fits ? Optional.of(new LocalText(Optional.empty(), languages)) : Optional.empty();
  }

  private static boolean isFit(JsonNode value, int maxLength) {
    return value.isTextual()
        && value.textValue().length() <= maxLength
        && value.textValue().indexOf('\0') < 0;
  }
}
