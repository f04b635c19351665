package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Explanation;
import dev.tempo.Explanation.Decision;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunPredecessor;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Trigger;
import dev.tempo.message.Message;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Arguments;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One text for each reason, of what a store may hold. */
class ExplainerTest {
  private static final UUID ENGINE = new UUID(1, 2);
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private final VirtualClock clock = VirtualClock.at(NOON);
  private final MemoryStore store = new MemoryStore();
  private final Trigger hourly = Trigger.cron("0 * * * *");
  private final Job job = job(hourly);
  private Optional<Message> hold = Optional.empty();
  private final Explainer explainer = new Explainer(store, clock, run -> hold);

  @AfterEach
  void close() {
    store.close();
  }

  private static Job job(Trigger... triggers) {
    return Job.named("job").task(Task.handler("work")).triggers(List.of(triggers)).build();
  }

  private static Run queued(Job job, RunOrigin origin, RunAttributes attributes, Instant from) {
    return new Run(
        Ids.next(),
        Run.JobRef.of(job),
        RunRequest.first(origin, Arguments.of(Map.of()), attributes),
        RunTimeline.queued(NOON, from),
        RunResult.NONE);
  }

  private Run atNoon(RunAttributes attributes, Instant from) {
    return queued(
        job, RunOrigin.occurrence(RunCause.SCHEDULE, hourly.id(), NOON), attributes, from);
  }

  private Run atNoon() {
    return atNoon(RunAttributes.DEFAULT, NOON);
  }

  private void commit(Change... changes) {
    store.commit(List.of(changes));
  }

  private Explanation explain(Job of, Instant at) {
    return explainer.explain(of, at).getFirst();
  }

  private String text(Run run) {
    commit(new Change.AddRun(run, ENGINE));
    return explain(job, NOON).text();
  }

  private void next(Job of, Instant at) {
    Optional<TriggerState.Due> due = Optional.of(new TriggerState.Due(at, at));
    UUID trigger = of.triggers().getFirst().id();
    commit(
        new Change.SaveJob(of, List.of(new TriggerState(trigger, of.id(), due, Optional.empty()))));
  }

  @Test
  void queuedRun_isToldWithWhatItWaitsFor() {
    assertThat(text(atNoon()))
        .isEqualTo(
            "It waits in the queue 'default' since 2026-03-28T12:00:00Z; 0 runs are before it");
    hold = Optional.of(Message.of("test", "no node is up"));
    assertThat(explain(job, NOON).text())
        .isEqualTo("It waits since 2026-03-28T12:00:00Z: no node is up");
    assertThat(explain(job, NOON).decision()).isEqualTo(Decision.WAITING);
  }

  @Test
  void queuedRunOfAPriority_isToldWithIt() {
    assertThat(text(atNoon(RunAttributes.DEFAULT.withPriority(4), NOON)))
        .contains("with the priority 4; 0 runs are before it");
  }

  @Test
  void queuedRunThatMayNotStartYet_isToldWithItsTime_untilThatHasCome() {
    assertThat(text(atNoon(RunAttributes.DEFAULT, NOON.plusSeconds(90))))
        .isEqualTo("It waits for its time, and does not start before 2026-03-28T12:01:30Z");
    clock.advance(Duration.ofSeconds(90));
    assertThat(explain(job, NOON).text()).contains("0 runs are before it");
  }

  @Test
  void queuedRunAfterAnother_isToldWithThatOne_untilItHasEnded() {
    RunPredecessor before = new RunPredecessor(Ids.next(), FollowCondition.ON_SUCCESS);
    RunOrigin origin =
        RunOrigin.occurrence(RunCause.SCHEDULE, hourly.id(), NOON).withPredecessor(before);
    Run run = queued(job, origin, RunAttributes.DEFAULT, TimeBounds.MAX_INSTANT);
    assertThat(text(run))
        .isEqualTo("It waits for the end of the run " + before.runId() + ", after which it comes");
    commit(new Change.ReleaseRun(run.withNotBefore(NOON)));
    assertThat(explain(job, NOON).text()).contains("0 runs are before it");
  }

