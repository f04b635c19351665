package dev.tempo.server.marks;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.RecentJobs;
import dev.tempo.server.marks.MarkResponses.UsedJobResponse;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.List;

/** Keeps which jobs an account used last: looked at in the pages, or started by hand. */
public final class JobUseRoutes implements Feature {
  private final JobService jobs;
  private final JobMarkStore store;
  private final TimeSource time;

  /** Over the jobs and what accounts keep about them. */
  public JobUseRoutes(JobService jobs, JobMarkStore store, TimeSource time) {
    this.jobs = jobs;
    this.store = store;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .put("/api/jobs/{job}/used", this::use)
        .get("/api/me/recent-jobs", this::list)
        .delete("/api/me/recent-jobs", this::clear);
  }

  private RouteResponse use(ApiRequest call) {
    JobIndexEntry job = jobs.index().resolve(call.path("job"), call.caller());
    call.bodyOrEmpty().end();
    Instant now = time.nowMillis();
    store.use(call.caller().userId(), job.id(), now);
    return RouteResponse.ok(new UsedJobResponse(job.id(), now));
  }

  private RouteResponse list(ApiRequest call) {
    return RouteResponse.ok(
        new MarkResponses.RecentJobPage(RecentJobs.of(jobs).list(call.caller())));
  }

  private RouteResponse clear(ApiRequest call) {
    call.bodyOrEmpty().end();
    store.uses().clear(call.caller().userId());
    return RouteResponse.ok(new MarkResponses.RecentJobPage(List.of()));
  }
}
