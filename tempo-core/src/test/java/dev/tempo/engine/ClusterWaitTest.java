package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunAttributes;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why runs wait, as nodes say it that do not decide. */
@Timeout(120)
class ClusterWaitTest extends ClusterFixture {

  private static String reason(Tempo node, RunHandle run) {
    return node.waitReasons(List.of(run.run())).get(run.id()).text();
  }

  @Test
  void nodeThatDoesNotLead_saysWhyNoNodeRunsIt() {
    Tempo first = node("first", "work");
    Tempo second = node("second", "work");
    Job far = first.save(job("work").toBuilder().key("far").on("gpu", "").build());
    RunHandle unlabelled = second.run(far.id());
    RunHandle unhandled = second.run(second.save(job("gone")).id());
    for (Tempo node : List.of(first, second)) {
      assertThat(reason(node, unlabelled)).isEqualTo("no node that is up has the label gpu");
      assertThat(node.blockedReason(unlabelled.id())).contains(reason(node, unlabelled));
      assertThat(reason(node, unhandled)).endsWith("it needs handler gone");
    }
    String own = second.nodes().localId().toString();
    Job job = second.save(job("work"));
    RunOptions there = RunOptions.DEFAULT.withContext(Map.of(RunAttributes.ON_NODE, own));
    second.nodes().drain(second.nodes().localId());
    RunHandle bound = second.run(job.id(), there);
    first.nodes().drain(first.nodes().localId());
    RunHandle drained = second.run(job.id());
    for (Tempo node : List.of(first, second)) {
      assertThat(reason(node, drained)).isEqualTo("all nodes that could run it are drained");
    }
    first.nodes().resume(first.nodes().localId());
    assertThat(drained.await(SOON).status()).isEqualTo(RunStatus.SUCCESS);
    for (Tempo node : List.of(first, second)) {
      assertThat(reason(node, bound))
          .isEqualTo("it is to run on the node 'second' alone, which gets no runs");
    }
  }

  @Test
  void nodeThatDoesNotLead_saysWhatIsPausedAndWhatRuns() throws Exception {
    node("first");
    Tempo second = node("second", "wait");
    Job job = second.save(job("wait"));
    second.run(job.id());
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    RunHandle next = second.run(job.id());
    assertThat(reason(second, next)).startsWith("another run of its job has not ended");
    Job any = second.save(job("wait").toBuilder().key("any").overlap(OverlapPolicy.ALLOW).build());
    second.setQueueLimit("default", 1);
    RunHandle third = second.run(any.id());
    assertThat(reason(second, third)).contains("'default' is full", "1 at once");
    second.pauseQueue("default");
    assertThat(reason(second, third)).isEqualTo("its queue 'default' is paused");
    second.pause();
    assertThat(reason(second, third)).startsWith("everything is paused");
  }

  @Test
  void whileNobodyLeads_thatIsWhyAllWait() {
    VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
    MemoryCluster nodes = new MemoryCluster(clock);
    TempoBuilder builder = Tempo.builder().timeSource(clock).node(NodeOptions.DEFAULT);
    RunHandle run;
    UUID known;
    try (Tempo first = builder.store(nodes.connect()).build().start()) {
      clock.advance(Duration.ofSeconds(1));
      known = first.nodes().localId();
      run = first.run(first.save(job("gone")).id());
      assertThat(reason(first, run)).endsWith("it needs handler gone");
    }
    LeaseStore leases = nodes.connect().leases();
    Optional<LeaseStore.Lease> before = leases.find(LeaseStore.ENGINE);
    leases.resign(leases.take(LeaseStore.ENGINE, before, known, 1_000).orElseThrow());
    try (Tempo second = builder.store(nodes.connect()).build().start()) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(second.nodes().isLeader()).as("it is too old").isFalse();
      assertThat(reason(second, run)).startsWith("no node leads at the moment");
      assertThat(second.blockedReason(run.id())).contains(reason(second, run));
    }
  }
}
