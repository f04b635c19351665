package dev.tempo.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @Test
  void threadThatIsToEnd_startsNothing() throws Exception {
    Path made = directory.resolve("made");
    List<String> command = List.of("/bin/sh", "-c", ": >'" + made + "'");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> TimedProcess.run(command, Map.of(), LIMIT))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).as("it is told on").isTrue();
    }
    assertThat(made).doesNotExist();
    assertThat(TimedProcess.run(command, Map.of(), LIMIT).success()).isTrue();
    assertThat(made).exists();
  }
}
