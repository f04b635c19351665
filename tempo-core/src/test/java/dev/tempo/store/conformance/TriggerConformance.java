package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Explanation.Decision;
import dev.tempo.Job;
import dev.tempo.MisfirePolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of triggers and of what waits as runs are withdrawn, jobs edited, clocks set. */
public abstract class TriggerConformance {
  private static final Duration DELAY = Duration.ofMinutes(10);

  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private Runnable inside = () -> {};
  private Store store;
  private Tempo tempo;

  /** A store; the same each time it is asked for, or one on the same files. */
  protected abstract Store open();

  @BeforeEach
  void startEngine() {
    store = open();
    start();
  }

  @AfterEach
  void closeEngine() {
    tempo.close();
    store.close();
  }

  @Test
  void fixedDelay_goesOn_whenItsQueuedRetryIsCancelled() {
    Job job =
        tempo.save(
            job("fail")
                .trigger(Trigger.afterEach(DELAY))
                .retry(RetryPolicy.times(1).withDelay(DELAY))
                .build());
    clock.advance(DELAY);
    Run retry = newest(job);
    assertThat(tempo.explain(job.id(), clock.instant().plusSeconds(1)).getFirst().text())
        .contains(retry.id() + " has not started, and is tried again at 2026-03-28T12:20:00Z");

    tempo.cancel(retry.id());
    assertThat(next(job)).contains(clock.instant().plus(DELAY));
    assertThat(tempo.explain(job.id(), clock.instant().plusSeconds(1)).getFirst().text())
        .contains("next at 2026-03-28T12:20:00Z");
  }

  @Test
  void fixedDelay_goesOn_whenARequestReplacesItsWaitingRun() {
    Job job =
        tempo.save(
            job("note").overlap(OverlapPolicy.REPLACE).trigger(Trigger.afterEach(DELAY)).build());
    tempo.pauseQueue("default");
    clock.advance(DELAY);
    Run waiting = newest(job);
    assertThat(next(job)).isEmpty();

    tempo.run(job.id());
    assertThat(store.runs().find(waiting.id()).orElseThrow().status())
        .isEqualTo(RunStatus.CANCELLED);
    assertThat(next(job)).contains(clock.instant().plus(DELAY));
  }

  @Test
  void fixedDelay_goesOn_whenItsInstantHadARunBeforeTheClockWasSetBack() {
    Job job = tempo.save(job("note").trigger(Trigger.afterEach(DELAY)).build());
    clock.advance(DELAY);
    clock.jump(DELAY.negated());
    tempo.save(job.toBuilder().enabled(false).build());
    tempo.save(job); // due at 12:10 again
    clock.advance(Duration.ofMinutes(35));

    assertThat(scheduled(job)).containsExactly("12:10", "12:20", "12:30");
    assertThat(next(job)).isPresent();
  }

