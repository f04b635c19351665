package dev.tempo.benchmarks.grow;

import dev.tempo.Ids;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A store with so many runs that have ended: of a hundred jobs in turn, of which one in a hundred
 * runs failed; but the oldest hundred are of a job of their own, and timed out.
 */
final class ManyRuns implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int OLDEST = 100;
  private static final int JOBS = 100;
  private static final int FAILS = 97; // a prime, so that every job has failures
  private static final int RUNS_PER_COMMIT = 1_000;

  private final Store store;
  private final UUID engineId = Ids.next();
  private final Ids ids = new Ids(1);
  private final Run.JobRef oldJob = job("old");
  private final List<Run.JobRef> jobs =
      IntStream.range(0, JOBS).mapToObj(number -> job("job " + number)).toList();

  ManyRuns(Store store, int runs) {
    this.store = store;
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < runs; number++) {
      changes.add(new Change.AddRun(run(number), engineId));
      if (changes.size() == RUNS_PER_COMMIT || number == runs - 1) {
        store.commit(changes);
        changes = new ArrayList<>();
      }
    }
  }

  /** Lists that people look at, each the newest hundred runs. */
  Map<String, RunQuery> queries() {
    UUID job = jobs.getFirst().id();
    Map<String, RunQuery> queries = new LinkedHashMap<>();
    queries.put("all", RunQuery.ALL);
    queries.put("of a job", RunQuery.ALL.withJob(job));
    queries.put("of the job with the oldest", RunQuery.ALL.withJob(oldJob.id()));
    queries.put("succeeded", RunQuery.ALL.withStatus(RunStatus.SUCCESS));
    queries.put("failed", RunQuery.ALL.withStatus(RunStatus.FAILURE));
    queries.put("timed out, the oldest", RunQuery.ALL.withStatus(RunStatus.TIMEOUT));
    queries.put("of a job, failed", RunQuery.ALL.withJob(job).withStatus(RunStatus.FAILURE));
    return queries;
  }

  /** The median time that a list takes, in microseconds. */
  double micros(String name, int times) {
    RunQuery query = queries().get(name);
    Samples samples = new Samples();
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      int found = store.runs().list(query).runs().size();
      samples.add((System.nanoTime() - begin) / 1e3);
      if (found == 0) {
        throw new IllegalStateException("The list '" + name + "' is empty");
      }
    }
    return samples.median();
  }

  @Override
  public void close() {
    store.close();
  }

  private static Run.JobRef job(String name) {
    return new Run.JobRef(Ids.next(), name, 1, "default");
  }

  private Run run(int number) {
    Instant at = START.plusMillis(10L * number);
    RunStatus status =
        number < OLDEST
            ? RunStatus.TIMEOUT
            : number % FAILS == 0 ? RunStatus.FAILURE : RunStatus.SUCCESS;
    Run.JobRef job = number < OLDEST ? oldJob : jobs.get(number % JOBS);
    RunRequest request =
        RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of());
    return new Run(
            ids.next(at.toEpochMilli()), job, request, RunTimeline.queued(at), RunResult.NONE)
        .withStarted(job, at)
        .withFinished(status, at.plusMillis(5), RunResult.NONE);
  }
}
