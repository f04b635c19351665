package dev.tempo.server.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** What the pages say in a language, for tests that click on words. */
final class PageTexts {
  private static final Path CATALOGUES = Path.of("src/main/resources/META-INF/ui/i18n");

  private final JsonNode texts;
  private final UnaryOperator<String> spoken;

  private PageTexts(String language, UnaryOperator<String> spoken) {
    try {
      this.texts = new ObjectMapper().readTree(CATALOGUES.resolve(language + ".json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.spoken = spoken;
  }

  /** In a language of Tempo. */
  static PageTexts in(String language) {
    return new PageTexts(language, UnaryOperator.identity());
  }

  /** In the language of {@link PseudoLanguage}. */
  static PageTexts pseudo() {
    return new PageTexts("en", PseudoLanguage::of);
  }

  String text(String key) {
    return spoken.apply(texts.required(key).textValue());
  }

  /** With one value. */
  String text(String key, String name, String value) {
    return text(key).replace("{" + name + "}", value);
  }
}
