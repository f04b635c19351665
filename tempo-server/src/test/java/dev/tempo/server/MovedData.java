package dev.tempo.server;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Trigger;
import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Fills a store with jobs, runs that have ended and such as have not, and logs. */
final class MovedData {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final UUID ENGINE = new UUID(1, 2);
  private static final int AT_ONCE = 2_000;

  private final Store store;
  private final Ids ids = new Ids(7);
  private final List<Change> changes = new ArrayList<>();
  private Instant now = BEGIN;

  private MovedData(Store store) {
    this.store = store;
  }

  /**
   * Fills it.
   *
   * @param jobs how many
   * @param runs how many, spread over the jobs
   * @param logged every how manieth run has lines
   */
  static void fill(Store store, int jobs, int runs, int logged) {
    MovedData data = new MovedData(store);
    List<Job> all = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      all.add(data.job(i));
    }
    for (int i = 0; i < runs; i++) {
      data.run(all.get(i % jobs), i, i % logged == 0);
    }
    data.commit();
  }

  private Job job(int number) {
    Job job =
        Job.named("Job " + number + " – ü, '\"\\ and \t")
            .id(ids.next(now.toEpochMilli()))
            .key("job:" + number)
            .task(Task.shell("echo " + number + "\n# 漢字 🎉"))
            .overlap(OverlapPolicy.ALLOW)
            .queue("q" + number % 3)
            .trigger(Trigger.cron(number % 60 + " 4 * * *"))
            .build();
    TriggerState state =
        new TriggerState(
            job.triggers().getFirst().id(),
            job.id(),
            Optional.of(new TriggerState.Due(now.plusSeconds(number), now.plusSeconds(number))),
            Optional.empty());
    add(new Change.SaveJob(job, List.of(state)));
    return job;
  }

  private void run(Job job, int number, boolean logs) {
    now = now.plusMillis(137);
    RunOrigin origin =
        number % 2 == 0
            ? RunOrigin.occurrence(RunCause.SCHEDULE, job.triggers().getFirst().id(), now)
            : RunOrigin.request(RunCause.MANUAL, Optional.of("ada"));
    RunRequest request =
        RunRequest.first(origin, number % 5 == 0 ? Map.of("n", "ü " + number) : Map.of());
    UUID id = ids.next(now.toEpochMilli());
    Run queued = new Run(id, Run.JobRef.of(job), request, RunTimeline.queued(now), RunResult.NONE);
    if (number % 500 == 499) {
      add(new Change.AddRun(queued, ENGINE)); // waits
      return;
    }
    Run started = queued.withStarted(Run.JobRef.of(job), now.plusMillis(3));
    if (number % 500 == 498) {
      add(new Change.AddRun(started, ENGINE)); // runs
      return;
    }
    RunStatus status = number % 7 == 0 ? RunStatus.FAILURE : RunStatus.SUCCESS;
    RunResult result =
        status == RunStatus.SUCCESS ? RunResult.NONE : RunResult.failed("broke at " + number);
    add(new Change.AddRun(started.withFinished(status, now.plusMillis(90), result), ENGINE));
    if (status == RunStatus.FAILURE && number % 3 == 0) {
      add(new Change.SetDeadLetter(id, true));
    }
    if (logs) {
      commit();
      log(id, job, number);
    }
  }

  private void log(UUID id, Job job, int number) {
    List<LogLine> lines = new ArrayList<>();
    for (int line = 1; line <= 3; line++) {
      lines.add(
          new LogLine(
              line,
              now,
              LogLine.Stream.STDOUT,
              "line " + line + " of run " + number + " is a needle" + number + " ü",
              EnumSet.noneOf(LogLine.Mark.class)));
    }
    RunLogInfo info = new RunLogInfo(id, job.id(), Optional.of("ada"), now);
    store
        .logs()
        .append(
            new Append(
                info, List.of(LogChunk.pack(lines, number % 4 != 0)), SpoolPosition.START, true))
        .join();
  }

  /** Adds a line to a store that may have others. */
  static void logOne(Store store) {
    LogLine line =
        new LogLine(
            1, BEGIN, LogLine.Stream.STDOUT, "one more", EnumSet.noneOf(LogLine.Mark.class));
    RunLogInfo info = new RunLogInfo(Ids.next(), Ids.next(), Optional.empty(), BEGIN);
    store
        .logs()
        .append(
            new Append(
                info, List.of(LogChunk.pack(List.of(line), true)), SpoolPosition.START, true))
        .join();
  }

  private void add(Change change) {
    changes.add(change);
    if (changes.size() >= AT_ONCE) {
      commit();
    }
  }

  private void commit() {
    if (!changes.isEmpty()) {
      store.commit(List.copyOf(changes));
      changes.clear();
    }
  }
}
