package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.ConflictException;
import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.MisfirePolicy;
import dev.tempo.NotFoundException;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.Trigger;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine does on a store, in virtual time. */
public abstract class EngineConformance {
  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final List<String> done = new ArrayList<>();
  private Store store;
  private Tempo tempo;

  /** A store; the same each time it is asked for, or one on the same files. */
  protected abstract Store open();

  @BeforeEach
  void startEngine() {
    store = open();
    tempo = start(Tempo.builder());
  }

  @AfterEach
  void closeEngine() {
    tempo.close();
    store.close();
  }

  @Test
  void cronTrigger_runsAtEachOccurrence() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("*/15 * * * *")).build());
    clock.advance(Duration.ofHours(1));

    assertThat(scheduled(job)).containsExactly("12:15", "12:30", "12:45", "13:00");
    assertThat(runs(job)).allMatch(run -> run.status() == RunStatus.SUCCESS);
    assertThat(runs(job)).allMatch(run -> run.cause() == RunCause.SCHEDULE);
    assertThat(runs(job)).allMatch(run -> run.startedAt().equals(run.scheduledFor()));
  }

  @Test
  void fixedDelay_countsFromTheEndOfTheRun() {
    tempo.close();
    tempo = start(Tempo.builder().handler("slow", context -> clock.jump(Duration.ofMinutes(7))));
    Job job =
        tempo.save(
            Job.named("j")
                .task(Task.handler("slow"))
                .trigger(Trigger.afterEach(Duration.ofMinutes(10)))
                .build());
    clock.advance(Duration.ofMinutes(31));

    assertThat(scheduled(job)).containsExactly("12:10", "12:27", "12:44");
  }

  @Test
  void requestedRun_isDurableAtOnceAndRuns() {
    Job job = tempo.save(noting("j").build());
    RunHandle handle =
        tempo.run(job.id(), RunOptions.DEFAULT.withStartedBy("ada").withParameter("rows", "7"));
    assertThat(store.runs().find(handle.id())).isPresent();
    clock.advance(Duration.ofSeconds(1));

    Run run = handle.await(Duration.ofSeconds(1));
    assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(run.cause()).isEqualTo(RunCause.MANUAL);
    assertThat(run.request().origin().startedBy()).contains("ada");
    assertThat(run.parameters()).containsEntry("rows", "7");
  }

  @Test
  void unknownOrDisabledJob_isNotRun() {
    Job job = tempo.save(noting("j").enabled(false).trigger(Trigger.cron("* * * * *")).build());
    clock.advance(Duration.ofMinutes(5));

    assertThat(runs(job)).isEmpty();
    assertThatThrownBy(() -> tempo.run(job.id()))
        .isInstanceOf(JobDisabledException.class)
        .hasMessageContaining("'j'");
    assertThatThrownBy(() -> tempo.run(new UUID(1, 2))).isInstanceOf(NotFoundException.class);
  }

  @Test
  void enabledAgain_itDoesNotMakeUpForTheRest() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("* * * * *")).build());
    tempo.setEnabled(job.id(), false);
    clock.advance(Duration.ofMinutes(10));
    tempo.setEnabled(job.id(), true);
    clock.advance(Duration.ofMinutes(2));

    assertThat(scheduled(job)).containsExactly("12:11", "12:12");
  }

  @Test
  void failure_isRetriedAsOftenAsAllowed_withGrowingDelays() {
    Job job =
        tempo.save(
            failing("j")
                .retry(
                    RetryPolicy.times(3).withBackoff(Duration.ofSeconds(10), Duration.ofHours(1)))
                .build());
    RunHandle first = tempo.run(job.id());
    clock.advance(Duration.ofHours(1));

    List<Run> runs = runs(job);
    assertThat(runs).extracting(Run::status).containsOnly(RunStatus.FAILURE).hasSize(4);
    assertThat(runs).extracting(Run::attempt).containsExactly(1, 2, 3, 4);
    assertThat(runs.stream().skip(1)).allMatch(run -> run.cause() == RunCause.RETRY);
    assertThat(runs.stream().skip(1))
        .allMatch(run -> run.request().firstRunId().equals(Optional.of(first.id())));
    assertThat(runs.stream().map(run -> run.startedAt().orElseThrow().getEpochSecond() % 3600))
        .containsExactly(0L, 10L, 30L, 70L);
    assertThat(runs.getFirst().error()).contains("IllegalStateException: on purpose");
  }

  @Test
  void missingHandler_failsWithoutRetry() {
    Job job =
        tempo.save(
            Job.named("j")
                .task(Task.handler("absent"))
                .retry(RetryPolicy.times(3).withDelay(Duration.ofSeconds(1)))
                .build());
    tempo.run(job.id());
    clock.advance(Duration.ofMinutes(1));

    assertThat(runs(job)).hasSize(1);
    assertThat(runs(job).getFirst().error().orElseThrow())
        .contains("'absent'")
        .contains("Tempo.builder().handler(");
  }

  @Test
  void lateOccurrences_becomeOneRun_andTheRestIsInTheLedger() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("*/10 * * * *")).build());
    clock.jump(Duration.ofHours(1));

    assertThat(scheduled(job)).containsExactly("13:00");
    List<DecisionEntry> entries = ledger(job);
    assertThat(entries).hasSize(1);
    assertThat(entries.getFirst().subject().decision()).isEqualTo(DecisionEntry.Decision.MISFIRED);
    assertThat(entries.getFirst().range().count()).isEqualTo(5);
    assertThat(entries.getFirst().range().from()).isEqualTo("2026-03-28T12:10:00Z");
    assertThat(entries.getFirst().range().to()).isEqualTo("2026-03-28T12:50:00Z");
  }

  @Test
  void lateOccurrences_areSkippedOrAllRun_asTheTriggerSays() {
    Job skip =
        tempo.save(
            noting("skip")
                .trigger(Trigger.cron("*/10 * * * *").withMisfire(MisfirePolicy.SKIP))
                .build());
    Job all =
        tempo.save(
            noting("all")
                .overlap(OverlapPolicy.ALLOW)
                .trigger(Trigger.cron("*/10 * * * *").withMisfire(MisfirePolicy.RUN_ALL))
                .build());
    clock.jump(Duration.ofMinutes(35));
    clock.advance(Duration.ofMinutes(5));

    assertThat(scheduled(skip)).containsExactly("12:40");
    assertThat(ledger(skip).getFirst().range().count()).isEqualTo(3);
    assertThat(scheduled(all)).containsExactly("12:10", "12:20", "12:30", "12:40");
    assertThat(ledger(all)).isEmpty();
  }

  @Test
  void clockThatStepsBack_firesNothingTwice() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("*/10 * * * *")).build());
    clock.advance(Duration.ofMinutes(25));
    clock.jump(Duration.ofMinutes(-20));
    clock.advance(Duration.ofMinutes(30));

    assertThat(scheduled(job)).containsExactly("12:10", "12:20", "12:30");
  }

  @Test
  void savedAgainAtTheNextStart_theJobIsTheSame() {
    Job first = tempo.save(noting("j").trigger(Trigger.cron("0 3 * * *")).build());
    Job again = tempo.save(noting("j").trigger(Trigger.cron("0 3 * * *")).build());
    Job changed = tempo.save(noting("j").trigger(Trigger.cron("0 4 * * *")).build());

    assertThat(again).isEqualTo(first);
    assertThat(changed.id()).isEqualTo(first.id());
    assertThat(changed.version()).isEqualTo(2);
    assertThat(store.jobs().count()).isEqualTo(1);
  }

  @Test
  void unchangedTrigger_keepsItsNextTime_whenTheJobIsSaved() {
    Trigger often = Trigger.every(Duration.ofMinutes(7));
    Job job = tempo.save(noting("j").trigger(often).build());
    clock.advance(Duration.ofMinutes(3));
    Instant before = store.triggers().nextDue().orElseThrow();
    tempo.save(job.toBuilder().name("Other name").build());

    assertThat(store.triggers().nextDue()).contains(before);
  }

  @Test
  void staleVersionOrTakenKey_isAConflict_andNothingIsChanged() {
    Job job = tempo.saveIfUnchanged(noting("j").build());
    Job newer = tempo.saveIfUnchanged(job.toBuilder().name("newer").build());

    assertThatThrownBy(() -> tempo.saveIfUnchanged(job.toBuilder().name("stale").build()))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.current()).isEqualTo(newer));
    assertThatThrownBy(() -> tempo.saveIfUnchanged(noting("j").build()))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("key 'j'");
    assertThat(tempo.findJob(job.id())).contains(newer);
  }

  @Test
  void deletedJob_runsNoMore() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("* * * * *")).build());
    clock.advance(Duration.ofMinutes(2));
    assertThat(tempo.delete(job.id())).isTrue();
    clock.advance(Duration.ofMinutes(5));

    assertThat(tempo.delete(job.id())).isFalse();
    assertThat(runs(job)).hasSize(2);
  }

  @Test
  void pausedQueue_holdsItsRuns_alsoOverARestart() {
    Job job = tempo.save(noting("j").build());
    tempo.pauseQueue("default");
    RunHandle run = tempo.run(job.id());
    restart();
    clock.advance(Duration.ofMinutes(1));
    assertThat(tempo.findRun(run.id()).orElseThrow().status()).isEqualTo(RunStatus.QUEUED);

    tempo.resumeQueue("default");
    clock.advance(Duration.ofMinutes(1));
    assertThat(tempo.findRun(run.id()).orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void cancelledInTheQueue_itNeverRuns() {
    Job job = tempo.save(noting("j").build());
    tempo.pauseQueue("default");
    RunHandle run = tempo.run(job.id());
    assertThat(tempo.cancel(run.id(), "ada")).isTrue();
    tempo.resumeQueue("default");
    clock.advance(Duration.ofMinutes(1));

    Run ended = run.await(Duration.ofSeconds(1));
    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.error()).contains("Cancelled by ada");
    assertThat(tempo.cancel(run.id())).isFalse();
    assertThat(done).isEmpty();
  }

  @Test
  void pausedEngine_firesNothing_andTreatsWhatItMissedAsLate() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("*/10 * * * *")).build());
    tempo.pause();
    clock.advance(Duration.ofMinutes(35));
    assertThat(runs(job)).isEmpty();
    tempo.resume();
    clock.advance(Duration.ofMinutes(5));

    assertThat(scheduled(job)).containsExactly("12:30", "12:40");
  }

  @Test
  void startupTrigger_runsOnceAtEachStart() {
    Job job = tempo.save(noting("j").trigger(Trigger.atStartup()).build());
    restart();
    clock.advance(Duration.ofMinutes(1));
    restart();
    clock.advance(Duration.ofMinutes(1));

    assertThat(runs(job))
        .extracting(Run::cause)
        .containsExactly(RunCause.STARTUP, RunCause.STARTUP);
  }

  @Test
  void restart_missesNothingAndDoublesNothing() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("* * * * *")).build());
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(90));
      restart();
    }
    assertThat(scheduled(job))
        .containsExactly("12:01", "12:02", "12:03", "12:04", "12:05", "12:06", "12:07");
  }

  @Test
  void coalescedOccurrences_areOneRangeInTheLedger() {
    Job job = tempo.save(noting("j").trigger(Trigger.cron("* * * * *")).build());
    tempo.pauseQueue("default");
    clock.advance(Duration.ofMinutes(10));
    tempo.resumeQueue("default");
    clock.advance(Duration.ofSeconds(1));

    assertThat(scheduled(job)).containsExactly("12:01");
    assertThat(ledger(job)).hasSize(1);
    DecisionEntry entry = ledger(job).getFirst();
    assertThat(entry.subject().decision()).isEqualTo(DecisionEntry.Decision.COALESCED);
    assertThat(entry.subject().runId()).contains(runs(job).getFirst().id());
    assertThat(entry.range().count()).isEqualTo(9);
  }

  @Test
  void requestWithOtherParameters_isNotFoldedAway() {
    Job job = tempo.save(noting("j").build());
    tempo.pauseQueue("default");
    UUID first = tempo.run(job.id()).id();
    UUID same = tempo.run(job.id()).id();
    UUID other = tempo.run(job.id(), RunOptions.DEFAULT.withParameter("x", "1")).id();

    assertThat(same).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void everyEvent_isDurableWhenItIsTold() {
    List<RunStatus> stored = new ArrayList<>();
    tempo.onEvent(
        event -> {
          if (event instanceof dev.tempo.event.Event.RunFinished finished) {
            stored.add(store.runs().find(finished.run().id()).orElseThrow().status());
          }
        });
    Job job = tempo.save(noting("j").trigger(Trigger.cron("* * * * *")).build());
    clock.advance(Duration.ofMinutes(3));

    assertThat(runs(job)).hasSize(3);
    assertThat(stored).containsExactly(RunStatus.SUCCESS, RunStatus.SUCCESS, RunStatus.SUCCESS);
  }

  private Tempo start(TempoBuilder builder) {
    return builder
        .store(store)
        .timeSource(clock)
        .handler("note", context -> done.add(context.jobName()))
        .handler(
            "fail",
            context -> {
              throw new IllegalStateException("on purpose");
            })
        .build()
        .start();
  }

  private void restart() {
    tempo.close();
    tempo = start(Tempo.builder());
  }

  private static Job.Builder noting(String name) {
    return Job.named(name).task(Task.handler("note"));
  }

  private static Job.Builder failing(String name) {
    return Job.named(name).task(Task.handler("fail"));
  }

  /** A job's runs, the oldest first. */
  private List<Run> runs(Job job) {
    return store.runs().list(RunQuery.ALL.withJob(job.id())).runs().reversed();
  }

  private List<String> scheduled(Job job) {
    return runs(job).stream()
        .map(run -> run.scheduledFor().orElseThrow().toString().substring(11, 16))
        .toList();
  }

  private List<DecisionEntry> ledger(Job job) {
    return store
        .decisions()
        .entries(job.id(), Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), 100);
  }
}
