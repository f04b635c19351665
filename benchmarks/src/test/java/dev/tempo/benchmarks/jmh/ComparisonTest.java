package dev.tempo.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  @TempDir private Path directory;

  @Test
  void slower_isWhatIsWorseByMoreThanATenth_beyondWhatScatters() throws IOException {
    write("before-1", result("same", "ns/op", "10, 11, 10.5, 10"));
    write("after-1", result("same", "ns/op", "11, 10, 10.4, 11"));
    write("before-2", result("slower", "ns/op", "10, 11, 10.5, 10"));
    write("after-2", result("slower", "ns/op", "12, 13, 12.5, 12"));
    write("before-3", result("fewer", "ops/s", "100, 110, 105, 100"));
    write("after-3", result("fewer", "ops/s", "80, 85, 80, 90"));
    write("before-4", result("more", "ops/s", "100, 110, 105, 100"));
    write("after-4", result("more", "ops/s", "200, 210, 205, 200"));
    write("before-5", result("scattered", "ns/op", "5, 10, 20, 40"));
    write("after-5", result("scattered", "ns/op", "6, 12, 24, 40"));
    write("before-6", result("gone", "ns/op", "1"));

    Comparison comparison = comparison();
    assertThat(comparison.slower()).containsExactly("B.slower {n=1}", "B.fewer {n=1}");
    assertThat(comparison.table())
        .contains("B.slower {n=1}")
        .contains("ns/op   × 1.20  slower")
        .contains("ops/s   × 0.50\n")
        .doesNotContain("gone");
    assertThat(comparison.unpaired()).isEqualTo("only before: B.gone {n=1}\n");
  }

  @Test
  void roundsOfOneBenchmark_areTakenTogether() throws IOException {
    write("before-1", result("a", "ns/op", "10, 10"));
    write("before-2", result("a", "ns/op", "30, 30, 30"));
    write("after-1", result("a", "ns/op", "30, 30, 30"));
    write("after-2", result("a", "ns/op", "10, 10"));

    assertThat(printed()).contains("× 1.00").contains("nothing became slower by more than 10 %");
  }

  @Test
  void nothingInBoth_isAnError_andIsNamed() throws IOException {
    write("before-1", result("a", "ns/op", "10"));
    write("after-1", result("b", "ns/op", "10"));

    assertThatThrownBy(this::printed)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only before: B.a {n=1}\nonly after: B.b {n=1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rounds=abc", "--rounds=0", "--rounds=-1", "--often"})
  void command_refusesWhatItDoesNotKnow(String word) throws Exception {
    Path command = Path.of("compare").toAbsolutePath();
    ProcessBuilder builder = new ProcessBuilder(command.toString(), "HEAD", "HEAD", word);
    Process compare = builder.redirectErrorStream(true).start();
    String said = new String(compare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).contains("benchmarks/compare: ").contains(word.replaceFirst(".*=", ""));
    assertThat(compare.waitFor()).isEqualTo(2);
  }

  /** In a repository whose build does what the test wants of it. */
  @Test
  void command_buildsAgain_afterABuildThatFailed() throws Exception {
    Path here = Path.of("").toAbsolutePath();
    Path copy = Files.createDirectories(directory.resolve("benchmarks"));
    Path others = Files.createDirectories(directory.resolve("tempo-server/bin"));
    Files.copy(here.resolve("compare"), copy.resolve("compare"));
    Files.copy(here.resolve("../tempo-server/bin/find-jdk.sh"), others.resolve("find-jdk.sh"));
    Path build = Files.writeString(directory.resolve("mvnw"), "#!/bin/sh\ntouch left; exit 1\n");
    assertThat(build.toFile().setExecutable(true)).isTrue();
    said("git", "init", "--quiet");
    said("git", "add", "--all");
    said("git", "config", "user.name", "a");
    said("git", "config", "user.email", "a@example.org");
    said("git", "commit", "--quiet", "--message=Begin");
    String tree = copy.resolve("target/compare/tree-").toString();

    assertThat(said("benchmarks/compare", "HEAD", "HEAD")).contains("HEAD is now at");
    assertThat(said("git", "worktree", "list")).doesNotContain(tree);
    String commit = said("git", "rev-parse", "HEAD").strip();
    said("git", "worktree", "add", "--detach", tree + commit);
    assertThat(said("benchmarks/compare", "HEAD", "HEAD")).contains("HEAD is now at");
    assertThat(said("git", "worktree", "list")).doesNotContain(tree);
  }

  private String said(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** No time is looked at: only that the command works. */
  @Test
  @Tag("long")
  @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void command_comparesTwoCommits() throws Exception {
    Path home = Path.of("").toAbsolutePath();
    ProcessBuilder command =
        new ProcessBuilder(
                home.resolve("compare").toString(), "HEAD", "HEAD", "--quick", "LineSplitter")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("BENCHMARKS_CLASSPATH", System.getProperty("java.class.path"));
    Process compare = command.start();
    String said = new String(compare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(compare.waitFor()).isZero();
    assertThat(said)
        .contains("LineSplitterBenchmark")
        .contains("× ")
        .contains("slower by more than");
  }

  private Comparison comparison() throws IOException {
    return new Comparison(read("before"), read("after"));
  }

  private Results read(String side) throws IOException {
    try (var files = Files.list(directory)) {
      List<Path> own =
          files.filter(file -> file.getFileName().toString().startsWith(side)).sorted().toList();
      return Results.read(own);
    }
  }

  private String printed() throws IOException {
    PrintStream console = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      Comparison.main(new String[] {directory.toString()});
    } finally {
      System.setOut(console);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  private void write(String name, String results) throws IOException {
    Files.writeString(directory.resolve(name + ".json"), "[" + results + "]");
  }

  private static String result(String method, String unit, String scores) {
    return """
        {"benchmark": "dev.tempo.B.%s", "params": {"n": "1"},
         "primaryMetric": {"scoreUnit": "%s", "rawData": [[%s]]}, "secondaryMetrics": {}}
        """
        .formatted(method, unit, scores);
  }
}
