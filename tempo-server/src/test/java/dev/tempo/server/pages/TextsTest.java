package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.server.message.Messages;
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
  private static final Pattern CALL = Pattern.compile("(?<![\\w.#])(?:t|plural|hasMessage)\\(");
  private static final Pattern QUOTED = Pattern.compile("['\"]([\\w.-]+)['\"]");
  private static final Pattern TEMPLATE =
      Pattern.compile("`((?:[\\w.]|\\$\\{[^{}`]*\\})*\\$\\{[^{}`]*\\}[\\w.]*)`");
  private static final Pattern PUT_IN = Pattern.compile("\\$\\{[^{}]*\\}");

  /** Words between tags, where code would have signs; the name of the standard may stand so. */
  private static final Pattern WORDS =
      Pattern.compile("</?[a-z][^<>=]*>\\s*([A-Z][a-z]+(?: [a-z]+)*)\\s*</");

  private static final Pattern PLURAL = Pattern.compile("\\.(?:zero|one|two|few|many|other)$");

  private final List<String> modules = modules();
  private final Set<String> catalogue = catalogue();
  private final ComposedTexts composed;

  TextsTest() throws IOException {
    composed = new ComposedTexts(UI.resolve("app"));
  }

  @Test
  void everyTextThatIsAskedFor_isInTheCatalogue() {
    Set<String> missing = new TreeSet<>();
    for (String key : keysOfCalls()) {
      missing.add(key.contains(".") ? key : "");
    }
    missing.remove("");
    assertThat(missing).hasSizeGreaterThan(400);
    missing.removeIf(this::isThere);
    assertThat(missing).isEmpty();
  }

  @Test
  void everyTextThatIsComposed_isDeclared_andInTheCatalogue() {
    assertThat(composed.templates())
        .as("What composed-texts.txt declares of the keys that modules compose")
        .containsAll(templatesOfCalls());
    assertThat(templates(modules)).as("Templates in modules").containsAll(composed.templates());
    Set<String> missing = composed.needed();
    missing.removeIf(this::isThere);
    assertThat(missing).as("Composed keys without a text").isEmpty();
  }

  @Test
  void everyTextOfTheCatalogue_isAskedFor() {
    Set<String> asked = all(QUOTED);
    asked.addAll(composed.possible());
    Set<String> unused = new TreeSet<>(catalogue);
    unused.removeIf(
        key ->
            asked.contains(key)
                || PLURAL.matcher(key).find()
                    && asked.contains(PLURAL.matcher(key).replaceFirst("")));
    assertThat(unused).isEmpty();
  }

  @Test
  void templates_holdNoWordsOfTheirOwn() {
    assertThat(all(WORDS)).isEmpty();
  }

  private boolean isThere(String key) {
    return catalogue.contains(key) || catalogue.contains(key + ".other");
  }

  /** The texts that stand in calls as their first argument, also as one of two. */
  private Set<String> keysOfCalls() {
    Set<String> keys = new TreeSet<>();
    for (String argument : firstArguments()) {
      String plain = TEMPLATE.matcher(argument).replaceAll("");
      QUOTED.matcher(plain).results().forEach(one -> keys.add(one.group(1)));
    }
    return keys;
  }

  /** The templates in such places, with a star for each part that is put in. */
  private Set<String> templatesOfCalls() {
    return templates(firstArguments());
  }

  private static Set<String> templates(List<String> code) {
    Set<String> templates = new TreeSet<>();
    for (String text : code) {
      TEMPLATE
          .matcher(text)
          .results()
          .forEach(one -> templates.add(PUT_IN.matcher(one.group(1)).replaceAll("*")));
    }
    return templates;
  }

  private List<String> firstArguments() {
    List<String> arguments = new ArrayList<>();
    for (String module : modules) {
      CALL.matcher(module)
          .results()
          .forEach(call -> arguments.add(firstArgument(module, call.end())));
    }
    return arguments;
  }

  private static String firstArgument(String module, int from) {
    int depth = 0;
    for (int i = from; i < module.length(); i++) {
      char c = module.charAt(i);
      if (depth == 0 && (c == ',' || c == ')')) {
        return module.substring(from, i);
      }
      depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
    }
    throw new AssertionError("A call has no end: " + module.substring(from));
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
      for (Path file :
          files.filter(f -> f.toString().endsWith(".js") && !f.endsWith("core/i18n.js")).toList()) {
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
      keys.removeIf(Messages::isOfServer);
      return keys;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
