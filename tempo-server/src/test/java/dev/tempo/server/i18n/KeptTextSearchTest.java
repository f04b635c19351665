package dev.tempo.server.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.TempoMessages;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import dev.tempo.server.message.KeptTextSearch;
import dev.tempo.server.message.Translation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tempo's own lines are found by the words in which somebody reads them. */
final class KeptTextSearchTest {
  private static final MessageCatalogs OURS = new MessageCatalogs(Path.of("none"));
  private static final Translation FRENCH = OURS.in("fr");
  private static final Pattern GAP = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

  @Test
  void wordsOfTheReader_findWhatIsKept_whateverTheirCaseAndSpaces() {
    KeptTextSearch search = search("CODE DE SORTIE 3").orElseThrow();
    assertThat(search.find("It exited with code 3"))
        .contains(new KeptTextSearch.Found("Terminée avec le code de sortie 3", List.of(17)));
    assertThat(search.pieces()).contains("It exited with code ");
    assertThat(search.find("It exited with code 4")).isEmpty();
    assertThat(search.find("code de sortie 3")).as("a line of somebody else").isEmpty();
  }

  @Test
  void english_andWordsThatTempoSaysNowhere_needNoSearch() {
    assertThat(KeptTextSearch.of(Translation.ENGLISH, "exited")).isEmpty();
    assertThat(search("ValueError")).isEmpty();
    assertThat(search("zz top: 3")).isEmpty();
  }

  /** Each text is found by each few words of it, however they lie over what is put in. */
  @ParameterizedTest
  @ValueSource(strings = {"es", "fr", "it"})
  void eachTextOfTempo_isFoundByItsWords(String language) {
    Translation translation = OURS.in(language);
    List<String> faults = new ArrayList<>();
    int searched = 0;
    for (MessageTemplate template : TempoMessages.templates().all()) {
      Message message = template.of(samples(template));
      String kept = message.text();
      String read = translation.kept(kept);
      boolean known =
          TempoMessages.templates()
              .recognise(kept)
              .filter(one -> one.code().equals(template.code()))
              .isPresent();
      boolean indexed =
          GAP.splitAsStream(template.english()).anyMatch(piece -> piece.length() >= 5);
      if (known && indexed && !read.equals(kept)) {
        for (String words : parts(read).stream().filter(KeptTextSearchTest::sayMore).toList()) {
          searched++;
          Optional<KeptTextSearch> search = KeptTextSearch.of(translation, words);
          boolean found =
              kept.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT))
                  || search.isPresent()
                      && search.get().find(kept).isPresent()
                      && search.get().pieces().stream().anyMatch(kept::contains);
          if (!found) {
            faults.add(template.code() + ": '" + words + "' of '" + read + "'");
          }
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(searched).isGreaterThan(300);
  }

  private static Optional<KeptTextSearch> search(String words) {
    return KeptTextSearch.of(FRENCH, words);
  }

  /** Whether words have a letter beside what was put in, or a part of it. */
  private static boolean sayMore(String words) {
    return words.replaceAll("^[^<]*>|<[^>]*(?:>|$)", "").chars().anyMatch(Character::isLetter);
  }

  /** The beginning, the middle and the end, each some words long. */
  private static List<String> parts(String text) {
    int third = Math.max(text.length() / 3, 1);
    return List.of(
        text.substring(0, third),
        text.substring(third, Math.min(2 * third, text.length())),
        text.substring(text.length() - third));
  }

  private static Object[] samples(MessageTemplate template) {
    Map<String, Object> values = new LinkedHashMap<>();
    Matcher gap = GAP.matcher(template.english());
    while (gap.find()) {
      Object value =
          switch (gap.group(1)) {
            case "count", "number", "h", "m", "s" -> 12L;
            case "field" -> "minute";
            default -> "<x-" + gap.group(1) + "é>";
          };
      values.putIfAbsent(gap.group(1), value);
    }
    return values.values().toArray();
  }
}
