package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Finds the backups that requests name. Thread-safe. */
final class BackupFinder {
  private final BackupService backups;

  BackupFinder(BackupService backups) {
    this.backups = backups;
  }

  /**
   * By its id, or by its day if that has only one.
   *
   * @throws ApiException 404 if there is none, 409 with all of them if there are several
   */
  Backup find(String reference) {
    List<Backup> found =
        backups.directory().all().stream()
            .filter(b -> b.id().equals(reference) || day(b.createdAt()).equals(reference))
            .toList();
    return switch (found.size()) {
      case 0 -> throw ApiException.notFound("backup", reference);
      case 1 -> found.getFirst();
      default ->
          throw ApiException.conflict(message("api.backup.several", "reference", reference))
              .with("candidates", Json.array(found, Backup::id));
    };
  }

  private static String day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }
}
