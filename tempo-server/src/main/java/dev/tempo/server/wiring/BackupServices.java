package dev.tempo.server.wiring;

import dev.tempo.server.backup.BackupEvents;
import dev.tempo.server.backup.BackupService;
import dev.tempo.server.streaming.EventHub;

/**
 * What makes backups, and tells of that.
 *
 * @param service makes and restores them
 * @param events tells pages and administrators
 */
record BackupServices(BackupService service, BackupEvents events) {

  static BackupServices of(ServerContext context, EventHub hub) {
    BackupService service =
        context.register(
            new BackupService(
                context.config(),
                context.store(),
                context.tempo()::withRetentionPaused,
                context.restorers(),
                context.time()));
    BackupEvents events = new BackupEvents(hub::tellAdministrators);
    service.tell(events);
    return new BackupServices(service, events);
  }
}
