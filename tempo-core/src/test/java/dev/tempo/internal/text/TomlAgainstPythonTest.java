package dev.tempo.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.internal.process.TimedProcess;
import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.Pythons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TOML, beside what Python's own reader makes of the same texts. */
class TomlAgainstPythonTest {
  private static final String ASK =
      """
      import sys, tomllib
      def show(v):
          if isinstance(v, bool): return str(v).lower()
          if isinstance(v, int): return str(v)
          if isinstance(v, float): return "real"
          if isinstance(v, str): return "'" + "".join("%x." % ord(c) for c in v) + "'"
          if isinstance(v, list): return "[" + ",".join(map(show, v)) + "]"
          if isinstance(v, dict): return "{" + ",".join(show(k) + "=" + show(v[k]) for k in sorted(v)) + "}"
          return "time"
      for text in open(sys.argv[1], encoding="utf-8", newline="\\n").read().split("\\0"):
          try:
              print(show(tomllib.loads(text)))
          except (tomllib.TOMLDecodeError, RecursionError):
              print("bad")
      """;
  private static final List<String> LINES =
      List.of(
          "a = 1",
          "a.b = 2",
          "a.b.c = 3",
          "a . \"b\" .'c' = 4",
          "[a]",
          "[a.b]",
          "[ a . b.c ]",
          "[[a]]",
          "[[a.b]]",
          "[[b]]",
          "[b.a]",
          "b = []",
          "b = [1, 'x', [2.5,], # c\n{a=1}, ]",
          "b = {}",
          "b = {a.b = 1, a.c = 2}",
          "b = {a = 1, a.b = 2}",
          "b = {a = 1,}",
          "b.a.c = {d = [{}]}",
          "\"\" = 'e'",
          "'' = 0",
          "x = \"\"\"\"q\"\"\"\"\"",
          "x = \"\"\"\\\n  \n a\"\"\"",
          "x = '''\n'q''''",
          "x = \"\\u00e9\\U0001F600\"",
          "x = \"\\uD800\"",
          "x = \"\\e\"",
          "x = '\\'",
          "x = \"tab\\tq\"",
          "x = 0x_1",
          "x = 0xdEad_beef",
          "x = 0o17",
          "x = 0b2",
          "x = 1_000",
          "x = 1__0",
          "x = 01",
          "x = +0",
          "x = -0.0",
          "x = 1.",
          "x = .5",
          "x = 1e06",
          "x = 1e+0_6",
          "x = inf",
          "x = -nan",
          "x = +true",
          "x = 1979-05-27",
          "x = 1979-02-30",
          "x = 1979-05-27T07:32:00Z",
          "x = 1979-05-27 07:32:00.123456789",
          "x = 1979-05-27t07:32:00-24:00",
          "x = 07:32:00",
          "x = 24:00:00",
          "x = 07:32",
          "x = 0000-01-01",
          "x = TRUE",
          "x = false # c",
          "# only",
          "",
          "x",
          "= 1",
          "a b = 1",
          "a = 1 b = 2",
          "[]",
          "[a]]",
          "[[a]",
          "[a] b = 1",
          "a = [1 2]",
          "a = [,]",
          "a = [1,,2]",
          "a = {b}",
          "a = {b = 1 c = 2}",
          "a = {b = 1\n}",
          "a = \"\u0001\"",
          "# \u0007",
          "a\t=\t1",
          "a = [\n\t1 # x\n,\n2\n]",
          "é = 1",
          "\"é\" = 'é'",
          "a = 1\r");

  @TempDir Path directory;

  @Test
  void everyText_meansWhatItMeansToPython() throws IOException {
    Optional<Interpreter> python =
        Pythons.series().stream()
            .filter(found -> found.version().compareTo(PythonVersion.parse("3.11.0")) >= 0)
            .filter(found -> found.version().compareTo(PythonVersion.parse("3.15.0")) < 0)
            .findFirst();
    Assumptions.assumeThat(python).as("Python 3.11 to 3.14, which reads TOML 1.0").isPresent();
    List<String> texts = texts();
    Path file = Files.writeString(directory.resolve("texts"), String.join("\0", texts));

    TimedProcess.Result result =
        TimedProcess.run(
            List.of(python.get().executable().toString(), "-I", "-c", ASK, file.toString()),
            Map.of(),
            Duration.ofSeconds(60));

    List<String> verdicts = result.output().lines().toList();
    assertThat(verdicts).as(result.output()).hasSize(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      assertThat(text + " → " + ours(text)).isEqualTo(text + " → " + verdicts.get(i));
    }
  }

  /** Each line, pairs and triples of lines, and some of them with a character less or more. */
  private static List<String> texts() {
    List<String> texts = new ArrayList<>(LINES);
    LINES.forEach(a -> LINES.forEach(b -> texts.add(a + "\n" + b)));
    Random random = new Random(4);
    for (int i = 0; i < 4_000; i++) {
      String three = line(random) + "\n" + line(random) + "\n" + line(random);
      int at = random.nextInt(three.length());
      String spoilt = three.substring(0, at) + line(random) + three.substring(at + 1);
      texts.add(i % 2 == 0 ? three : spoilt);
    }
    texts.removeIf(text -> text.contains("\r\n")); // line ends are no part of this
    return texts;
  }

  private static String line(Random random) {
    return LINES.get(random.nextInt(LINES.size()));
  }

  private static String ours(String text) {
    try {
      return show(Toml.read(text));
    } catch (SyntaxProblem mistake) {
      assertThat(mistake.offset()).as(text).isBetween(0, text.length());
      return "bad";
    }
  }

  private static String show(Object value) {
    return switch (value) {
      case Boolean truth -> truth.toString();
      case Double real -> "real";
      case String text ->
          text.codePoints()
              .mapToObj(c -> String.format(Locale.ROOT, "%x.", c))
              .collect(Collectors.joining("", "'", "'"));
      case List<?> list ->
          list.stream().map(TomlAgainstPythonTest::show).collect(Collectors.joining(",", "[", "]"));
      case TomlTable table ->
          table.keys().stream()
              .sorted()
              .map(key -> show(key) + "=" + show(table.get(key).orElseThrow()))
              .collect(Collectors.joining(",", "{", "}"));
      case Toml.Time time -> "time";
      default -> value.toString();
    };
  }

  @Test
  void hugeAndDeepTexts_areReadOrRefusedInTime() {
    String text = "x = " + "1".repeat(90_000).replaceAll("(1{9})", "$1_") + "1";
    assertThat(Toml.read("y = '" + "é".repeat(90_000) + "'").get("y")).isPresent();
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(90_000);
    assertThatThrownBy(() -> Toml.read(text)).hasMessageContaining("digits");
    assertThatThrownBy(() -> Toml.read("x = " + "[".repeat(50_000)))
        .hasMessageContaining("deep in each other");
    assertThatThrownBy(() -> Toml.read("x = " + "{a=".repeat(50_000)))
        .hasMessageContaining("deep in each other");
    assertThat(Toml.read("a.".repeat(20_000) + "a = 1").get("a")).isPresent();
    assertThat(Toml.read("x = {" + "a.".repeat(20_000) + "a = 1}").get("x")).isPresent();
  }
}
