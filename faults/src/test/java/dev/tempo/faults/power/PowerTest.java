package dev.tempo.faults.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.faults.server.Launcher;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code faults/run power}, and the long one with {@code -Plong}. */
@EnabledOnOs(OS.LINUX)
class PowerTest {
  @TempDir Path directory;

  @Test
  @Timeout(300)
  void powerThatFails_takesNothingThatWasTold() throws Exception {
    fail(Duration.ofSeconds(2), 40);
  }

  @Test
  @Tag("long")
  void powerThatFailsOften_takesNothingThatWasTold() throws Exception {
    fail(Duration.ofMinutes(1), 10_000);
  }

  private void fail(Duration load, int times) throws Exception {
    boolean there = PowerExperiment.isPossible();
    assertThat(there || !"required".equals(System.getenv("TEMPO_TRACE_TESTS")))
        .as("strace can trace here")
        .isTrue();
    assumeTrue(there, "strace is not there, or may not trace");
    PowerExperiment experiment = new PowerExperiment(directory, said -> {});
    experiment.record(Launcher.ofClassPath(), load);
    PowerExperiment.Result result = experiment.replay(times, 20261129, path -> false);
    assertThat(result.violations()).isEmpty();
    assertThat(result.prefixes()).isEqualTo(times);
    assertThat(result.told().ends()).isNotEmpty();
    PowerExperiment.Result control =
        experiment.replay(50, 20261129, path -> path.endsWith("tempo.db-wal"));
    assertThat(control.violations()).as("the journal was never synced").isNotEmpty();
  }
}
