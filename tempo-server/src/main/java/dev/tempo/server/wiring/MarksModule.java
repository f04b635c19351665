package dev.tempo.server.wiring;

import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.marks.DraftRoutes;
import dev.tempo.server.marks.FavoriteRoutes;
import dev.tempo.server.marks.JobUseRoutes;
import dev.tempo.server.marks.LastParameterRoutes;
import dev.tempo.server.marks.PresetRoutes;
import dev.tempo.time.TimeSource;
import java.util.List;

/** What accounts keep of jobs for themselves. */
record MarksModule(ServerContext context, JobServices services) implements ServerModule {

  @Override
  public List<Feature> features() {
    TimeSource time = context.time();
    JobService jobs = services.jobs();
    return List.of(
        new FavoriteRoutes(jobs, services.marks(), time),
        new DraftRoutes(jobs, services.marks(), time),
        new PresetRoutes(jobs, context.store().database(), time),
        new JobUseRoutes(jobs, services.marks(), time),
        new LastParameterRoutes(jobs, context.store().runs()));
  }
}
