package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.TempoMessages;
import dev.tempo.message.MessageTemplate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What the library says stands in the catalogues, word for word in the English one; that the others
 * have the same keys and values {@link TranslationsTest} holds.
 */
final class LibraryTextsTest {
  private static final Path ENGLISH = Path.of("src/main/resources/META-INF/ui/i18n/en.json");
  private static final String CORE = "core.";

  @Test
  void englishCatalogue_saysWhatTheLibrarySays() throws IOException {
    Map<String, String> said = new TreeMap<>();
    for (MessageTemplate template : TempoMessages.templates().all()) {
      String key = CORE + template.code();
      template
          .englishForOne()
          .ifPresentOrElse(
              one -> {
                said.put(key + ".one", one);
                said.put(key + ".other", template.english());
              },
              () -> said.put(key, template.english()));
    }
    Map<String, String> catalogue = new TreeMap<>();
    JsonNode texts = new ObjectMapper().readTree(ENGLISH.toFile());
    texts.properties().stream()
        .filter(text -> text.getKey().startsWith(CORE))
        .filter(text -> !text.getValue().textValue().equals("{text}")) // what others say
        .forEach(text -> catalogue.put(text.getKey(), text.getValue().textValue()));
    assertThat(catalogue).isEqualTo(said);
  }
}
