package dev.tempo.python.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.internal.process.TimedProcess;
import dev.tempo.internal.text.SyntaxProblem;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Pythons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pip's own reader says about the same texts, where a pip of 24 or newer is installed. */
class RequirementsAgainstPipTest {
  private static final String ASK =
      """
      import sys
      from pip._vendor.packaging.requirements import Requirement, InvalidRequirement
      for line in open(sys.argv[1], encoding="utf-8"):
          try:
              r = Requirement(line.rstrip("\\n"))
              print("ok", len(r.extras), len(list(r.specifier)), bool(r.url), r.marker is not None)
          except InvalidRequirement:
              print("bad")
      """;
  private static final List<String> HEADS =
      List.of(
          "a",
          "A.b-C_d",
          "a[x]",
          "a [x, y]",
          "a[]",
          "a[,]",
          "a[x",
          "-a",
          "a-",
          "a..b",
          "1",
          "a b",
          "");
  private static final List<String> MIDDLES =
      List.of(
          "",
          "==1",
          " == 1.0",
          ">=1,<2",
          "(>=1)",
          " (>=1,<2)",
          "(>=1",
          "~=1.0",
          "~=1",
          "==1.*",
          "==2.0a1.*",
          "==1.post1.*",
          "!=1-1.*",
          "==1.dev0.*",
          "==1+l.*",
          "==1!2.*",
          "==1rc.*",
          ">=1.*",
          "===x",
          "==1.0a1",
          "==1-1",
          "==1+l",
          ">1+l",
          "=1",
          "==",
          ">=1,",
          ",>=1",
          "==1.0.post1.dev2",
          "==1!2",
          "==x",
          ">=1 <2",
          " @ https://h/p",
          "@ https://h/p",
          "");
  private static final List<String> TAILS =
      List.of(
          "",
          ";python_version<'3'",
          " ; python_version < \"3\"",
          " ; os.name == 'x'",
          " ; 'a' == 'b'",
          " ; python_version",
          " ; python_version == x",
          " ; (extra == 'a' or extra == 'b') and os_name != 'c'",
          " ; extra == 'a' or",
          " ; os_name not in 'x'",
          " ; os_name not 'x'",
          " ;",
          " ; ()",
          " ; os_name=='x\"y'");

  @TempDir Path directory;

  @Test
  void verdict_isThatOfPip() throws IOException {
    Optional<Interpreter> interpreter =
        Pythons.series().stream()
            .filter(found -> found.pipVersion().map(v -> v.compareTo("24") >= 0).orElse(false))
            .max(Comparator.comparing(Interpreter::version));
    Assumptions.assumeThat(interpreter).as("an interpreter with pip 24 or newer").isPresent();
    List<String> texts = texts();
    Path file = Files.write(directory.resolve("texts"), texts);

    TimedProcess.Result result =
        TimedProcess.run(
            List.of(interpreter.get().executable().toString(), "-I", "-c", ASK, file.toString()),
            Map.of(),
            Duration.ofSeconds(60));

    List<String> verdicts = result.output().lines().toList();
    assertThat(verdicts).as(result.output()).hasSize(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      assertThat(text + " → " + ours(text)).isEqualTo(text + " → " + verdicts.get(i));
    }
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (String head : HEADS) {
      for (String middle : MIDDLES) {
        TAILS.stream()
            .map(tail -> head + middle + tail)
            .filter(
                text ->
                    !text.contains("/p;")
                        && !text.contains("@ ;")) // pip takes the marker for a part of the address
            .forEach(texts::add);
      }
    }
    return texts;
  }

  private static String ours(String text) {
    try {
      Requirement parsed = RequirementParser.parse(text);
      boolean url = parsed.constraint() instanceof Requirement.Constraint.Address;
      int clauses =
          parsed.constraint() instanceof Requirement.Constraint.Versions versions
              ? versions.clauses().size()
              : 0;
      return "ok %d %d %s %s"
          .formatted(
              parsed.extras().size(),
              clauses,
              url ? "True" : "False",
              parsed.marker().isPresent() ? "True" : "False");
    } catch (SyntaxProblem e) {
      return "bad";
    }
  }
}
