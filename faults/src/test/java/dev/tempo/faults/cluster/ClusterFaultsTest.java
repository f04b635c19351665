package dev.tempo.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@code faults/run cluster}, and the long one with {@code -Plong}. */
@WithPostgres
@EnabledOnOs(OS.LINUX)
class ClusterFaultsTest {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir Path directory;

  @Test
  @Timeout(300)
  void threeNodes_ofWhichOneIsKilled_oneStopped_andOneCutOff_keepEveryPromise() throws Exception {
    ClusterHistory history =
        history(Control.NONE, ClusterExperiment.Ending.CANCELLED, 1, FaultPlan.shortForm());
    assertThat(new ClusterChecker(history).check()).isEmpty();
    assertThat(history.faults()).filteredOn(ClusterFault::isPlanned).hasSize(3);
    assertThat(history.runs()).hasSizeGreaterThan(50);
  }

  @Test
  @Tag("long")
  void threeNodes_underAllFaults_keepEveryPromise() throws Exception {
    for (long seed = 100; seed < 103; seed++) {
      assertThat(violations(Control.NONE, seed)).as("seed " + seed).isEmpty();
    }
  }

  @ParameterizedTest
  @Tag("long")
  @EnumSource(names = {"FENCE", "SELF_FENCE", "COMPARE_AND_SET"})
  void threeNodesWithoutOneGuard_breakPromises(Control control) throws Exception {
    assertThat(violations(control, 200)).isNotEmpty();
  }

  private List<ClusterViolation> violations(Control control, long seed) throws IOException {
    List<FaultPlan.Step> steps = new FaultPlan(seed, control).steps(LONG);
    return new ClusterChecker(history(control, ClusterExperiment.Ending.ALL_ENDED, seed, steps))
        .check();
  }

  private ClusterHistory history(
      Control control, ClusterExperiment.Ending ending, long seed, List<FaultPlan.Step> steps)
      throws IOException {
    try (PostgresServer database = PostgresServer.start()) {
      Path place = directory.toRealPath().resolve("seed" + seed);
      Files.createDirectories(place);
      return new ClusterExperiment(
              new NodeGroup.Place(database, PostgresServer.newSchema(), place),
              control,
              ending,
              seed)
          .run(steps);
    }
  }
}
