package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.ConflictException;
import dev.tempo.Explanation.Decision;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the loop makes of edits, of what it finds in a store, and of runs that it must not start.
 */
class LoopTest {
  private static final Instant START = Instant.parse("2026-03-28T12:00:00Z");

  private final VirtualClock clock = VirtualClock.at(START);
  private final MemoryStore store = new MemoryStore(100_000);
  private final List<String> done = new ArrayList<>();
  private Tempo tempo;

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void jobEditedInTheTurnInWhichItWasAskedFor_isEditedAfterThat() {
    start();
    Job job = tempo.save(job("job").queue("old").build());
    tempo.pauseQueue("old");
    var asked = tempo.runAsync(job.id(), RunOptions.DEFAULT);
    Job moved = tempo.save(job.toBuilder().queue("new").build());

    Run run = store.runs().find(asked.join().id()).orElseThrow();
    assertThat(run.job().queue()).isEqualTo("old");
    assertThat(store.jobs().find(job.id())).contains(moved);
  }

  @Test
  void deletedJob_takesItsQueuedRunsWithIt() {
    start();
    Job job = tempo.save(job("job").overlap(OverlapPolicy.ALLOW).build());
    tempo.pauseQueue("default");
    RunHandle one = tempo.run(job.id());
    RunHandle two = tempo.run(job.id());
    assertThat(tempo.delete(job.id())).isTrue();
    tempo.resumeQueue("default");

    for (RunHandle handle : List.of(one, two)) {
      Run run = store.runs().find(handle.id()).orElseThrow();
      assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
      assertThat(run.error()).contains("The job was deleted");
    }
    assertThat(done).isEmpty();
    assertThat(tempo.delete(job.id())).isFalse();
  }

  @Test
  void newZone_movesTheNextTime_butANewNameDoesNot() {
    start();
    Job job = tempo.save(job("job").trigger(Trigger.cron("0 15 * * *")).build());
    Instant before = store.triggers().nextDue().orElseThrow();
    Job renamed = tempo.save(job.toBuilder().name("Other").build());
    assertThat(store.triggers().nextDue()).contains(before);

    tempo.save(renamed.toBuilder().zone(ZoneId.of("Asia/Tokyo")).build());
    assertThat(store.triggers().nextDue()).contains(Instant.parse("2026-03-29T06:00:00Z"));
  }

