package dev.tempo.faults.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.faults.server.Launcher;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code faults/run kill}, of which one kill meets a server that starts, and the
 * long one with {@code -Plong}.
 */
@EnabledOnOs(OS.LINUX)
class KillTest {
  @TempDir Path directory;

  @Test
  @Timeout(300)
  void serverThatIsKilledTwice_losesAndDoublesNothing() throws Exception {
    kill(2, 20261134);
  }

  @Test
  @Tag("long")
  void serverThatIsKilledOften_losesAndDoublesNothing() throws Exception {
    kill(200, 20261130);
  }

  private void kill(int times, long seed) throws Exception {
    try (Scenario scenario = new SqliteScenario(Launcher.ofClassPath(), directory.toRealPath())) {
      KillExperiment.Result result =
          new KillExperiment(scenario, directory, seed, said -> {}).run(times);
      assertThat(result.violations()).as("seed " + seed).isEmpty();
      assertThat(result.history().runs()).hasSizeGreaterThan(20);
      assertThat(result.answered()).isGreaterThan(20);
    }
  }
}
