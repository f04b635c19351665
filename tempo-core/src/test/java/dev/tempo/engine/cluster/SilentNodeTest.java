package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.store.cluster.LeaseStore;
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
import java.util.Set;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that come between the fall of a node and the moment at which it counts as dead. */
class SilentNodeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(1_100);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession other = cluster.connect();
  private final NodeStore.Node node =
      new NodeStore.Node(Ids.next(), "other", Map.of(), Set.of("work"), true, 0, "", "1", 1);
  private final Tempo leader =
      Tempo.builder()
          .store(cluster.connect())
          .timeSource(clock)
          .node(NodeOptions.DEFAULT.withName("leader"))
          .build();

  @AfterEach
  void close() {
    leader.close();
  }

  private UUID ask() {
    Job job =
        Job.named("work")
            .key("work")
            .task(Task.handler("work"))
            .overlap(OverlapPolicy.ALLOW)
            .build();
    UUID run = leader.run(leader.save(job).id()).id();
    clock.advance(Duration.ofMillis(10));
    return run;
  }

  private Set<UUID> given(UUID incarnation) {
    return other.assignedIds(incarnation);
  }

  private Optional<String> reason(UUID runId) {
    return leader.blockedReason(runId);
  }

  @Test
  void nodeWhoseLeaseWasTakenAsItWasSilent_getsNoRuns_untilItBeats() {
    UUID first = other.nodes().join(node).incarnation();
    other.leases().take(LeaseStore.ENGINE, Optional.empty(), node.id(), 1).orElseThrow();
    leader.start();
    clock.advance(SECOND);
    assertThat(leader.nodes().isLeader()).isTrue();
    UUID held = ask();
    clock.advance(SOON);
    assertThat(given(first)).isEmpty();
    assertThat(reason(held).orElseThrow()).contains("silent");
    assertThat(other.nodes().beat(first)).isTrue();
    clock.advance(SOON);
    assertThat(given(first)).containsExactly(held);
    assertThat(reason(held)).isEmpty();
  }

  @Test
  void nodeThatGaveTheLeaseUp_getsRunsAtOnce() {
    UUID first = other.nodes().join(node).incarnation();
    LeaseStore leases = other.leases();
    leases.resign(leases.take(LeaseStore.ENGINE, Optional.empty(), node.id(), 1).orElseThrow());
    leader.start();
    clock.advance(SECOND);
    UUID run = ask();
    assertThat(given(first)).containsExactly(run);
  }

  @Test
  void nodeThatIsSilentForSomeSeconds_getsNoMoreRuns_whoeverLeads() {
    leader.start();
    UUID first = other.nodes().join(node).incarnation();
    clock.advance(SECOND);
    UUID before = ask();
    clock.advance(SECOND.multipliedBy(5));
    UUID held = ask();
    assertThat(given(first)).containsExactly(before);
    assertThat(other.nodes().beat(first)).isTrue();
    clock.advance(SOON);
    assertThat(given(first)).containsExactlyInAnyOrder(before, held);
  }

  @Test
  void whatWaitsForASilentNode_goesToAnotherThatJoins() {
    leader.start();
    UUID first = other.nodes().join(node).incarnation();
    clock.advance(SECOND.multipliedBy(5));
    UUID held = ask();
    NodeStore.Node third =
        new NodeStore.Node(Ids.next(), "third", Map.of(), Set.of("work"), true, 0, "", "1", 1);
    UUID second = other.nodes().join(third).incarnation();
    clock.advance(SOON);
    assertThat(given(first)).isEmpty();
    assertThat(other.assigned(second)).extracting(Run::id).containsExactly(held);
  }

  @Test
  void nodeThatIsDeclaredDead_isNamedInTheLog() {
    List<String> said = new ArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            said.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(NodeWatch.class.getName());
    logger.addHandler(listener);
    try {
      leader.start();
      other.nodes().join(node);
      for (int i = 0; i < 10; i++) {
        clock.advance(SECOND);
      }
    } finally {
      logger.removeHandler(listener);
    }
    assertThat(said).containsExactly("Declared dead, after 8 s of silence: other");
  }
}