  @Test
  void strictSaveOfANewJobUnderATakenKey_isAConflict() {
    start();
    tempo.save(job("job").build());
    assertThatThrownBy(() -> tempo.saveIfUnchanged(job("job").build()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("belongs to another job");
  }

  @Test
  void dueTriggersThatMustNotFire_doNot() {
    Job disabled = job("disabled").trigger(Trigger.cron("* * * * *")).enabled(false).build();
    Job off = job("off").trigger(Trigger.cron("* * * * *").withEnabled(false)).build();
    Job on = job("on").trigger(Trigger.cron("* * * * *")).build();
    for (Job job : List.of(disabled, off, on)) {
      store.commit(List.of(new Change.SaveJob(job, List.of(due(job, job.triggers().getFirst())))));
    }
    Job less = job("less").build();
    store.commit(List.of(new Change.SaveJob(less, List.of(due(less, Trigger.cron("* * * * *"))))));
    start();
    clock.advance(Duration.ofMinutes(3));

    assertThat(done).isNotEmpty().containsOnly("on");
  }

  @Test
  void onlyEnabledStartupTriggers_fireAtStart() {
    Job job =
        job("job")
            .trigger(Trigger.atStartup())
            .trigger(Trigger.atStartup().withEnabled(false))
            .trigger(Trigger.cron("0 0 1 1 *"))
            .build();
    store.commit(
        List.of(
            new Change.SaveJob(
                job,
                job.triggers().stream()
                    .map(
                        trigger ->
                            new TriggerState(
                                trigger.id(), job.id(), Optional.empty(), Optional.empty()))
                    .toList())));
    start();

    assertThat(done).containsExactly("job");
  }

  @Test
  void queuedRunWhoseJobIsGone_isCancelled_whenItIsItsTurn() {
    Job gone = job("gone").build();
    Run run = queued(gone, new Ids(1).next(START.toEpochMilli()));
    store.commit(List.of(new Change.AddRun(run, new UUID(1, 2))));
    start();

    Run cancelled = store.runs().find(run.id()).orElseThrow();
    assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(cancelled.error().orElseThrow()).contains("deleted before the run could start");
  }

  @Test
  void skippedDelay_isDueADelayLater_allTheSame() {
    start();
    Job job =
        tempo.save(
            job("job").overlap(OverlapPolicy.SKIP).trigger(Trigger.afterEach(minutes(10))).build());
    tempo.pauseQueue("default");
    tempo.run(job.id());
    clock.advance(minutes(10));
    Run skipped = store.runs().list(RunQuery.ALL.withStatus(RunStatus.SKIPPED)).runs().getFirst();
    assertThat(tempo.explain(job.id(), skipped.scheduledFor().orElseThrow()))
        .singleElement()
        .satisfies(told -> assertThat(told.decision()).isEqualTo(Decision.SKIPPED))
        .satisfies(told -> assertThat(told.text()).contains("did not start, and is skipped"));

    tempo.resumeQueue("default");
    clock.advance(minutes(10));
    assertThat(done).hasSize(2);
  }

  @Test
  void foldedDelay_isDueADelayLater_allTheSame() {
    start();
    Job job = tempo.save(job("job").trigger(Trigger.afterEach(minutes(10))).build());
    tempo.pauseQueue("default");
    tempo.run(job.id());
    clock.advance(minutes(10));
    assertThat(store.runs().count(RunQuery.ALL, 10).count()).isEqualTo(1);

    tempo.resumeQueue("default");
    clock.advance(minutes(10));
    assertThat(done).hasSize(2);
  }

  @Test
  void lateOccurrenceWithinItsGrace_isToldAsLate() {
    start();
    Job job = tempo.save(job("job").trigger(Trigger.cron("0 13 * * *")).build());
    clock.jump(minutes(60).plusSeconds(20));

    assertThat(tempo.explain(job.id(), START.plus(minutes(60))))
        .singleElement()
        .satisfies(told -> assertThat(told.text()).contains("fired 20s late"));
  }

  @Test
  void occurrenceOfADisabledTrigger_isToldAsSuch() {
    start();
    Job job = tempo.save(job("job").trigger(Trigger.cron("0 13 * * *").withEnabled(false)).build());

    assertThat(tempo.explain(job.id(), START.plus(minutes(60))))
        .singleElement()
        .satisfies(told -> assertThat(told.text()).contains("The trigger is disabled"));
  }

  @Test
  void runThatTheStoreRefuses_isNotToldOf() {
    start();
    Job job = tempo.save(job("job").trigger(Trigger.cron("0 * * * *")).build());
    Instant one = START.plus(minutes(60));
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, job.triggers().getFirst().id(), one);
    Run others =
        new Run(
                new Ids(9).next(one.toEpochMilli()),
                Run.JobRef.of(job),
                RunRequest.first(origin, Map.of()),
                RunTimeline.queued(one),
                RunResult.NONE)
            .withFinished(RunStatus.LOST, one, RunResult.failed("Another engine's"));
    store.commit(List.of(new Change.AddRun(others, new UUID(9, 9))));
    List<Event> told = new ArrayList<>();
    tempo.onEvent(told::add);
    clock.advanceTo(one);
    assertThat(told).isEmpty();

    clock.advance(minutes(60));
    assertThat(told)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("RunQueued", "RunStarted", "RunFinished");
    assertThat(done).hasSize(1);
  }

  @Test
  void moreJobsThanAreKeptInMemory_allFireOnce_roundAfterRound() {
    int count = 21_000;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Job job = job("job " + i).trigger(Trigger.cron("0 * * * *")).build();
      Instant first = START.plus(minutes(60));
      TriggerState state =
          new TriggerState(
              job.triggers().getFirst().id(),
              job.id(),
              Optional.of(new TriggerState.Due(first, first)),
              Optional.empty());
      changes.add(new Change.SaveJob(job, List.of(state)));
    }
    store.commit(changes);
    start();
    clock.advance(minutes(130));

    assertThat(done).hasSize(2 * count);
    assertThat(done.subList(0, count)).doesNotHaveDuplicates();
    assertThat(done.subList(count, 2 * count)).doesNotHaveDuplicates();
  }

  private void start() {
    tempo =
        Tempo.builder()
            .store(store)
            .timeSource(clock)
            .handler("note", context -> done.add(context.jobName()))
            .build()
            .start();
  }

  private static Job.Builder job(String name) {
    return Job.named(name).task(Task.handler("note"));
  }

  private static TriggerState due(Job job, Trigger trigger) {
    Instant at = START.plusSeconds(60);
    return new TriggerState(
        trigger.id(), job.id(), Optional.of(new TriggerState.Due(at, at)), Optional.empty());
  }

  private static Run queued(Job job, UUID id) {
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    return new Run(
        id,
        Run.JobRef.of(job),
        RunRequest.first(origin, Map.of()),
        RunTimeline.queued(START),
        RunResult.NONE);
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }
}
