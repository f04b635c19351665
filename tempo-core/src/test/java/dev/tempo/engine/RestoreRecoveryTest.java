package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RestoreRecoveryTest {
  private static final Instant BACKUP = Instant.parse("2026-03-01T10:00:30Z");
  private static final Instant RESTORE = Instant.parse("2026-03-01T11:00:30Z");

  private final Store store = new MemoryStore();

  @Test
  void unfinishedRuns_areLost_andNotRunAgain() {
    Job job = saved(Job.named("job").task(Task.handler("work")).rerunIfLost().build());
    Run queued = run(job, RunTimeline.queued(BACKUP));
    Run started = run(job, RunTimeline.queued(BACKUP)).withStarted(Run.JobRef.of(job), BACKUP);
    UUID engine = Ids.next();
    store.commit(List.of(new Change.AddRun(queued, engine), new Change.AddRun(started, engine)));
    try (Tempo tempo = tempo(VirtualClock.at(RESTORE)).startAfterRestore()) {
      for (Run run : List.of(queued, started)) {
        Run found = tempo.findRun(run.id()).orElseThrow();
        assertThat(found.status()).isEqualTo(RunStatus.LOST);
        assertThat(found.error().orElseThrow()).contains("backup");
      }
      assertThat(store.runs().list(RunQuery.ALL).runs()).hasSize(2);
    }
  }

  @Test
  void missedOccurrences_areInTheLedger_andTheNextOneRuns() {
    Job job =
        saved(
            Job.named("job").task(Task.handler("work")).trigger(Trigger.cron("* * * * *")).build());
    VirtualClock clock = VirtualClock.at(RESTORE);
    try (Tempo tempo = tempo(clock).startAfterRestore()) {
      assertThat(tempo.store().runs().list(RunQuery.ALL).runs()).isEmpty();
      DecisionEntry entry = store.decisions().entries(job.id(), BACKUP, RESTORE, 10).getFirst();
      assertThat(entry.subject().decision()).isEqualTo(DecisionEntry.Decision.SUPPRESSED);
      assertThat(entry.range())
          .isEqualTo(
              new DecisionEntry.Range(
                  Instant.parse("2026-03-01T10:01:00Z"),
                  Instant.parse("2026-03-01T11:00:00Z"),
                  60));
      clock.advance(Duration.ofMinutes(1));
      assertThat(store.runs().list(RunQuery.ALL).runs())
          .extracting(Run::scheduledFor)
          .containsExactly(Optional.of(Instant.parse("2026-03-01T11:01:00Z")));
    }
  }

  @Test
  void triggerThatWaitedForTheEndOfItsRun_goesOn() {
    Job job =
        saved(
            Job.named("job")
                .task(Task.handler("work"))
                .trigger(Trigger.afterEach(Duration.ofMinutes(10)))
                .build());
    UUID trigger = job.triggers().getFirst().id();
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, trigger, BACKUP);
    Run waiting =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(origin, job.task().parameters()),
            RunTimeline.queued(BACKUP),
            RunResult.NONE);
    store.commit(List.of(new Change.AddRun(waiting, Ids.next())));
    VirtualClock clock = VirtualClock.at(RESTORE);
    try (Tempo tempo = tempo(clock).startAfterRestore()) {
      clock.advance(Duration.ofMinutes(11));
      assertThat(store.runs().list(RunQuery.ALL.withStatus(RunStatus.SUCCESS)).runs()).hasSize(1);
      assertThat(tempo.findRun(waiting.id()).orElseThrow().status()).isEqualTo(RunStatus.LOST);
    }
  }

  /** More than a page of them, and of each kind that waits in an order of its own. */
  @Test
  void queuedRunsOfAllPriorities_areLost_howeverManyThereAre() {
    Job job = saved(Job.named("job").task(Task.handler("work")).build());
    UUID engine = Ids.next();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      changes.add(new Change.AddRun(run(job, RunTimeline.queued(BACKUP)), engine));
      changes.add(
          new Change.AddRun(
              prioritized(run(job, RunTimeline.queued(BACKUP)), i % 2 == 0 ? 5 : -5), engine));
    }
    Run later = run(job, RunTimeline.queued(BACKUP, BACKUP.plusSeconds(7_200)));
    changes.add(new Change.AddRun(later, engine));
    store.commit(changes);
    VirtualClock clock = VirtualClock.at(RESTORE);
    try (Tempo tempo = tempo(clock).startAfterRestore()) {
      clock.advance(Duration.ofHours(2));
      assertThat(tempo.findRun(later.id()).orElseThrow().status()).isEqualTo(RunStatus.LOST);
      assertThat(store.runs().queuesInUse()).isEmpty();
      RunQuery others =
          RunQuery.ALL.withStatus(RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.SUCCESS);
      assertThat(store.runs().list(others).runs()).isEmpty();
    }
  }

  private static Run prioritized(Run run, int priority) {
    RunRequest request = run.request().withAttributes(RunAttributes.DEFAULT.withPriority(priority));
    return new Run(run.id(), run.job(), request, run.timeline(), run.result());
  }

  private Job saved(Job job) {
    try (Tempo tempo = tempo(VirtualClock.at(BACKUP)).start()) {
      return tempo.save(job);
    }
  }

  private Tempo tempo(VirtualClock clock) {
    return Tempo.builder().store(store).timeSource(clock).handler("work", context -> {}).build();
  }

  private static Run run(Job job, RunTimeline state) {
    RunOrigin origin = RunOrigin.request(RunCause.MANUAL, Optional.empty());
    return new Run(
        Ids.next(),
        Run.JobRef.of(job),
        RunRequest.first(origin, job.task().parameters()),
        state,
        RunResult.NONE);
  }
}
