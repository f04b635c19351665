package dev.tempo.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  }

  @Test
  void roundsOfOneBenchmark_areTakenTogether() throws IOException {
    write("before-1", result("a", "ns/op", "10, 10"));
    write("before-2", result("a", "ns/op", "30, 30, 30"));
    write("after-1", result("a", "ns/op", "30, 30, 30"));
    write("after-2", result("a", "ns/op", "10, 10"));

    assertThat(printed()).contains("× 1.00").contains("nothing became slower by more than 10 %");
  }

  /** No time is looked at: only that the command works. */
  @Test
  @Tag("long")
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
