package dev.tempo.benchmarks.server;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** A data directory with jobs, and so many runs of theirs that have ended. */
public final class FilledData {
  private static final int JOBS = 100;
  private static final int FAILS = 97; // a prime, so that every job has failures
  private static final int RUNS_PER_COMMIT = 1_000;

  /** When the first run began. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private FilledData() {}

  /** Fills a directory; the id of one of its jobs. */
  static UUID fill(Path directory, int runs) {
    try (SqliteStore store = SqliteStore.open(directory)) {
      return fill(store, runs, Duration.ofMillis(10), run -> {});
    }
  }

  /**
   * Fills a store.
   *
   * @param step from one run to the next
   * @param beside stores what else there is of a run, before the run is stored
   * @return the id of one of the jobs
   */
  public static UUID fill(SqliteStore store, int runs, Duration step, Consumer<Run> beside) {
    List<Job> jobs = jobs(store);
    Ids ids = new Ids(1);
    UUID engine = Ids.next();
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < runs; number++) {
      Job job = jobs.get(number % JOBS);
      Run run = run(ids, job, number, START.plus(step.multipliedBy(number)));
      beside.accept(run);
      changes.add(new Change.AddRun(run, engine));
      if (changes.size() == RUNS_PER_COMMIT || number == runs - 1) {
        store.commit(changes);
        changes = new ArrayList<>();
      }
    }
    return jobs.getFirst().id();
  }

  private static List<Job> jobs(SqliteStore store) {
    List<Job> jobs = new ArrayList<>();
    try (Tempo tempo = Tempo.builder().store(store).build().start()) {
      for (int number = 0; number < JOBS; number++) {
        jobs.add(
            tempo.save(
                Job.named("job " + number)
                    .task(Task.shell("echo " + number))
                    .trigger(Trigger.cron("0 3 1 1 *"))
                    .build()));
      }
    }
    return jobs;
  }

  private static Run run(Ids ids, Job job, int number, Instant at) {
    RunStatus status = number % FAILS == 0 ? RunStatus.FAILURE : RunStatus.SUCCESS;
    Run.JobRef reference = Run.JobRef.of(job);
    RunRequest request =
        RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of());
    return new Run(
            ids.next(at.toEpochMilli()), reference, request, RunTimeline.queued(at), RunResult.NONE)
        .withStarted(reference, at)
        .withFinished(status, at.plusMillis(5), RunResult.NONE);
  }
}
