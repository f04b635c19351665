package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
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
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that is back sooner than anybody noticed that it was gone, as after a quick restart. */
class ReturningNodeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession other = cluster.connect();
  private final NodeStore.Node node =
      new NodeStore.Node(Ids.next(), "other", Map.of(), Set.of(), true, 0, "", "1", 1);
  private Tempo leader;
  private UUID runId;

  @BeforeEach
  void assignAScriptToTheOther() {
    leader =
        Tempo.builder()
            .store(cluster.connect())
            .timeSource(clock)
            .node(NodeOptions.DEFAULT.withName("leader"))
            .build()
            .start();
    clock.advance(SECOND.multipliedBy(3));
    UUID leaderId = other.leases().find(LeaseStore.ENGINE).orElseThrow().nodeId();
    other.nodes().drain(leaderId, true);
    UUID first = other.nodes().join(node).incarnation();
    clock.advance(SECOND);
    Job job = leader.save(Job.named("script").task(Task.shell("sleep 60")).build());
    runId = leader.run(job.id()).id();
    clock.advance(SECOND);
    assertThat(other.assigned(first)).extracting(Run::id).containsExactly(runId);
  }

  @AfterEach
  void close() {
    leader.close();
  }

  @Test
  void scriptThatItNamesAsItJoins_isItsOwn_andGoesOn() {
    UUID second = join(true);
    assertThat(other.assigned(second)).extracting(Run::id).containsExactly(runId);
    clock.advance(SECOND.multipliedBy(5));
    assertThat(leader.findRun(runId).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void scriptThatItDoesNotName_isLostAtOnce() {
    UUID second = join(false);
    assertThat(other.assigned(second)).isEmpty();
    assertThat(leader.findRun(runId).orElseThrow().status()).isEqualTo(RunStatus.LOST);
  }

  private UUID join(boolean names) {
    UUID incarnation = other.nodes().join(node).incarnation();
    List<Mailbox.Outcome> told = new ArrayList<>();
    if (names) {
      told.add(letter(runId, incarnation, new Report.Found()));
    }
    told.add(letter(incarnation, incarnation, new Report.FoundAll()));
    assertThat(other.mailbox().tell(incarnation, told)).isTrue();
    clock.advance(Duration.ofMillis(10));
    return incarnation;
  }

  private static Mailbox.Outcome letter(UUID runId, UUID incarnation, Report report) {
    return new Mailbox.Outcome(
        Ids.next(),
        runId,
        incarnation,
        report.getClass().getSimpleName(),
        WireFormat.write(report));
  }
}
