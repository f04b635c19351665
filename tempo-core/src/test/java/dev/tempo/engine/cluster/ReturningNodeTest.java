package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.engine.state.RunOutcome;
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
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that is back sooner than anybody noticed that it was gone, as after a quick restart. */
class ReturningNodeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession other = cluster.connect();
  private final NodeStore.Node node =
      new NodeStore.Node(
          Ids.next(), "other", Map.of("far", ""), Set.of("work"), true, 0, "", "1", 1);
  private final Ids letters = new Ids(1); // they come in order
  private Tempo leader;
  private UUID first;
  private UUID runId;

  @BeforeEach
  void assignAScriptToTheOther() {
    leader = start("leader");
    clock.advance(SECOND.multipliedBy(3));
    UUID leaderId = other.leases().find(LeaseStore.ENGINE).orElseThrow().nodeId();
    other.nodes().drain(leaderId, true);
    first = other.nodes().join(node).incarnation();
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

  @Test
  void whatItToldBeforeItLeft_counts_alsoIfTheNodesAreLookedAtInBetween() {
    Job job = leader.save(Job.named("work").task(Task.handler("work")).build());
    UUID ended = leader.run(job.id()).id();
    clock.advance(Duration.ofMillis(10));
    assertThat(other.assigned(first)).extracting(Run::id).contains(ended);
    RunOutcome good = RunOutcome.success(RunResult.NONE, () -> {});
    Report report = Report.Ended.of(good, Optional.empty(), Duration.ZERO);
    assertThat(other.mailbox().tell(first, List.of(letter(ended, first, report)))).isTrue();
    other.nodes().leave(first);
    leader.nodes().drain(node.id());
    clock.advance(SECOND);
    assertThat(leader.findRun(ended).orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void drainedLeader_goesOn_whileNobodyElseIsKnownToLive() {
    Optional<Fence> led = fence();
    assertThat(led).isPresent();
    clock.advance(SECOND.multipliedBy(4)); // not long enough for the other one to be dead
    assertThat(other.nodes().list()).allMatch(NodeStore.NodeState::isUp);
    assertThat(fence()).isEqualTo(led);
    assertThat(other.nodes().beat(first)).isTrue();
    clock.advance(SECOND);
    assertThat(fence()).as("it lives").isNotEqualTo(led);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scriptOfANodeThatIsGone_isRepeated_unlessItsJobWasEditedSinceItBegan(boolean isEdited) {
    Job job =
        leader.save(
            Job.named("far").task(Task.shell("sleep 60")).on("far", "").rerunIfLost().build());
    UUID lost = leader.run(job.id()).id();
    clock.advance(Duration.ofMillis(10));
    assertThat(other.assigned(first)).extracting(Run::id).contains(lost);
    if (isEdited) {
      leader.save(job.toBuilder().lostAfter(SECOND.multipliedBy(10)).build());
    }
    leader.close();
    leader = start("next");
    other.nodes().leave(first);
    clock.advance(SECOND.multipliedBy(70));
    assertThat(leader.findRun(lost).orElseThrow().status()).isEqualTo(RunStatus.LOST);
    assertThat(leader.store().runs().findAttempt(lost, 2).isPresent()).isEqualTo(!isEdited);
  }

  private Tempo start(String name) {
    return Tempo.builder()
        .store(cluster.connect())
        .timeSource(clock)
        .node(NodeOptions.DEFAULT.withName(name))
        .build()
        .start();
  }

  private Optional<Fence> fence() {
    return other
        .leases()
        .find(LeaseStore.ENGINE)
        .filter(LeaseStore.Lease::isHeld)
        .map(LeaseStore.Lease::fence);
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

  private Mailbox.Outcome letter(UUID runId, UUID incarnation, Report report) {
    return new Mailbox.Outcome(
        letters.next(clock.millis()),
        runId,
        incarnation,
        report.getClass().getSimpleName(),
        WireFormat.write(report));
  }
}
