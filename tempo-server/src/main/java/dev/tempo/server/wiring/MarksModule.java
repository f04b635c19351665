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
record MarksModule(ServerContext context, ServerServices services) implements ServerModule {

  @Override
  public List<Feature> features() {
    TimeSource time = context.time();
    JobService jobs = services.jobs().jobs();
    return List.of(
        new FavoriteRoutes(jobs, services.jobs().marks(), time),
        new DraftRoutes(jobs, services.jobs().marks(), time),
        new PresetRoutes(jobs, context.store().database(), time),
        new JobUseRoutes(jobs, services.jobs().marks(), time),
        new LastParameterRoutes(
            jobs, context.store().runs(), services.people().projects().service()));
  }
}
