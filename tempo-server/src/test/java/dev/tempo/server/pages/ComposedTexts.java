package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.openapi.OperationNames;
import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys that modules compose by templates, as {@code composed-texts.txt} declares them. */
final class ComposedTexts {
  private static final Path DECLARED =
      Path.of("src/test/resources/dev/tempo/server/pages/composed-texts.txt");

  private static final Pattern SELECT =
      Pattern.compile("\\bselect\\('(\\w+)',[^\\[;]*\\[([^\\]]*)\\](?:,\\s*'(\\w+)')?\\)");

  private final Path app;
  private final Map<String, Set<String>> needed = new LinkedHashMap<>();
  private final Map<String, Set<String>> possible = new LinkedHashMap<>();

  /**
   * Reads them.
   *
   * @param app where the modules lie that hold values
   */
  ComposedTexts(Path app) throws IOException {
    this.app = app;
    for (String line : Files.readAllLines(DECLARED)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        declare(List.of(line.strip().split("\\s+")));
      }
    }
  }

  /** Declared templates, with a star for each part that is put in. */
  Set<String> templates() {
    return possible.keySet();
  }

  /** The keys for which there must be texts. */
  Set<String> needed() {
    return all(needed);
  }

  /** The keys for which there may be texts. */
  Set<String> possible() {
    return all(possible);
  }

  private static Set<String> all(Map<String, Set<String>> keys) {
    Set<String> all = new TreeSet<>();
    keys.values().forEach(all::addAll);
    return all;
  }

  private void declare(List<String> words) throws IOException {
    String template = words.getFirst();
    boolean optional = words.get(1).equals("?");
    Set<String> keys = new TreeSet<>();
    for (String word : words.subList(optional ? 2 : 1, words.size())) {
      for (String value : values(word)) {
        boolean whole = template.indexOf('*') != template.lastIndexOf('*');
        keys.add(whole ? value : template.replace("*", value));
      }
    }
    assertThat(keys).as("Values of " + template + " by " + words).isNotEmpty();
    possible.computeIfAbsent(template, any -> new TreeSet<>()).addAll(keys);
    if (!optional) {
      needed.computeIfAbsent(template, any -> new TreeSet<>()).addAll(keys);
    }
  }

  private List<String> values(String word) throws IOException {
    String[] parts = word.split("[:#]");
    return switch (parts[0]) {
      case "js" -> elements(constant(parts[1], parts[2]));
      case "named" -> found(constant(parts[1], parts[2]), "name: '([\\w-]+)'");
      case "calls" -> found(module(parts[1]), "\\b(?:" + either(parts[2]) + ")\\(\\s*'(\\w+)'");
      case "assigned" ->
          found(module(parts[1]), "\\bthis\\." + parts[2] + " = ([^;]*);").stream()
              .flatMap(right -> found(right, "(?:^|[?:] )'(\\w+)'").stream())
              .toList();
      case "options" -> options(module(parts[1]));
      case "operations" -> operations();
      case "settings" -> Settings.all().stream().map(Setting::name).toList();
      case "enum" -> constants(parts[1]).map(name -> name.toLowerCase(Locale.ROOT)).toList();
      case "ENUM" -> constants(parts[1]).toList();
      default -> List.of(word);
    };
  }

  private static List<String> operations() {
    OperationNames operations = new OperationNames();
    return AccessTable.rows().entrySet().stream()
        .filter(row -> row.getValue().changes())
        .map(row -> operations.name(row.getKey()))
        .toList();
  }

  private static String either(String names) {
    return names.replace(',', '|');
  }

  private static Stream<String> constants(String type) {
    try {
      return Arrays.stream(Class.forName(type).getEnumConstants()).map(c -> ((Enum<?>) c).name());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** The strings and numbers of an array, or the names of an object's own properties. */
  private static List<String> elements(String literal) {
    if (literal.startsWith("[")) {
      return found(literal, "'([^']+)'|\\b([\\d_]+)\\b").stream()
          .map(one -> one.matches("[\\d_]+") ? one.replace("_", "") : one)
          .toList();
    }
    String flat = literal.substring(1, literal.length() - 1);
    for (String inner = ""; !inner.equals(flat); ) {
      inner = flat;
      flat = flat.replaceAll("\\[[^\\[\\]]*\\]|\\{[^{}]*\\}|\\([^()]*\\)", "");
    }
    return found(flat, "(?:^|,)\\s*'?([\\w-]+)'?\\s*:");
  }

  private String constant(String file, String name) throws IOException {
    List<String> found =
        found(
            module(file),
            "const " + name + " = (?:new Set\\()?(\\[.*?\\]|\\{.*?\\n?\\})\\)?(?:\\.\\w.*?)?;\\n");
    assertThat(found).as("The constant %s of %s", name, file).hasSize(1);
    return found.getFirst();
  }

  /** A module, or all of a directory. */
  private String module(String file) throws IOException {
    if (Files.isRegularFile(app.resolve(file))) {
      return Files.readString(app.resolve(file));
    }
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(app.resolve(file))) {
      for (Path one : files.sorted().toList()) {
        all.append(Files.readString(one));
      }
    }
    return all.toString();
  }

  /** The keys of what can be chosen from in a form of settings. */
  private List<String> options(String modules) {
    List<String> keys = new ArrayList<>();
    for (MatchResult one : SELECT.matcher(modules).results().toList()) {
      String texts = one.group(3) == null ? "settings." + one.group(1) : one.group(3);
      found(one.group(2), "'(\\w+)'").forEach(option -> keys.add(texts + "." + option));
    }
    return keys;
  }

  private static List<String> found(String text, String regex) {
    List<String> found = new ArrayList<>();
    for (MatchResult one :
        Pattern.compile(regex, Pattern.DOTALL).matcher(text).results().toList()) {
      for (int group = 1; group <= one.groupCount(); group++) {
        if (one.group(group) != null) {
          found.add(one.group(group));
        }
      }
    }
    return found;
  }
}
