package dev.tempo.server.wiring;

import dev.tempo.server.backup.BackupItemRoutes;
import dev.tempo.server.backup.BackupRoutes;
import dev.tempo.server.backup.BackupSchedule;
import dev.tempo.server.backup.BackupService;
import dev.tempo.server.http.Feature;
import dev.tempo.server.retention.RetentionRoutes;
import dev.tempo.server.retention.RetentionService;
import dev.tempo.server.userdata.UserDataRoutes;
import dev.tempo.time.TimeSource;
import java.util.List;

/** What is deleted, and what is copied, each day. */
record UpkeepModule(ServerContext context, ServerServices services, BackupServices backups)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    TimeSource time = context.time();
    RetentionService retention = services.jobs().retention();
    context.onStarted(retention::begin);
    BackupService service = backups.service();
    service.sweep(); // before the routes
    context.onStarted(service::recover);
    BackupSchedule schedule =
        context.register(new BackupSchedule(service, time, services.people().projects()::keepUp));
    context.onStarted(schedule::begin);
    return List.of(
        new BackupRoutes(service, schedule),
        new BackupItemRoutes(service),
        new RetentionRoutes(retention, services.index(), services.users()),
        new UserDataRoutes(
            services.users(),
            services.people().projects().accounts(),
            context.store(),
            retention,
            context.config().directory()));
  }
}
