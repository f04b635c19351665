package dev.tempo.server.wiring;

import dev.tempo.server.bulk.JobBulkRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.runs.RunBulkRoutes;
import java.util.List;

/** What is done to many jobs or runs at once. */
record BulkModule(ServerContext context, ServerServices services, RunTools tools)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    RateLimiter limiter = services.traffic().limiter();
    JobServices jobs = services.jobs();
    return List.of(
        new RunBulkRoutes(tools.support(), tools.starter(), limiter),
        new JobBulkRoutes(jobs.jobs(), jobs.marks(), tools.starter(), limiter, context.time()));
  }
}
