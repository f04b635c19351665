package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.runs.RunResponses.DeadLetterList;
import dev.tempo.server.runs.RunResponses.DeadLettersOfJob;
import dev.tempo.store.RunQuery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Says which jobs have runs that failed for good and of which nobody has taken note. One by one
 * they are found as other runs are, by {@code deadLetters=true}.
 */
public final class DeadLetterRoutes implements Feature {
  private static final RunQuery DEAD = RunQuery.ALL.withDeadLettersOnly();

  private final RunRouteSupport parts;
  private final JobIndex jobs;
  private final RunLists lists;

  /** Over runs and their jobs. */
  public DeadLetterRoutes(RunRouteSupport parts, JobIndex jobs) {
    this.parts = parts;
    this.jobs = jobs;
    this.lists = new RunLists(parts.tempo().store().runs(), parts.access());
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/dead-letters", this::list);
  }

  /** What is known of a job's dead letters so far; runs come with the newest first. */
  private static final class Found {
    private final Run newest;
    private Instant oldestAt;
    private long count;

    Found(Run newest) {
      this.newest = newest;
      this.oldestAt = newest.queuedAt();
    }

    void add(Run run) {
      oldestAt = run.queuedAt();
      count++;
    }
  }

  private RouteResponse list(ApiRequest call) {
    Map<UUID, Found> byJob = new LinkedHashMap<>();
    lists.each(
        DEAD,
        Paging.MAX_TOTAL,
        call.caller(),
        run -> byJob.computeIfAbsent(run.jobId(), id -> new Found(run)).add(run));
    long total = byJob.values().stream().mapToLong(found -> found.count).sum();
    List<RunResponse> newest =
        parts
            .json()
            .write(byJob.values().stream().map(found -> found.newest).toList(), call.language());
    List<Found> found = List.copyOf(byJob.values());
    List<DeadLettersOfJob> all =
        IntStream.range(0, found.size())
            .mapToObj(i -> ofJob(call, found.get(i), newest.get(i)))
            .toList();
    return RouteResponse.ok(new DeadLetterList(all, total, total < Paging.MAX_TOTAL));
  }

  private DeadLettersOfJob ofJob(ApiRequest call, Found found, RunResponse newest) {
    return new DeadLettersOfJob(
        found.newest.jobId(),
        found.newest.jobName(),
        jobs.isVisible(found.newest.jobId(), call.caller()),
        found.count,
        found.oldestAt,
        newest);
  }
}