  @Test
  void fixedDelay_thatIsEditedWhileItRuns_waitsForThatRun() {
    Job job = tempo.save(job("act").trigger(Trigger.afterEach(DELAY)).build());
    inside =
        () -> {
          Trigger longer =
              new Trigger(
                  job.triggers().getFirst().id(),
                  Trigger.afterEach(Duration.ofHours(1)).schedule(),
                  job.triggers().getFirst().bounds(),
                  job.triggers().getFirst().firing(),
                  true);
          tempo.save(job.toBuilder().triggers(List.of(longer)).build());
          assertThat(next(job)).isEmpty();
        };
    clock.advance(DELAY);

    assertThat(runs(job)).extracting(Run::status).containsExactly(RunStatus.SUCCESS);
    assertThat(next(job)).contains(clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void disabling_withdrawsWhatWaitsAndIsRetried_butNotWhatRuns() {
    Job job =
        tempo.save(
            job("act")
                .overlap(OverlapPolicy.ALLOW)
                .retry(RetryPolicy.times(3).withDelay(DELAY))
                .build());
    inside =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    tempo.run(job.id());
    clock.advance(Duration.ofSeconds(1));
    inside =
        () -> {
          tempo.pauseQueue("default");
          tempo.run(job.id(), RunOptions.DEFAULT.withParameter("is", "waiting"));
          tempo.setEnabled(job.id(), false);
          throw new IllegalStateException("after it was disabled");
        };
    tempo.run(job.id());
    clock.advance(Duration.ofSeconds(1));
    tempo.resumeQueue("default");
    clock.advance(Duration.ofHours(1));

    assertThat(runs(job))
        .extracting(Run::status)
        .containsExactly(
            RunStatus.FAILURE, RunStatus.CANCELLED, RunStatus.FAILURE, RunStatus.CANCELLED);
    assertThat(runs(job))
        .filteredOn(run -> run.status() == RunStatus.CANCELLED)
        .allMatch(run -> run.error().equals(Optional.of("The job was disabled")));
  }

  @Test
  void disablingATrigger_withdrawsItsRunsAlone() {
    Trigger trigger = Trigger.cron("0 13 * * *");
    Job job = tempo.save(job("note").overlap(OverlapPolicy.ALLOW).trigger(trigger).build());
    tempo.pauseQueue("default");
    clock.advance(Duration.ofHours(1));
    UUID asked = tempo.run(job.id()).id();
    tempo.save(job.toBuilder().triggers(List.of(trigger.withEnabled(false))).build());
    tempo.resumeQueue("default");
    clock.advance(Duration.ofSeconds(1));

    assertThat(runs(job).getFirst().error()).contains("The trigger was disabled");
    assertThat(store.runs().find(asked).orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void whatWaitsOfADisabledJobInAnOldStore_isWithdrawnAtTheStart() {
    Job job = tempo.save(job("note").build());
    tempo.pauseQueue("default");
    UUID waiting = tempo.run(job.id()).id();
    tempo.close();
    store.commit(
        List.of(new Change.SaveJob(job.toBuilder().enabled(false).version(2).build(), List.of())));
    start();
    tempo.resumeQueue("default");

    assertThat(store.runs().find(waiting).orElseThrow().error())
        .contains("The job was disabled before the run could start");
  }

  @Test
  void editThatChangesNoInstant_losesNoOccurrence() {
    Trigger hourly = Trigger.every(Duration.ofHours(1));
    Job job = tempo.save(job("note").trigger(hourly).build());
    tempo.pause();
    clock.advance(Duration.ofMinutes(185));
    Optional<Instant> due = next(job);
    tempo.save(
        job.toBuilder().triggers(List.of(hourly.withMisfire(MisfirePolicy.RUN_ALL))).build());
    tempo.save(job.toBuilder().zone(ZoneId.of("Asia/Tokyo")).build());
    Trigger other = Trigger.every(Duration.ofHours(1)).withGrace(Duration.ofHours(9));
    Job last = tempo.save(job.toBuilder().triggers(List.of(other)).build());
    assertThat(last.triggers().getFirst().id()).isEqualTo(hourly.id());
    assertThat(next(job)).isEqualTo(due);
    tempo.resume();
    clock.advance(Duration.ofSeconds(1));

    assertThat(scheduled(job)).containsExactly("13:00");
    assertThat(ledger(job)).extracting(entry -> entry.range().count()).containsExactly(2L);
  }

  @Test
  void jitterThatIsChanged_movesTheFiringAlone() {
    Trigger trigger = Trigger.cron("0 13 * * *").withJitter(Duration.ofHours(5));
    Job job = tempo.save(job("note").trigger(trigger).build());
    clock.advance(Duration.ofMinutes(61));
    assertThat(runs(job)).as("an offset of less than a minute has a chance of 1 in 300").isEmpty();
    tempo.save(job.toBuilder().triggers(List.of(trigger.withJitter(Duration.ZERO))).build());
    clock.advance(Duration.ofSeconds(1));

    assertThat(scheduled(job)).containsExactly("13:00");
  }

  @Test
  void whatAnEditDrops_isInTheLedger() {
    Trigger trigger = Trigger.cron("*/10 * * * *");
    Job job = tempo.save(job("note").trigger(trigger).build());
    tempo.pause();
    clock.advance(Duration.ofMinutes(25));
    Trigger later =
        new Trigger(
            trigger.id(),
            Trigger.cron("5 * * * *").schedule(),
            trigger.bounds(),
            trigger.firing(),
            true);
    Job changed = tempo.save(job.toBuilder().triggers(List.of(later)).build());
    clock.advance(Duration.ofMinutes(45));
    tempo.save(changed.toBuilder().enabled(false).build());
    tempo.resume();
    clock.advance(Duration.ofSeconds(1));

    assertThat(runs(job)).isEmpty();
    assertThat(ledger(job))
        .extracting(entry -> entry.range().count() + " " + entry.reason())
        .containsExactly(
            "2 The trigger's schedule was changed before it fired",
            "1 The job was disabled before it fired");
    assertThat(tempo.explain(job.id(), Instant.parse("2026-03-28T12:20:00Z")).getFirst().decision())
        .isEqualTo(Decision.SUPPRESSED);
  }

  @Test
  void clockThatWasWrongForAMoment_silencesNothing() {
    for (Duration wrong : List.of(Duration.ofHours(2), Duration.ofDays(3653))) {
      Job job = tempo.save(job("note").trigger(Trigger.every(Duration.ofMinutes(1))).build());
      Job delay = tempo.save(named("d").trigger(Trigger.afterEach(DELAY)).build());
      Job once = tempo.save(named("once").trigger(Trigger.cron("30 * 28 3 *")).build());
      Instant begin = clock.instant();
      clock.jump(wrong);
      clock.advance(Duration.ofMinutes(2));
      clock.jump(wrong.negated());
      clock.advance(Duration.ofMinutes(150));

      List<Instant> instants = instants(job);
      assertThat(instants).doesNotHaveDuplicates();
      assertThat(instants)
          .containsAll(
              Trigger.every(Duration.ofMinutes(1))
                  .schedule()
                  .between(begin.plus(Duration.ofMinutes(3)), clock.instant(), ZoneId.of("UTC"))
                  .toList());
      assertThat(next(delay).orElseThrow()).isBefore(clock.instant().plus(DELAY.multipliedBy(2)));
      assertThat(instants(once)).doesNotHaveDuplicates();
      tempo.delete(job.id());
      tempo.delete(delay.id());
      tempo.delete(once.id());
    }
  }

  @Test
  void clockThatIsPutRightWhileTheEngineIsDown_silencesNothing() {
    Job job = tempo.save(job("note").trigger(Trigger.every(Duration.ofMinutes(1))).build());
    Job failing =
        tempo.save(named("f", "fail").retry(RetryPolicy.times(1).withDelay(DELAY)).build());
    clock.jump(Duration.ofDays(3653));
    tempo.run(failing.id());
    clock.advance(Duration.ofMinutes(2));
    tempo.close();
    clock.jump(Duration.ofDays(-3653));
    start();
    clock.advance(Duration.ofMinutes(11));

    assertThat(instants(job))
        .contains(Instant.parse("2026-03-28T12:03:00Z"), Instant.parse("2026-03-28T12:13:00Z"))
        .doesNotHaveDuplicates();
    assertThat(runs(failing)).extracting(Run::status).containsOnly(RunStatus.FAILURE).hasSize(2);
  }

  @Test
  void smallStepBack_isWaitedFor_andExplained() {
    Job job = tempo.save(job("note").trigger(Trigger.every(Duration.ofMinutes(1))).build());
    clock.advance(Duration.ofMinutes(50));
    clock.jump(Duration.ofMinutes(-45));
    tempo.save(job.toBuilder().enabled(false).build());
    tempo.save(job);
    clock.advance(Duration.ofMinutes(44));
    assertThat(runs(job)).hasSize(50);
    clock.advance(Duration.ofMinutes(3));
    assertThat(runs(job)).hasSize(52);
    assertThat(instants(job)).doesNotHaveDuplicates();
  }

  @Test
  void requestOfSomebodyElse_isNotFolded_andKindsDoNotGrow() {
    Job job = tempo.save(job("note").trigger(Trigger.every(Duration.ofMinutes(1))).build());
    tempo.pauseQueue("default");
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofMinutes(1));
      UUID ada = tempo.run(job.id(), RunOptions.DEFAULT.withStartedBy("ada")).id();
      UUID bob = tempo.run(job.id(), RunOptions.DEFAULT.withStartedBy("bob")).id();
      assertThat(ada).isNotEqualTo(bob);
      assertThat(tempo.run(job.id(), RunOptions.DEFAULT.withStartedBy("ada")).id()).isEqualTo(ada);
    }
    assertThat(runs(job)).hasSize(3);
    tempo.resumeQueue("default");
    clock.advance(Duration.ofSeconds(1));
    assertThat(runs(job)).extracting(Run::status).containsOnly(RunStatus.SUCCESS);
  }

  private void start() {
    tempo =
        Tempo.builder()
            .store(store)
            .timeSource(clock)
            .handler("note", context -> {})
            .handler("act", context -> inside.run())
            .handler(
                "fail",
                context -> {
                  throw new IllegalStateException("on purpose");
                })
            .build()
            .start();
  }

  private static Job.Builder job(String handler) {
    return named("j", handler);
  }

  private static Job.Builder named(String name) {
    return named(name, "note");
  }

  private static Job.Builder named(String name, String handler) {
    return Job.named(name).task(Task.handler(handler));
  }

  /** A job's runs, the oldest first. */
  private List<Run> runs(Job job) {
    return store.runs().list(RunQuery.ALL.withJob(job.id()).withLimit(10_000)).runs().reversed();
  }

  private Run newest(Job job) {
    return runs(job).getLast();
  }

  private List<Instant> instants(Job job) {
    return runs(job).stream().map(run -> run.scheduledFor().orElseThrow()).toList();
  }

  private List<String> scheduled(Job job) {
    return instants(job).stream().map(at -> at.toString().substring(11, 16)).toList();
  }

  /** When the first trigger of a job is due. */
  private Optional<Instant> next(Job job) {
    return store.triggers().findByJob(job.id()).getFirst().next().map(TriggerState.Due::nominal);
  }

  private List<DecisionEntry> ledger(Job job) {
    return store
        .decisions()
        .entries(job.id(), Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), 100);
  }
}
