package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunBatch;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Scheduler;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.Trigger;
import dev.tempo.UnknownHandlerPolicy;
import dev.tempo.event.Event;
import dev.tempo.schedule.Dialect;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What applications ask of a scheduler, by the virtual clock. */
class SchedulerTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final Duration NO_TIME = Duration.ZERO;

  private final VirtualClock clock = VirtualClock.at(NOON.toString());
  private final MemoryStore store = new MemoryStore();
  private final List<String> runs = new ArrayList<>();
  private Tempo tempo = start();
  private Scheduler scheduler = tempo;

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void runAt_waitsForItsTime_overARestart_andMeetsNoOtherRun() {
    Job job = scheduler.save(job("later").overlap(OverlapPolicy.SKIP).build());
    Instant evening = NOON.plus(Duration.ofHours(6));
    RunHandle first =
        scheduler.runAt(job.id(), evening, RunOptions.DEFAULT.withParameter("n", "1"));
    scheduler.runAt(job.id(), evening, RunOptions.DEFAULT.withParameter("n", "2"));
    RunHandle dropped = scheduler.runAt(job.id(), evening, RunOptions.DEFAULT);
    assertThat(first.run().timeline().notBefore()).isEqualTo(evening);
    clock.advance(Duration.ofHours(1));
    assertThat(runs).isEmpty();
    assertThat(scheduler.cancel(dropped.id())).isTrue();
    scheduler.run(job.id());
    assertThat(runs).hasSize(1);

    restart();
    clock.advance(Duration.ofHours(4));
    assertThat(runs).hasSize(1);
    clock.advance(Duration.ofHours(2));
    assertThat(runs).containsExactly("later", "later1", "later2");
    assertThat(scheduler.findRun(first.id()).orElseThrow().startedAt()).contains(evening);
  }

  @Test
  void runAt_goesByTheWallClock_thatIsSetMeanwhile() {
    Job job = scheduler.save(job("clock").build());
    Instant evening = NOON.plus(Duration.ofHours(6));
    RunHandle early = scheduler.runAt(job.id(), evening, RunOptions.DEFAULT);
    clock.jump(Duration.ofMinutes(-30));
    clock.advance(Duration.ofHours(6));
    assertThat(runs).isEmpty();
    clock.advance(Duration.ofHours(1));
    assertThat(early.await(NO_TIME).startedAt().orElseThrow()).isEqualTo(evening);

    Instant night = evening.plus(Duration.ofHours(6));
    RunHandle late = scheduler.runAt(job.id(), night, RunOptions.DEFAULT);
    clock.jump(Duration.ofHours(7));
    clock.advance(Duration.ofMinutes(2));
    assertThat(late.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void runAt_inThePast_isNow() {
    Job job = scheduler.save(job("now").build());
    scheduler.runAt(job.id(), NOON.minusSeconds(9), RunOptions.DEFAULT).await(NO_TIME);
    assertThat(runs).containsExactly("now");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunOptions.DEFAULT.withScript("x").withNotBefore(NOON));
  }

  @Test
  void jobThatIsDisabledMeanwhile_doesNotRunLater() {
    Job job = scheduler.save(job("off").build());
    RunHandle handle = scheduler.runAt(job.id(), NOON.plusSeconds(60), RunOptions.DEFAULT);
    scheduler.setEnabled(job.id(), false);
    clock.advance(Duration.ofHours(1));
    assertThat(runs).isEmpty();
    assertThat(scheduler.findRun(handle.id()).orElseThrow().status())
        .isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void saveIfAbsent_leavesWhatOperatorsChanged() {
    Job first = scheduler.saveIfAbsent(job("once").queue("a").build());
    scheduler.save(first.toBuilder().queue("b").build());
    Job again = scheduler.saveIfAbsent(job("once").queue("c").build());
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.policy().queue()).isEqualTo("b");
    scheduler.save(again.toBuilder().key("renamed").build());
    Job byId = scheduler.saveIfAbsent(job("once").id(first.id()).build());
    assertThat(byId.key()).isEqualTo("renamed");
    assertThat(scheduler.jobs()).hasSize(1);
  }

  @Test
  void saveAllAndRunAll_askForMany_inOrder() {
    List<Job> jobs =
        scheduler.saveAll(
            IntStream.range(0, 1_200).mapToObj(i -> job("job %04d".formatted(i)).build()).toList());
    assertThat(scheduler.jobs().map(Job::id)).containsExactlyElementsOf(ids(jobs));

    RunBatch batch =
        scheduler.runAll(
            jobs.stream().map(job -> new RunSubmission(job.id(), RunOptions.DEFAULT)).toList());
    assertThat(batch.size()).isEqualTo(1_200);
    assertThat(batch.await(NO_TIME)).extracting(Run::jobId).containsExactlyElementsOf(ids(jobs));
    assertThat(batch.ended()).isEqualTo(Map.of(RunStatus.SUCCESS, 1_200L));
    assertThat(runs).startsWith("job 0000", "job 0001").hasSize(1_200);
    assertThat(batch.ids()).isSorted();
  }

  @Test
  void runAll_asksForTheOthers_whenOneIsRefused() {
    Job on = scheduler.save(job("on").build());
    Job off = scheduler.save(job("off").enabled(false).build());
    List<RunSubmission> both =
        List.of(
            new RunSubmission(off.id(), RunOptions.DEFAULT),
            new RunSubmission(on.id(), RunOptions.DEFAULT));
    assertThatThrownBy(() -> scheduler.runAll(both)).isInstanceOf(JobDisabledException.class);
    assertThat(runs).containsExactly("on");
  }

  @Test
  void nextFires_areThoseOfAllTriggers_inOrder() {
    Trigger jittered = Trigger.cron("0 */6 * * *").withJitter(Duration.ofMinutes(10));
    Job job =
        scheduler.save(
            job("often")
                .trigger(jittered)
                .trigger(Trigger.cron("0 0 9 * * ?", Dialect.QUARTZ))
                .trigger(Trigger.at(NOON.plusSeconds(5)))
                .trigger(Trigger.atStartup())
                .trigger(Trigger.cron("* * * * *").withEnabled(false))
                .build());
    List<Instant> next = scheduler.nextFires(job.id(), 6);
    assertThat(next).hasSize(6).isSorted().startsWith(NOON.plusSeconds(5));

    List<Instant> fired = new ArrayList<>();
    scheduler.onEvent(
        event -> {
          if (event instanceof Event.RunQueued queued) {
            fired.add(queued.at());
          }
        });
    clock.advanceTo(next.getLast());
    assertThat(fired).containsExactlyElementsOf(next);
    scheduler.setEnabled(job.id(), false);
    assertThat(scheduler.nextFires(job.id(), 3)).isEmpty();
  }

  @Test
  void lastAttempt_isAwaited_andTold() {
    List<Event.RunFinished> ends = new ArrayList<>();
    scheduler.onEvent(
        event -> {
          if (event instanceof Event.RunFinished finished) {
            ends.add(finished);
          }
        });
    Job job =
        scheduler.save(
            Job.named("flaky")
                .task(Task.handler("fail"))
                .retry(RetryPolicy.times(2).withDelay(Duration.ofMinutes(1)))
                .build());
    RunHandle handle = scheduler.run(job.id());
    assertThat(handle.await(NO_TIME).attempt()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> handle.awaitLast(NO_TIME));
    clock.advance(Duration.ofHours(1));

    Run last = handle.awaitLast(NO_TIME);
    assertThat(last.attempt()).isEqualTo(3);
    assertThat(ends).extracting(Event.RunFinished::isLast).containsExactly(false, false, true);
    assertThat(ends.get(1).nextAttempt()).contains(last.id());
    assertThat(ends.get(0).nextAttempt()).contains(ends.get(1).run().id());
  }

  @Test
  void unknownHandlers_areRefused_whenSavedAndAtTheStart() {
    Job typo = Job.named("typo").task(Task.handler("nite")).build();
    scheduler.save(typo);
    tempo.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> builder().onUnknownHandler(UnknownHandlerPolicy.FAIL).build().start())
        .withMessageContaining("'nite' of job 'typo'");
    tempo = start();
    tempo.delete(tempo.findJobByKey("typo").orElseThrow().id());
    tempo.close();

    tempo = builder().onUnknownHandler(UnknownHandlerPolicy.FAIL).build().start();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.save(typo))
        .withMessageContaining("nite")
        .withMessageContaining("note");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.saveAll(List.of(typo, job("right").build())));
    assertThat(tempo.findJobByKey("typo")).isEmpty();
    assertThat(tempo.findJobByKey("right")).isPresent();
  }

  @Test
  void runs_areListed() {
    Job job = scheduler.save(job("listed").build());
    scheduler.run(job.id());
    assertThat(scheduler.runs(RunQuery.ALL.withJob(job.id())).runs()).hasSize(1);
  }

  private static List<UUID> ids(List<Job> jobs) {
    return jobs.stream().map(Job::id).toList();
  }

  private static Job.Builder job(String name) {
    return Job.named(name).task(Task.handler("note"));
  }

  private void restart() {
    tempo.close();
    tempo = start();
    scheduler = tempo;
  }

  private Tempo start() {
    return builder().build().start();
  }

  private TempoBuilder builder() {
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler(
            "note",
            run ->
                runs.add(run.jobName() + Optional.ofNullable(run.parameters().get("n")).orElse("")))
        .handler(
            "fail",
            run -> {
              throw new IllegalStateException("no");
            });
  }
}
