package dev.tempo.engine.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node beside those of the next version, as while one after the other is replaced. */
class MixedVersionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int NEXT = 2;

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession newer = cluster.connect();
  private final List<UUID> ran = new ArrayList<>();
  private final Tempo older =
      Tempo.builder()
          .store(cluster.connect())
          .timeSource(clock)
          .node(NodeOptions.DEFAULT.withName("older"))
          .handler("work", context -> ran.add(context.runId()))
          .build();

  @AfterEach
  void close() {
    older.close();
  }

  private UUID incarnation() {
    NodeStore.NodeState node = newer.nodes().list().getFirst();
    assertThat(node.node().dataVersion()).isLessThan(NEXT);
    return node.incarnation();
  }

  private Run assign(Fence fence) {
    Job job = Job.named("work").task(Task.handler("work")).build();
    Run queued =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of()),
            RunTimeline.queued(clock.instant()),
            RunResult.NONE);
    Run run = queued.withStarted(queued.job(), clock.instant());
    UUID incarnation = incarnation();
    newer.commit(
        fence,
        List.of(new Change.SaveJob(job, List.of()), new Change.AddRun(run, incarnation)),
        new ClusterStore.Turn(
            1,
            List.of(),
            List.of(),
            Map.of(),
            Optional.empty(),
            new FeedEntry(1, "of a later form".getBytes(UTF_8))));
    newer.wake(ClusterStore.topicOf(incarnation), "of a later version");
    return run;
  }

  @Test
  void olderNode_executesWhatANewerLeaderAssigns_andDoesNotLeadAfterIt() {
    LeaseStore leases = newer.leases();
    Fence fence = leases.take(LeaseStore.ENGINE, Optional.empty(), Ids.next(), NEXT).orElseThrow();
    older.start();
    clock.advance(SECOND);
    Run run = assign(fence);
    clock.advance(SECOND);
    assertThat(ran).containsExactly(run.id());
    assertThat(newer.mailbox().outcomes(10)).extracting(Mailbox.Outcome::runId).contains(run.id());
    leases.resign(fence);
    clock.advance(SECOND.multipliedBy(20));
    assertThat(older.nodes().isLeader())
        .as("it may write what the newer one cannot read")
        .isFalse();
    assertThat(leases.find(LeaseStore.ENGINE).orElseThrow().isHeld()).isFalse();
    assertThat(older.health().isHealthy()).as("it works").isTrue();
    Fence next =
        leases
            .take(LeaseStore.ENGINE, leases.find(LeaseStore.ENGINE), Ids.next(), NEXT)
            .orElseThrow();
    assertThat(next.epoch()).isEqualTo(fence.epoch() + 1);
  }
}
