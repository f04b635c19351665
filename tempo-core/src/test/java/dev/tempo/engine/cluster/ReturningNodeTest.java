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
import dev.tempo.engine.state.StopCause;
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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

  /** What is told of a run, and what the leader makes of it. */
  private void tell(UUID run, UUID incarnation, Report... reports) {
    List<Mailbox.Outcome> letters =
        Stream.of(reports).map(report -> letter(run, incarnation, report)).toList();
    assertThat(other.mailbox().tell(incarnation, letters)).isTrue();
    clock.advance(Duration.ofMillis(10));
    assertThat(other.mailbox().outcomes(10)).as("dealt with").isEmpty();
  }

  private static Report.Ended ended(RunStatus status, Optional<StopCause> stop) {
    RunOutcome outcome = RunOutcome.ended(status, RunResult.NONE, () -> {});
    return Report.Ended.of(outcome, stop, SECOND.multipliedBy(2));
  }

  private Run run(UUID id) {
    return leader.findRun(id).orElseThrow();
  }

  /** Of the other node, which is gone then; this counts as lost at once. */
  private UUID loseScript(UnaryOperator<Job.Builder> more) {
    Job.Builder job =
        Job.named("lost").task(Task.shell("sleep 60")).on("far", "").lostAfter(Duration.ZERO);
    UUID lost = leader.run(leader.save(more.apply(job).build()).id()).id();
    clock.advance(SECOND);
    other.nodes().leave(first);
    clock.advance(SECOND.multipliedBy(10));
    assertThat(run(lost).status()).isEqualTo(RunStatus.LOST);
    return lost;
  }

  @ParameterizedTest
  @EnumSource(
      value = RunStatus.class,
      names = {"SUCCESS", "FAILURE", "TIMEOUT", "CANCELLED"})
  void scriptThatWasLost_andHasEndedAfterAll_isCorrected(RunStatus status) {
    UUID lost = loseScript(job -> job);
    assertThat(leader.store().runs().isDeadLetter(lost)).isTrue();
    Optional<StopCause> stop =
        status == RunStatus.TIMEOUT
            ? Optional.of(new StopCause(StopCause.Kind.TIMEOUT, "too long"))
            : Optional.empty();
    UUID second = other.nodes().join(node).incarnation();
    tell(lost, second, ended(stop.isPresent() ? RunStatus.CANCELLED : status, stop));
    Run corrected = run(lost);
    assertThat(corrected.status()).isEqualTo(status);
    assertThat(corrected.error()).isEqualTo(stop.map(StopCause::message));
    assertThat(corrected.duration()).as("as long as it went on").contains(SECOND.multipliedBy(2));
    assertThat(leader.store().runs().isDeadLetter(lost))
        .isEqualTo(status == RunStatus.FAILURE || status == RunStatus.TIMEOUT);
    tell(lost, second, ended(RunStatus.FAILURE, Optional.empty()));
    assertThat(run(lost)).as("told once more").isEqualTo(corrected);
  }

  @Test
  void scriptThatWasLost_andIsNotKnownToHaveEnded_staysLost() {
    UUID lost = loseScript(job -> job);
    UUID second = other.nodes().join(node).incarnation();
    tell(lost, second, ended(RunStatus.LOST, Optional.empty()));
    assertThat(run(lost).status()).isEqualTo(RunStatus.LOST);
  }

  /** Another run has its work, or will have it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scriptThatIsRepeatedIfLost_staysLost_alsoIfItsJobWasEditedSince(boolean isEdited) {
    UUID lost = loseScript(Job.Builder::rerunIfLost);
    assertThat(leader.store().runs().findAttempt(lost, 2)).isPresent();
    if (isEdited) {
      Job job = leader.findJob(run(lost).jobId()).orElseThrow();
      leader.save(job.toBuilder().name("edited").build());
    }
    UUID second = other.nodes().join(node).incarnation();
    tell(lost, second, ended(RunStatus.SUCCESS, Optional.empty()));
    assertThat(run(lost).status()).isEqualTo(RunStatus.LOST);
  }

  @Test
  void scriptThatWasLost_isCorrected_alsoIfItsJobIsAnotherOneNow_orGone() {
    UUID lost = loseScript(job -> job);
    leader.delete(run(lost).jobId());
    UUID second = other.nodes().join(node).incarnation();
    tell(lost, second, ended(RunStatus.SUCCESS, Optional.empty()));
    assertThat(run(lost).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void whatItNeverBegan_isQueuedAgain_andIsNoSecondAttempt() {
    Run before = run(runId);
    clock.advance(SECOND);
    tell(runId, first, ended(RunStatus.QUEUED, Optional.empty()));
    Run again = run(runId);
    assertThat(other.assigned(first)).extracting(Run::id).containsExactly(runId);
    assertThat(again.startedAt().orElseThrow()).isAfter(before.startedAt().orElseThrow());
    assertThat(again.attempt()).isEqualTo(1);
  }

  @Test
  void whatItNeverBegan_isCancelled_ifSomebodyWantedThat() {
    assertThat(leader.cancel(runId, "ada")).isTrue();
    tell(runId, first, ended(RunStatus.QUEUED, Optional.empty()));
    assertThat(run(runId).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(run(runId).error().orElseThrow()).contains("ada");
  }

  @Test
  void whatItNeverBegan_isLost_ifItsJobWasEditedBeforeAnotherOneLed() {
    Job job = leader.findJob(run(runId).jobId()).orElseThrow();
    leader.save(job.toBuilder().name("edited").build());
    lead("next");
    tell(runId, first, ended(RunStatus.QUEUED, Optional.empty()));
    assertThat(run(runId).status()).isEqualTo(RunStatus.LOST);
    assertThat(run(runId).error().orElseThrow()).contains("its job was changed meanwhile");
  }

  @Test
  void whatItToldWhileNobodyLed_counts_thoughItIsGone() {
    leader.close();
    Report report = ended(RunStatus.SUCCESS, Optional.empty());
    assertThat(other.mailbox().tell(first, List.of(letter(runId, first, report)))).isTrue();
    other.nodes().leave(first);
    leader = start("next");
    clock.advance(SECOND.multipliedBy(10));
    assertThat(run(runId).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void leaderThatIsPaused_leavesThatToTheNextOne() {
    leader.pause();
    clock.advance(SECOND);
    Job job = leader.save(Job.named("far").task(Task.shell("sleep 60")).on("far", "").build());
    lead("next");
    UUID waiting = leader.run(job.id()).id();
    clock.advance(SECOND);
    assertThat(run(waiting).status()).isEqualTo(RunStatus.QUEUED);
    leader.resume();
    clock.advance(SECOND);
    assertThat(run(waiting).status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void whatIsToldOfAHandler_byAnotherIncarnation_isNoneOfItsBusiness() {
    Job job = leader.save(Job.named("work").task(Task.handler("work")).build());
    UUID handler = leader.run(job.id()).id();
    clock.advance(Duration.ofMillis(10));
    assertThat(other.assigned(first)).extracting(Run::id).contains(handler);
    NodeStore.Node third =
        new NodeStore.Node(Ids.next(), "third", Map.of(), Set.of(), true, 0, "", "1", 1);
    UUID stranger = other.nodes().join(third).incarnation();
    clock.advance(SECOND.dividedBy(2));
    tell(handler, stranger, ended(RunStatus.FAILURE, Optional.empty()));
    tell(stranger, stranger, new Report.FoundAll());
    assertThat(run(handler).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(run(runId).status()).as("of a node that is up").isEqualTo(RunStatus.RUNNING);
    tell(
        handler,
        first,
        new Report.HandedOver("\"42\""),
        ended(RunStatus.SUCCESS, Optional.empty()));
    assertThat(run(handler).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(leader.store().runs().result(handler)).contains("\"42\"");
  }

  @Test
  void scriptThatIsFoundByWhoHasItAlready_staysThere() {
    tell(runId, first, new Report.Found(), new Report.FoundAll());
    assertThat(other.assigned(first)).extracting(Run::id).containsExactly(runId);
    assertThat(run(runId).status()).isEqualTo(RunStatus.RUNNING);
  }

  private void lead(String name) {
    leader.close();
    leader = start(name);
    assertThat(other.nodes().beat(first)).isTrue();
    clock.advance(SECOND);
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
