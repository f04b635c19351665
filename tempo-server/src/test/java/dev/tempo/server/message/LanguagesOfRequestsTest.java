package dev.tempo.server.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The account's language, else the best that is asked for, else the server's. */
final class LanguagesOfRequestsTest {
  private static final UUID ADA = new UUID(1, 1);
  private static final List<String> THERE =
      List.of("de", "en", "es", "fr", "it", "pt-BR", "zh-Hant");

  private final Translator translator = new Named();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "it                                | it",
        "es-MX, en;q=0.5                   | es",
        "en;q=0.2, fr;q=0.9, it;q=0.5      | fr",
        "fr;q=0, it                        | it",
        "ja, zh-Hans-CN;q=0.9, it;q=0.1    | it",
        "PT-br                             | pt-BR",
        "pt                                | pt-BR",
        "pt, en;q=0.5                      | pt-BR",
        "pt-PT, en;q=0.5                   | en",
        "pt-PT, pt;q=0.9, en;q=0.5         | pt-BR",
        "pt-PT                             | pt-BR",
        "fr-CA                             | fr",
        "zh-Hant-TW, en;q=0.9              | zh-Hant",
        "zh-hant-x-own, en;q=0.9           | zh-Hant",
        "zh, en;q=0.5                      | zh-Hant",
        "zh-Hans-CN, en;q=0.5              | en",
        "p, fr;q=0.1                       | fr",
        "*                                 | de",
        "ja                                | de",
        "fr;q=zwei                         | de",
        "fr,,it                            | fr",
        ",,fr                              | fr",
        "fr\t,\tit                          | fr",
        "es;q=2, ???, it;q=0.5, fr;q=0.6   | fr",
        ", ;;                              | de"
      })
  void bestOfWhatIsAskedFor_counts_ifThereIsOne(String header, String language) {
    Languages languages = new Languages(translator, () -> "de", id -> Optional.empty());
    assertThat(languages.of(Optional.of(ADA), Optional.of(header)).language()).isEqualTo(language);
  }

  @Test
  void accountsChoice_countsFirst_whileThereIsSuchALanguage() {
    Languages languages = new Languages(translator, () -> "en", id -> Optional.of("fr"));
    assertThat(languages.of(Optional.of(ADA), Optional.of("it")).language()).isEqualTo("fr");
    assertThat(languages.of(Optional.empty(), Optional.of("it")).language()).isEqualTo("it");
    Languages gone = new Languages(translator, () -> "en", id -> Optional.of("ja"));
    assertThat(gone.of(Optional.of(ADA), Optional.of("it")).language()).isEqualTo("it");
  }

  @Test
  void whatCannotBeLookedUp_isAsIfNothingHadBeenChosen() {
    Languages languages =
        new Languages(
            translator,
            () -> "ja",
            id -> {
              throw new IllegalStateException("no database");
            });
    assertThat(languages.of(Optional.of(ADA), Optional.of("it")).language()).isEqualTo("it");
    assertThat(languages.of(Optional.of(ADA), Optional.empty()).language()).isEqualTo("en");
  }

  @Test
  void headerThatIsTooLong_countsAsFarAsItIsRead() {
    Languages languages = new Languages(translator, () -> "en", id -> Optional.empty());
    String header = "it, " + "ja, ".repeat(2_000) + "fr";
    assertThat(languages.of(Optional.empty(), Optional.of(header)).language()).isEqualTo("it");
    assertThat(languages.of(Optional.empty(), Optional.of("i".repeat(400))).language())
        .isEqualTo("en");
  }

  /** Knows what languages are called, and says everything in English. */
  private static final class Named implements Translator {
    @Override
    public List<String> languages() {
      return THERE;
    }

    @Override
    public Translation in(String language) {
      return new Translation() {
        @Override
        public String language() {
          return language;
        }

        @Override
        public String text(Message message) {
          return message.text();
        }
      };
    }
  }
}
