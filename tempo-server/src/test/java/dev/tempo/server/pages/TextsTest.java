package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All that people read on the pages stands in the catalogue, and nothing else does. */
final class TextsTest {
  private static final Path UI = Path.of("src/main/resources/META-INF/ui");
  private static final Pattern ASKED = Pattern.compile("\\b(?:t|many)\\(\\s*'([\\w.-]+)'");
  private static final Pattern QUOTED = Pattern.compile("['\"]([\\w.-]+)['\"]");
  private static final Pattern COMPOSED = Pattern.compile("`([a-z][\\w.-]*\\.)\\$\\{");

  /** Words between tags, where code would have signs; the name of the standard may stand so. */
  private static final Pattern WORDS =
      Pattern.compile("</?[a-z][^<>=]*>\\s*([A-Z][a-z]+(?: [a-z]+)*)\\s*</");

  private final List<String> modules = modules();
  private final Set<String> catalogue = catalogue();

  @Test
  void everyTextThatIsAskedFor_isInTheCatalogue() {
    Set<String> missing = all(ASKED);
    assertThat(missing).hasSizeGreaterThan(400);
    missing.removeIf(
        key ->
            catalogue.contains(key) || catalogue.stream().anyMatch(k -> k.startsWith(key + ".")));
    assertThat(missing).isEmpty();
  }

  @Test
  void everyTextOfTheCatalogue_isAskedFor() {
    Set<String> quoted = all(QUOTED);
    Set<String> composed = all(COMPOSED);
    Set<String> unused = new TreeSet<>(catalogue);
    unused.removeIf(
        key ->
            quoted.contains(key)
                || quoted.contains(key.substring(0, Math.max(0, key.lastIndexOf('.'))))
                || composed.stream().anyMatch(key::startsWith));
    assertThat(unused).isEmpty();
  }

  @Test
  void templates_holdNoWordsOfTheirOwn() {
    assertThat(all(WORDS)).isEmpty();
  }

  private Set<String> all(Pattern pattern) {
    Set<String> found = new TreeSet<>();
    for (String module : modules) {
      pattern.matcher(module).results().forEach(result -> found.add(result.group(1)));
    }
    return found;
  }

  private static List<String> modules() {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(UI.resolve("app"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        texts.add(Files.readString(file));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return texts;
  }

  private static Set<String> catalogue() {
    try {
      Set<String> keys = new TreeSet<>();
      new ObjectMapper()
          .readTree(UI.resolve("i18n/en.json").toFile())
          .fieldNames()
          .forEachRemaining(keys::add);
      return keys;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
