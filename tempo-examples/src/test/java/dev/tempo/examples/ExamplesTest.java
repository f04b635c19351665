package dev.tempo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every example as its reader would. */
class ExamplesTest {
  @TempDir private Path data;

  @Test
  void hello_runsAndCanBeRunAgainOnTheSameData() {
    assertThat(output(() -> HelloMain.main(new String[] {data.toString()})))
        .containsExactly("SUCCESS", "rows: 100");
    assertThat(output(() -> HelloMain.main(new String[] {data.toString()})))
        .containsExactly("SUCCESS", "rows: 100");
  }

  @Test
  void python_printsItsNumberedLines() {
    assertThat(output(() -> PythonMain.main(new String[0])))
        .containsExactly(
            "1 step 0 ['--source', 'orders']",
            "2 step 1 ['--source', 'orders']",
            "3 step 2 ['--source', 'orders']",
            "SUCCESS 0");
  }

  @Test
  void shell_isEndedWithItsChildren() {
    String[] lines = output(() -> ShellMain.main(new String[0]));
    assertThat(lines[0]).startsWith("TIMEOUT: ");
    assertThat(lines[1]).matches("processes ended: [1-9]\\d*");
  }

  @Test
  void embeddedServer_answersWithTheProgramsOwnName() {
    assertThat(
            output(
                () -> {
                  try {
                    EmbeddedServerMain.main(new String[] {data.toString()});
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }))
        .containsExactly("true", "true");
  }

  private static String[] output(Runnable example) {
    PrintStream console = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      example.run();
    } finally {
      System.setOut(console);
    }
    return captured.toString(StandardCharsets.UTF_8).strip().split("\n");
  }
}
