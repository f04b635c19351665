package dev.tempo.server.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes PDFs, and has poppler's {@code pdftotext} read them. */
final class PdfTextTest {
  @TempDir Path directory;

  @Test
  void text_isKept_inAllScripts() throws Exception {
    List<String> lines =
        List.of(
            "Plain letters, \u00e9 \u00df \u20ac \u2013 \u2192",
            "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac \u043a\u0438\u0440\u0438\u043b\u043b\u0438\u0446\u0430",
            "\u4e2d\u6587\u65e5\u5fd7 \u3072\u3089\u304c\u306a\u30ab\u30ca \ud55c\uad6d\uc5b4 behind",
            "emoji \ud83d\ude00 behind",
            "\u0e44\u0e17\u0e22");
    String read = read(written("Log", lines));
    assertThat(read.lines().map(String::strip)).containsSubsequence(lines);
    assertThat(read.lines().findFirst().orElseThrow().strip()).isEqualTo("Log");
    String hebrew = "\u05e9\u05dc\u05d5\u05dd";
    assertThat(read(written("Right to left", List.of(hebrew)))).contains(hebrew);
  }

  @Test
  void arabicLetters_areJoined_andAreReadAsTheyWereWritten() throws Exception {
    String arabic = "\u062e\u0637\u0623 \u0641\u064a \u0627\u0644\u0627\u062a\u0635\u0627\u0644";
    String persian = "\u06af\u0632\u0627\u0631\u0634 \u067e\u0627\u06cc\u0627\u0646\u06cc";
    String peace = "\u0633\u0644\u0627\u0645";
    String mixed = "ERROR 42: " + arabic + " (exit 3)";
    String read = read(written("Right to left", List.of(arabic, persian, peace, mixed)));
    for (String word : String.join(" ", arabic, persian, peace).split(" ")) {
      assertThat(read).contains(word);
    }
    assertThat(read.lines().filter(line -> line.contains("ERROR 42:")))
        .singleElement()
        .asString()
        .contains("exit 3")
        .contains(arabic.split(" "));
    ArabicShaper shaper = new ArabicShaper(any -> true);
    assertThat(shaper.shape(peace)).isEqualTo("\ufeb3\ufefc\ufee1");
    assertThat(shaper.shape(persian)).startsWith("\ufb94\ufeb0\ufe8d\ufead\ufeb5 \ufb58\ufe8e");
    assertThat(shaper.shape("\u0628\u064e\u0628")).isEqualTo("\ufe91\u064e\ufe90");
    assertThat(shaper.shape("plain \u05e9")).isEqualTo("plain \u05e9");
    assertThat(ArabicShaper.plain(shaper.shape(arabic + persian))).isEqualTo(arabic + persian);
    assertThat(new ArabicShaper(any -> false).shape(peace)).isEqualTo(peace);
  }

  @Test
  void longLines_goOnInTheNextOne_andPagesInTheNextPage() throws Exception {
    String wide = "0123456789".repeat(60);
    List<String> many = new java.util.ArrayList<>(List.of(wide));
    for (int i = 0; i < 200; i++) {
      many.add("line " + i);
    }
    String read = read(written("Long", many));
    assertThat(read.replaceAll("\\s", "")).contains(wide, "line199");
    assertThat(read.chars().filter(c -> c == '\f')).hasSizeBetween(4, 6);
  }

  @Test
  void shortLines_costBytes_andAsMuchEach_howeverManyThereAre() throws IOException {
    Cost warm = costOf(20_000);
    Cost few = costOf(20_000);
    Cost many = costOf(80_000);
    assertThat(few.bytes() / 20_000).as("bytes a line of two letters").isLessThan(8);
    assertThat(many.bytes()).isLessThan(5 * few.bytes());
    assertThat(many.cpuNanos())
        .as("%s, %s, %s", warm, few, many)
        .isLessThan(10 * Math.max(few.cpuNanos(), warm.cpuNanos()));
  }

  private record Cost(long bytes, long cpuNanos) {}

  private static Cost costOf(int lines) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = threads.getCurrentThreadCpuTime();
    long[] bytes = {0};
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int b) {
            bytes[0]++;
          }

          @Override
          public void write(byte[] all, int from, int length) {
            bytes[0] += length;
          }
        };
    PdfText pdf = new PdfText(counting, "Short");
    for (int i = 0; i < lines; i++) {
      pdf.line(Integer.toString(10 + i % 90));
    }
    pdf.end();
    return new Cost(bytes[0], threads.getCurrentThreadCpuTime() - begun);
  }

  @Test
  void failureOfTheStream_isOneOfTheWriter() throws IOException {
    OutputStream gone =
        new OutputStream() {
          private int left = 2_000;

          @Override
          public void write(int b) throws IOException {
            if (left-- <= 0) {
              throw new IOException("The reader has gone");
            }
          }
        };
    PdfText pdf = new PdfText(gone, "Gone");
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                pdf.line("line " + i);
              }
              pdf.end();
            })
        .isInstanceOf(IOException.class);
  }

  private Path written(String heading, List<String> lines) throws IOException {
    Path file = directory.resolve("text.pdf");
    try (OutputStream out = Files.newOutputStream(file)) {
      PdfText pdf = new PdfText(out, "Test");
      pdf.heading(heading);
      for (String line : lines) {
        pdf.line(line);
      }
      pdf.end();
    }
    return file;
  }

  private static String read(Path file) throws Exception {
    Path tool = Path.of("/usr/bin/pdftotext");
    boolean required = "required".equals(System.getenv("TEMPO_BROWSER_TESTS"));
    assumeTrue(required || Files.exists(tool), "pdftotext (poppler-utils) is not installed");
    Process process =
        new ProcessBuilder(tool.toString(), "-layout", file.toString(), "-")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text.replaceAll("[\\u202a-\\u202e]", "").replaceAll(" +", " ");
  }
}
