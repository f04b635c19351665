package dev.tempo.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /proc} tells of processes that change while it is read. */
final class ProcfsTableTest {
  private static final String NAME = "TEMPO_TEST_MARK";
  private static final Duration LONG = Duration.ofSeconds(2);

  @TempDir private Path directory;

  @Test
  void variable_isTold_alsoWhileTheProcessExecutesProgramsWithoutEnd() throws Exception {
    ProcfsTable table = new ProcfsTable();
    Path script = Files.writeString(directory.resolve("again"), "exec /bin/sh \"$0\"");
    Process process = start("/bin/sh", script.toString());
    try {
      long end = System.nanoTime() + LONG.toNanos();
      while (System.nanoTime() < end) {
        assertThat(table.variable(process.pid(), NAME)).contains("here");
      }
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void processWithoutEnvironment_andOneThatHasEnded_areToldAtOnce() throws Exception {
    ProcfsTable table = new ProcfsTable();
    Process process = start("/usr/bin/env", "-i", "/bin/sleep", "1000");
    while (table.variable(process.pid(), NAME).isPresent()) {
      Thread.onSpinWait(); // until env has executed sleep
    }
    long begin = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(table.variable(process.pid(), NAME)).isEmpty();
    }
    process.destroyForcibly().waitFor();
    assertThat(table.variable(process.pid(), NAME)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
  }

  private static Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(NAME, "here");
    return builder.start();
  }
}
