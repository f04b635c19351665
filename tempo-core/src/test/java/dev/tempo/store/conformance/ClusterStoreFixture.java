package dev.tempo.store.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.TurnResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store that is opened twice, as by two processes, and what is done to it. */
abstract class ClusterStoreFixture {
  static final Duration SOON = Duration.ofSeconds(20);
  static final Duration NOT_AT_ALL = Duration.ofMillis(1);
  static final int DATA_VERSION = 1;
  static final int MANY = 2_500;

  final Runs make = new Runs();
  ClusteredStore one;
  ClusteredStore other;
  ClusterStore cluster;

  /** An empty store, as a first process opens it. */
  protected abstract ClusteredStore open();

  /** The same store, as a second process opens it. */
  protected abstract ClusteredStore openAgain();

  @BeforeEach
  final void openBoth() {
    one = open();
    other = openAgain();
    cluster = one.cluster();
  }

  @AfterEach
  final void closeBoth() {
    other.close();
    one.close();
  }

  final LeaseStore.Lease lease() {
    return cluster.leases().find(LeaseStore.ENGINE).orElseThrow();
  }

  final Fence take(ClusterStore by, Optional<LeaseStore.Lease> seen) {
    return by.leases().take(LeaseStore.ENGINE, seen, make.id(), DATA_VERSION).orElseThrow();
  }

  final Fence lead() {
    return take(cluster, cluster.leases().find(LeaseStore.ENGINE));
  }

  final ClusterStore.Turn turn(long number) {
    return new ClusterStore.Turn(
        number,
        List.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        new FeedEntry(number, ("turn " + number).getBytes(UTF_8)));
  }

  final TurnResult commit(Fence fence, long number, Change... changes) {
    return cluster.commit(fence, List.of(changes), turn(number));
  }

  final NodeStore.Node node(String name) {
    return new NodeStore.Node(
        make.id(),
        name,
        Map.of("zone", "north", "gpu", ""),
        Set.of("first", "second"),
        true,
        4,
        "http://" + name + ":8080",
        "1.0",
        DATA_VERSION);
  }

  final Job savedJob(Fence fence, long turn) {
    Job job = make.job("job " + turn);
    commit(fence, turn, new Change.SaveJob(job, List.of()));
    return job;
  }

  static Run started(Run run) {
    return run.withStarted(run.job(), Runs.NOON.plusSeconds(1));
  }

  static Run ended(Run run) {
    return run.withFinished(RunStatus.SUCCESS, Runs.NOON.plusSeconds(2), RunResult.NONE);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
