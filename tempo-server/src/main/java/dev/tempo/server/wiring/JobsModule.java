package dev.tempo.server.wiring;

import dev.tempo.server.deletions.DeletionRoutes;
import dev.tempo.server.folders.FolderRoutes;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobRoutes;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.OwnerRoutes;
import dev.tempo.server.schedules.ScheduleRoutes;
import dev.tempo.server.trash.TrashRoutes;
import dev.tempo.server.triggers.TriggerRoutes;
import dev.tempo.time.TimeSource;
import java.util.List;

/** What is to run, and when. */
record JobsModule(ServerContext context, ServerServices services) implements ServerModule {

  @Override
  public List<Feature> features() {
    TimeSource time = context.time();
    JobService jobs = services.jobs().jobs();
    return List.of(
        new ScheduleRoutes(time),
        new JobRoutes(jobs),
        new OwnerRoutes(jobs, services.users()),
        new FolderRoutes(jobs, time),
        new TrashRoutes(jobs),
        new DeletionRoutes(jobs, deletionSources(), time),
        new TriggerRoutes(context.tempo(), jobs, services.access(), time));
  }

  private DeletionRoutes.Sources deletionSources() {
    return new DeletionRoutes.Sources(
        context.store().runs(),
        services.access(),
        services.scripts().versions(),
        services.people().credentials().keys());
  }
}
