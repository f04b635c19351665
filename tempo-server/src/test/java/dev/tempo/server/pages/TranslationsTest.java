package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The catalogues say the same in each language: same keys, same values in them, all plural forms.
 */
final class TranslationsTest {
  private static final Path CATALOGUES = Path.of("src/main/resources/META-INF/ui/i18n");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)\\}");
  private static final String MANY = ".many";
  private static final String OTHER = ".other";

  /** Sentences: what has three words is hardly the same in two languages. */
  private static final Pattern SENTENCE = Pattern.compile("[^{}]*[a-z]+ [a-z]+ [a-z]+[^{}]*");

  /** Signs of code, which are no punctuation: in quotes, operators, the first lines of scripts. */
  private static final Pattern CODE =
      Pattern.compile("'[^'\\s]*'|«\\u202f?\\?\\u202f?»|!=|#!\\S*|\\{\\w+\\}");

  private static final Pattern STRAIGHT_APOSTROPHE = Pattern.compile("(?<=\\p{L})'(?=\\p{L})|'\\{");

  private static final Pattern OF_NOUN = Pattern.compile("\\{count\\} (?:d[ei] |d’)(\\p{L}{4,})");
  private static final Pattern COUNTED = Pattern.compile("\\{count\\} (\\p{L}{4,})");
  private static final Pattern LOOSE_UNIT =
      Pattern.compile("[}\\d] (?:s|ms|min|h|[KMG]iB|[KMG]io)(?![\\p{L}\\d’])");

  private final Map<String, String> english = read("en");

  @ParameterizedTest
  @ValueSource(strings = {"es", "fr", "it"})
  void catalogues_haveTheKeysOfEnglish_andManyOfEachPlural(String language) {
    Set<String> wanted = new TreeSet<>(english.keySet());
    plurals().forEach(base -> wanted.add(base + MANY));
    assertThat(read(language).keySet()).containsExactlyElementsOf(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"es", "fr", "it"})
  void texts_holdTheValuesOfTheEnglishOnes(String language) {
    Map<String, String> wrong = new TreeMap<>();
    read(language)
        .forEach(
            (key, text) -> {
              String source =
                  key.endsWith(MANY) && !english.containsKey(key)
                      ? key.replaceFirst("\\.many$", OTHER)
                      : key;
              if (!placeholders(text).equals(placeholders(english.get(source)))) {
                wrong.put(key, text);
              }
            });
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"es", "fr", "it"})
  void sentences_areTranslated_andNothingIsEmpty(String language) {
    Map<String, String> texts = read(language);
    assertThat(texts.values()).noneMatch(text -> text.isBlank() || !text.equals(text.strip()));
    texts.entrySet().removeIf(one -> !one.getValue().equals(english.get(one.getKey())));
    assertThat(texts.values()).noneMatch(text -> SENTENCE.matcher(text).matches());
    assertThat(texts.size()).as("Texts that are as in English").isLessThan(english.size() / 15);
  }

  @Test
  void french_hasNarrowSpaces_whereItsSignsWantThem() {
    assertThat(prose("fr"))
        .noneMatch(
            text ->
                text.matches(
                    ".*(?<![\\u202f\\d\\p{L}_/])[;!?»].*|.*[ \\u00a0][:;!?»%].*|.*«(?!\\u202f).*"));
  }

  /** The glossary's page says how: impersonal forms, and infinitives for what is to be done. */
  @Test
  void italian_addressesNobody() {
    assertThat(prose("it"))
        .noneMatch(
            text ->
                text.matches(
                    ".*\\b(tu|tuo|tua|tuoi|tue|hai|puoi|vuoi|Lei|Suo|Sua|Suoi|Sue)(?![\\p{L}’]).*"));
  }

  /** “1 000 000 de tâches”: words that have it in one text have it in all. */
  @ParameterizedTest
  @ValueSource(strings = {"es", "fr", "it"})
  void wholeMillions_areOfSomething(String language) {
    List<String> many =
        read(language).entrySet().stream()
            .filter(text -> text.getKey().endsWith(MANY))
            .map(Map.Entry::getValue)
            .toList();
    Set<String> nouns =
        many.stream()
            .flatMap(text -> OF_NOUN.matcher(text).results())
            .map(noun -> noun.group(1))
            .collect(Collectors.toSet());
    assertThat(nouns).hasSizeGreaterThan(10);
    assertThat(many)
        .noneMatch(
            text -> COUNTED.matcher(text).results().anyMatch(n -> nouns.contains(n.group(1))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"es", "fr", "it"})
  void numbersInSentences_stayWithTheirUnits(String language) {
    Map<String, String> texts = read(language);
    texts.keySet().removeIf(key -> !key.matches("(api|core)\\..*"));
    assertThat(texts.values()).noneMatch(text -> LOOSE_UNIT.matcher(text).find());
  }

  @Test
  void spanish_opensItsQuestions() {
    assertThat(prose("es"))
        .allMatch(text -> text.contains("?") == text.contains("¿"))
        .allMatch(text -> text.contains("!") == text.contains("¡"));
  }

  /** One form in each language; in the others, ' is a sign of code. */
  @Test
  void apostrophes_areStraightInEnglish_andCurvedInTheOthers() {
    assertThat(english.values()).noneMatch(text -> text.contains("’"));
    for (String language : List.of("es", "fr", "it")) {
      assertThat(read(language).values())
          .noneMatch(text -> STRAIGHT_APOSTROPHE.matcher(text).find());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "es", "fr", "it"})
  void catalogues_areSorted(String language) {
    assertThat(List.copyOf(read(language).keySet())).isSorted();
  }

  /** That the server is away may have to be said before the texts are there. */
  @Test
  void documentSays_whatTheCataloguesSay() throws IOException {
    String document = Files.readString(CATALOGUES.resolveSibling("index.html"));
    for (String language : List.of("es", "fr", "it")) {
      String text = read(language).get("app.offline");
      assertThat(document).contains("data-" + language + "=\"" + text + "\"");
    }
    assertThat(document).contains(">" + english.get("app.offline") + "</p>");
  }

  private static List<String> prose(String language) {
    return read(language).values().stream()
        .map(text -> CODE.matcher(text).replaceAll("x"))
        .toList();
  }

  private Set<String> plurals() {
    return english.keySet().stream()
        .filter(key -> key.endsWith(OTHER))
        .map(key -> key.substring(0, key.length() - OTHER.length()))
        .filter(base -> english.containsKey(base + ".one"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> placeholders(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> read(String language) {
    try {
      JsonNode catalogue =
          new ObjectMapper().readTree(CATALOGUES.resolve(language + ".json").toFile());
      Map<String, String> texts = new LinkedHashMap<>();
      catalogue.properties().forEach(one -> texts.put(one.getKey(), one.getValue().textValue()));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
