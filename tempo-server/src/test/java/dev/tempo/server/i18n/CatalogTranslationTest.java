package dev.tempo.server.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages in a language: its forms of plurals, its numbers, and English where it lacks a text. */
final class CatalogTranslationTest {
  private static final MessageCatalogs OURS = new MessageCatalogs(Path.of("none"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fr | 0       | doit avoir 0 caractère au plus",
        "fr | 1       | doit avoir 1 caractère au plus",
        "fr | 2       | doit avoir 2 caractères au plus",
        "fr | 1000000 | doit avoir 1\u202f000\u202f000 de caractères au plus",
        "es | 0       | puede tener 0 caracteres como máximo",
        "es | 1234    | puede tener 1234 caracteres como máximo",
        "es | 12345   | puede tener 12.345 caracteres como máximo",
        "it | 1       | può avere al massimo 1 carattere",
        "it | 12345   | può avere al massimo 12.345 caratteri",
        "en | 12345   | must have at most 12345 characters"
      })
  void countedMessages_haveTheFormAndTheDigitsOfTheLanguage(
      String language, long count, String text) {
    Message message = Messages.counted("api.value.maxCharacters", count);
    assertThat(OURS.in(language).text(message)).isEqualTo(text);
  }

  @Test
  void messagesWithin_areInTheSameLanguage() {
    Message message =
        Messages.message(
            "api.value.mustBe",
            "allowed",
            Messages.message("api.allowed.whole", "min", 1, "max", 9));
    assertThat(OURS.in("fr").text(message))
        .isEqualTo("doit être un nombre entier compris entre 1 et 9");
    assertThat(OURS.in("de").language()).isEqualTo("en");
    assertThat(OURS.in("en").text(message)).isEqualTo("must be a whole number from 1 to 9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "es | 26h 2m 1.5s | 250ms | 26\u00a0h 2\u00a0min 1,5\u00a0s de retraso, más que el margen"
            + " del disparador, 250\u00a0ms; su política de horas perdidas es SKIP",
        "fr | 5m 1s | 1h | 5\u00a0min 1\u00a0s de retard, plus que la tolérance du déclencheur,"
            + " 1\u00a0h\u202f; sa politique d’échéance manquée est SKIP",
        "it | 90s | 0ms | 90\u00a0s di ritardo, più della tolleranza del trigger, 0\u00a0ms; la"
            + " sua politica degli orari mancati è SKIP",
        "en | 1h 5s | 1s | 1h 5s late, more than the trigger's grace of 1s; its misfire policy is"
            + " SKIP"
      })
  void lengthsOfTimeInWhatWasKept_areInTheLanguage(
      String language, String late, String grace, String text) {
    String kept =
        late + " late, more than the trigger's grace of " + grace + "; its misfire policy is SKIP";
    assertThat(OURS.in(language).kept(kept)).isEqualTo(text);
  }

  @Test
  void lengthsOfTime_haveTheSignsOfTheLanguage() {
    Message message =
        Message.of(
            "nobody.knows", "{a}, {b}", "a", Duration.ofHours(49), "b", Duration.ofMillis(61_500));
    assertThat(OURS.in("fr").text(message)).isEqualTo("2\u00a0j 1\u00a0h, 1\u00a0min 1,5\u00a0s");
    assertThat(OURS.in("it").text(message)).startsWith("2\u00a0g 1\u00a0h");
  }

  @Test
  void textThatIsTakenOut_isEnglish_withEnglishPlurals() {
    SortedMap<String, String> english = OURS.find("en").orElseThrow().texts();
    Map<String, String> some = new TreeMap<>(OURS.find("fr").orElseThrow().texts());
    some.remove("api.notFound.job");
    some.remove("api.value.maxCharacters.other");
    CatalogTranslation french = new CatalogTranslation(MessageCatalog.of("fr", some, english));
    assertThat(french.text(Messages.message("api.notFound.job", "id", "x")))
        .isEqualTo("There is no job 'x'");
    assertThat(french.text(Messages.counted("api.value.maxCharacters", 0)))
        .isEqualTo("must have at most 0 characters");
    assertThat(french.text(Messages.message("api.notFound.run", "id", "x")))
        .isEqualTo("Il n’y a pas d’exécution «\u202fx\u202f»");
    assertThat(french.text(Message.of("nobody.knows", "As it was: {it}", "it", 3)))
        .isEqualTo("As it was: 3");
    assertThat(Optional.of(french.catalog().english()))
        .get()
        .asString()
        .contains("api.notFound.job");
  }

  @ParameterizedTest
  @CsvSource({
    "en,1,one",
    "en,0,other",
    "en,1.5,other",
    "fr,0,one",
    "fr,1.5,one",
    "fr,2,other",
    "fr,1000000,many",
    "es,1,one",
    "es,0,other",
    "es,2000000,many",
    "it,1.5,other",
    "pt,0,one",
    "pt-PT,0,other",
    "ca,1000000,many",
    "ru,1,one",
    "ru,3,few",
    "ru,5,many",
    "ru,11,many",
    "ru,21,one",
    "ru,1.5,other",
    "uk,112,many",
    "pl,1,one",
    "pl,22,few",
    "pl,12,many",
    "pl,21,many",
    "cs,3,few",
    "cs,1.5,many",
    "cs,5,other",
    "sl,101,one",
    "sl,2,two",
    "sl,4,few",
    "sl,5,other",
    "hr,21,one",
    "hr,22,few",
    "hr,11,other",
    "lt,21,one",
    "lt,2,few",
    "lt,11,other",
    "lt,1.5,many",
    "ro,0,few",
    "ro,19,few",
    "ro,20,other",
    "ro,1,one",
    "he,2,two",
    "he,1,one",
    "he,20,other",
    "ar,0,zero",
    "ar,1,one",
    "ar,2,two",
    "ar,3,few",
    "ar,103,few",
    "ar,11,many",
    "ar,100,other",
    "ja,1,other",
    "zh,1,other",
    "hi,0,one",
    "hi,1.5,other",
    "de,1,one",
    "sv,2,other",
    "da,1.5,one"
  })
  void pluralCategories_areThoseOfCldr(String language, String number, String category) {
    Number value = number.contains(".") ? (Number) Double.valueOf(number) : Long.valueOf(number);
    assertThat(PluralRules.category(language, value)).isEqualTo(category);
  }
}