  @Test
  void runThatNeverStarted_isToldWithItsStatus_andWhyIfThatIsKnown() {
    Run run = atNoon();
    assertThat(text(run.withFinished(RunStatus.SKIPPED, NOON, RunResult.NONE)))
        .isEqualTo("It did not start, and is skipped");
    assertThat(explain(job, NOON).decision()).isEqualTo(Decision.SKIPPED);
  }

  @Test
  void runThatWasCancelledBeforeItStarted_isToldWithTheReason() {
    RunResult why = RunResult.failed("by ada");
    assertThat(text(atNoon().withFinished(RunStatus.CANCELLED, NOON, why)))
        .isEqualTo("It did not start, and is cancelled: by ada");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0||It started at 2026-03-28T12:00:00Z, and is failure",
        "0|0|exit 1|It started at 2026-03-28T12:00:00Z, and is failure: exit 1",
        "60|0||It started at 2026-03-28T12:01:00Z, fired 1m late, and is failure",
        "60|0|exit 1|It started at 2026-03-28T12:01:00Z, fired 1m late, and is failure: exit 1",
        "0|5||It started at 2026-03-28T12:00:05Z, after 5s in the queue 'default', and is failure",
        "0|5|exit 1|It started at 2026-03-28T12:00:05Z, after 5s in the queue 'default', and is"
            + " failure: exit 1",
        "60|5||It started at 2026-03-28T12:01:05Z, fired 1m late, after 5s in the queue 'default',"
            + " and is failure",
        "60|5|exit 1|It started at 2026-03-28T12:01:05Z, fired 1m late, after 5s in the queue"
            + " 'default', and is failure: exit 1"
      })
  void runThatStarted_isToldWithEachDelay_andItsError(
      int late, int waited, String error, String words) {
    Run run = atNoon();
    Instant queuedAt = NOON.plusSeconds(late);
    Instant startedAt = queuedAt.plusSeconds(waited);
    RunResult result = Optional.ofNullable(error).map(RunResult::failed).orElse(RunResult.NONE);
    RunTimeline timeline =
        new RunTimeline(
            RunStatus.FAILURE, queuedAt, queuedAt, Optional.of(startedAt), Optional.of(startedAt));
    assertThat(text(new Run(run.id(), run.job(), run.request(), timeline, result)))
        .isEqualTo(words);
  }

  @Test
  void occurrenceThatIsPlanned_isDueAsSoonAsItsTimeHasCome() {
    Instant one = NOON.plusSeconds(3_600);
    next(job, one);
    assertThat(explain(job, one).text()).isEqualTo("It fires at 2026-03-28T13:00:00Z");
    clock.jump(Duration.ofHours(2));
    assertThat(explain(job, one).text())
        .startsWith("It is due since 2026-03-28T13:00:00Z and is dealt with as soon as");
  }

  @Test
  void occurrenceBeforeAClockThatWasSetBack_isToldWithWhenTheTriggerIsNextDue() {
    Instant one = NOON.plusSeconds(3_600);
    next(job, NOON.plusSeconds(7_200));
    assertThat(explain(job, one).decision()).isEqualTo(Decision.NOT_ACTIVE);
    assertThat(explain(job, one).text())
        .contains("was set back", "next due at 2026-03-28T14:00:00Z");
    clock.jump(Duration.ofHours(1));
    assertThat(explain(job, one).text()).startsWith("Nothing was recorded");
  }

  /** The schedule was another one when that was decided. */
  @Test
  void whatTheLedgerSaysOfAnInstant_isToldAtItsEdges_andForWhatIsNamedWithin() {
    Instant from = NOON.minusSeconds(5_400);
    Instant to = NOON.minusSeconds(1_800);
    DecisionEntry.Subject subject =
        new DecisionEntry.Subject(
            job.id(), hourly.id(), DecisionEntry.Decision.SUPPRESSED, Optional.empty());
    DecisionEntry entry =
        new DecisionEntry(
            Ids.next(), subject, new DecisionEntry.Range(from, to, 3), "paused", NOON);
    commit(new Change.Record(entry));
    for (Instant at : List.of(from, to, NOON.minusSeconds(3_600))) {
      assertThat(explain(job, at).decision()).isEqualTo(Decision.SUPPRESSED);
      assertThat(explain(job, at).text()).startsWith("paused (one of 3 from");
    }
    assertThat(explain(job, NOON.minusSeconds(3_000)).decision()).isEqualTo(Decision.NOT_SCHEDULED);
    Job other = job(Trigger.cron("0 * * * *"));
    assertThat(explain(other, from).decision()).isEqualTo(Decision.NOT_SCHEDULED);
  }

  @Test
  void whatFiresAtTheStart_isToldSo_whateverTheLedgerSays() {
    Trigger start = Trigger.atStartup();
    Job of = job(start);
    DecisionEntry.Subject subject =
        new DecisionEntry.Subject(
            of.id(), start.id(), DecisionEntry.Decision.COALESCED, Optional.empty());
    DecisionEntry entry =
        new DecisionEntry(
            Ids.next(),
            subject,
            new DecisionEntry.Range(NOON.minusSeconds(60), NOON, 2),
            "one is enough",
            NOON);
    commit(new Change.Record(entry));
    assertThat(explain(of, NOON).text()).startsWith("one is enough");
    assertThat(explain(of, NOON.minusSeconds(30)).text())
        .isEqualTo("It fires when the engine starts, not by the clock");
  }

  @Test
  void whatFollowsJobs_isToldWithThem_alsoIfOneIsGone() {
    Job first = job();
    UUID gone = Ids.next();
    Trigger follows = Trigger.afterAll(Set.of(first.id(), gone), FollowCondition.ON_SUCCESS);
    Job of = job(follows);
    commit(new Change.SaveJob(first, List.of()));
    assertThat(explain(of, NOON).text())
        .contains(first.key(), gone + ", which is gone", "fired last: none");
    commit(
        new Change.SaveJob(
            of,
            List.of(
                new TriggerState(
                    follows.id(),
                    of.id(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(first.id())))));
    assertThat(explain(of, NOON).text()).endsWith("fired last: " + first.key());
  }

  @Test
  void whatWaitsForTheEndOfItsRun_isToldWithThatRun() {
    Trigger trigger = Trigger.afterEach(Duration.ofMinutes(10));
    Job of = job(trigger);
    assertThat(explain(of, NOON).decision()).isEqualTo(Decision.NOT_SCHEDULED);
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, trigger.id(), NOON.minusSeconds(60));
    Run other =
        queued(of, RunOrigin.request(RunCause.API, Optional.empty()), RunAttributes.DEFAULT, NOON);
    Run run = queued(of, origin, RunAttributes.DEFAULT, NOON);
    commit(new Change.AddRun(other, ENGINE));
    String none = explain(of, NOON).text();
    commit(new Change.AddRun(run, ENGINE));
    assertThat(explain(of, NOON).text()).contains(run.id().toString()).isNotEqualTo(none);
    commit(new Change.StartRun(run.withStarted(run.job(), NOON), ENGINE));
    assertThat(explain(of, NOON).text()).contains(run.id().toString(), "run");
    Run ended =
        run.withStarted(run.job(), NOON).withFinished(RunStatus.FAILURE, NOON, RunResult.NONE);
    commit(new Change.FinishRun(ended));
    assertThat(explain(of, NOON).text()).isEqualTo(none);
    Run retry =
        new Run(
            Ids.next(),
            run.job(),
            run.request().retry(run.id()),
            RunTimeline.queued(NOON, NOON.plusSeconds(30)),
            RunResult.NONE);
    commit(new Change.AddRun(retry, ENGINE));
    assertThat(explain(of, NOON).text()).contains(retry.id().toString(), "2026-03-28T12:00:30Z");
  }

  @Test
  void whatIsDisabled_isToldSo_theJobBeforeTheTrigger() {
    Trigger trigger = Trigger.afterEach(Duration.ofMinutes(10)).withEnabled(false);
    Job of = job(trigger);
    assertThat(explain(of, NOON).decision()).isEqualTo(Decision.NOT_ACTIVE);
    String byTrigger = explain(of, NOON).text();
    Job disabled = of.toBuilder().enabled(false).build();
    assertThat(explain(disabled, NOON).text())
        .isEqualTo("The job is disabled")
        .isNotEqualTo(byTrigger);
  }
}
