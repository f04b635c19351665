package dev.tempo.server.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A language over English: whole where it has a text, English where it has none, never mixed. */
final class MessageCatalogTest {
  private static final Map<String, String> ENGLISH =
      Map.of(
          "a.title", "Title",
          "b.title", "Other title",
          "c.count.one", "{count} job",
          "c.count.other", "{count} jobs",
          "d.count.one", "{count} run",
          "d.count.other", "{count} runs");

  @Test
  void lackingTexts_areEnglish_andSaidToBe() {
    MessageCatalog german =
        MessageCatalog.of("de", Map.of("a.title", "Titel", "z.title", "Unbekannt"), ENGLISH);
    assertThat(german.texts()).containsOnlyKeys(ENGLISH.keySet()).containsEntry("a.title", "Titel");
    assertThat(german.texts()).containsEntry("b.title", "Other title");
    assertThat(german.english())
        .containsExactly("b.title", "c.count.one", "c.count.other", "d.count.one", "d.count.other");
    assertThat(german.complete()).isEqualTo(0.25);
  }

  @Test
  void formsOfAPlural_areAllOfOneLanguage() {
    MessageCatalog russian =
        MessageCatalog.of(
            "ru",
            Map.of(
                "c.count.one", "{count} задача",
                "c.count.few", "{count} задачи",
                "c.count.other", "{count} задач",
                "d.count.one", "{count} запуск"),
            ENGLISH);
    assertThat(russian.texts())
        .containsEntry("c.count.few", "{count} задачи")
        .containsEntry("d.count.one", "{count} run")
        .containsEntry("d.count.other", "{count} runs");
    assertThat(russian.english()).contains("d.count.one", "d.count.other");
  }

  @Test
  void formThatALanguageDoesNotNeed_isItsOther() {
    MessageCatalog japanese =
        MessageCatalog.of("ja", Map.of("c.count.other", "{count} 件のジョブ"), ENGLISH);
    assertThat(japanese.texts()).containsEntry("c.count.one", "{count} 件のジョブ");
    assertThat(japanese.english()).doesNotContain("c.count.one", "c.count.other");
    assertThat(japanese.complete()).isEqualTo(0.25);
  }
}
