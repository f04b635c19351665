package dev.tempo.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Pattern LOST =
      Pattern.compile("The database has lost the last (\\d+) turns");
  private static final Pattern RUN_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /**
   * What tells of a run by its id. All runs end, and each occurrence is there, whatever befalls.
   */
  private static final Set<ClusterViolation.Kind> OF_RUNS =
      EnumSet.complementOf(
          EnumSet.of(
              ClusterViolation.Kind.OCCURRENCE_LOST,
              ClusterViolation.Kind.OCCURRENCE_DOUBLED,
              ClusterViolation.Kind.OCCURRENCE_UNNAMED,
              ClusterViolation.Kind.ENTRY_MISCOUNTED,
              ClusterViolation.Kind.NOT_ENDED,
              ClusterViolation.Kind.NODE_BROKEN));

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

  /** The nodes wait for the replica at each commit; so nothing is lost with the primary. */
  @Test
  @Tag("long")
  void synchronousReplica_thatIsPromoted_keepsEveryPromise() throws Exception {
    FaultPlan.Step step = step(ClusterFault.Kind.PROMOTE, Duration.ofMillis(500));
    ClusterHistory history =
        history(Control.NONE, ClusterExperiment.Ending.ALL_ENDED, 300, List.of(step, step));
    assertThat(new ClusterChecker(history).check()).isEmpty();
  }

  /**
   * The last seconds are gone, and what was done in them may be done again. Nobody goes on as if
   * they were not: each node says how many turns there were, every run ends, each occurrence has
   * one run or entry, and what is begun later is as it always is.
   */
  @Test
  @Tag("long")
  void replicaThatWasBehind_asItWasPromoted_losesItsLastSecondsAlone() throws Exception {
    FaultPlan.Step step = step(ClusterFault.Kind.PROMOTE_BEHIND, Duration.ofSeconds(5));
    ClusterHistory history =
        history(Control.NONE, ClusterExperiment.Ending.ALL_ENDED, 400, List.of(step));
    Instant settled = history.clock().wallOf(promoted(history)).plus(SOON);
    assertThat(new ClusterChecker(history).check())
        .filteredOn(found -> !isOfBefore(found, settled))
        .isEmpty();
    for (String node : List.of("node1", "node2", "node3")) {
      String log = Files.readString(directory.toRealPath().resolve("seed400/" + node + ".log"));
      Matcher lost = LOST.matcher(log);
      assertThat(lost.find()).as(log).isTrue();
      assertThat(Integer.parseInt(lost.group(1))).isGreaterThan(5);
    }
  }

  private static FaultPlan.Step step(ClusterFault.Kind kind, Duration length) {
    return new FaultPlan.Step(kind, false, length, Duration.ofSeconds(20));
  }

  private static long promoted(ClusterHistory history) {
    return history.faults().stream()
        .filter(fault -> fault.kind() == ClusterFault.Kind.PROMOTE_BEHIND)
        .mapToLong(ClusterFault::toNanos)
        .findFirst()
        .orElseThrow();
  }

  /** Whether it is of a run that was made before, or of another one beside such; ids say when. */
  private static boolean isOfBefore(ClusterViolation found, Instant settled) {
    return OF_RUNS.contains(found.kind())
        && RUN_ID
            .matcher(found.where())
            .results()
            .map(id -> UUID.fromString(id.group()))
            .anyMatch(
                id -> Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).isBefore(settled));
  }

  private List<ClusterViolation> violations(Control control, long seed) throws IOException {
    List<FaultPlan.Step> steps = new FaultPlan(seed, control).steps(LONG);
    return new ClusterChecker(history(control, ClusterExperiment.Ending.ALL_ENDED, seed, steps))
        .check();
  }

  private ClusterHistory history(
      Control control, ClusterExperiment.Ending ending, long seed, List<FaultPlan.Step> steps)
      throws IOException {
    try (Primary database = new Primary(PostgresServer.start())) {
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
