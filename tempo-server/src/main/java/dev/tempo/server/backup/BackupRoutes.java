package dev.tempo.server.backup;

import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Backups: which there are, new ones, and going back to one. */
public final class BackupRoutes implements Feature {
  private static final String BACKUP = "backup";

  private final BackupService backups;
  private final BackupSchedule schedule;

  /** Over the service. */
  public BackupRoutes(BackupService backups, BackupSchedule schedule) {
    this.backups = backups;
    this.schedule = schedule;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/backups", this::list)
        .post("/api/backups", this::create)
        .get("/api/backups/status", call -> status())
        .delete("/api/backups/restore", call -> cancelRestore())
        .delete("/api/backups/{id}", this::delete)
        .get("/api/backups/{id}/download", this::download)
        .post("/api/backups/{id}/restore", this::restore);
  }

  private Reply list(Call call) {
    List<Backup> all = backups.all();
    Paging paging = call.paging();
    int from = Math.min(paging.cursorOffset(), all.size());
    int to = Math.min(from + paging.limit(), all.size());
    return Reply.ok(
        Json.object()
            .put("backups", Json.array(all.subList(from, to), BackupRoutes::write))
            .put("total", all.size())
            .put("totalIsExact", true)
            .put("nextCursor", to < all.size() ? Paging.encode(to) : null));
  }

  private Reply create(Call call) {
    call.bodyOrEmpty().end();
    String id = backups.begin(Backup.Kind.MANUAL).orElseThrow(this::busy);
    return Reply.accepted(Json.object().put("id", id).put("state", "running"));
  }

  private Reply delete(Call call) {
    Backup backup = find(call.path("id"));
    backups.delete(backup);
    return Reply.ok(Json.object().put("id", backup.id()).put("deleted", true));
  }

  /** Whoever has a backup has all that is secret in it, so that it is audited. */
  private Reply download(Call call) {
    Backup backup = find(call.path("id"));
    call.keep();
    Path file = backup.file();
    return Reply.download(
        "application/gzip", file.getFileName().toString(), out -> Files.copy(file, out));
  }

  private Reply restore(Call call) {
    call.bodyOrEmpty().end();
    Backup backup = find(call.path("id"));
    if (!backups.beginRestore(backup)) {
      throw busy();
    }
    return Reply.accepted(
        Json.object().put("id", backup.id()).put("state", "running").put("restartNeeded", true));
  }

  private Reply cancelRestore() {
    if (backups.activity().isPresent()) {
      throw busy();
    }
    backups.restore().cancel();
    return status();
  }

  private Reply status() {
    List<Backup> all = backups.all();
    return Reply.ok(
        Json.object()
            .put("enabled", schedule.next().isPresent())
            .put("lastBackup", all.stream().findFirst().map(BackupRoutes::write))
            .put("nextBackupAt", schedule.next())
            .put("count", all.size())
            .put("totalBytes", all.stream().mapToLong(Backup::sizeBytes).sum())
            .put("directory", backups.directory())
            .put("diskFreeBytes", free(backups.directory()))
            .put("running", backups.activity().map(BackupRoutes::write))
            .put("lastFailure", backups.lastFailure().map(BackupRoutes::write))
            .put("restoreStaged", backups.restore().staged())
            .put("restartNeeded", backups.restore().staged().isPresent()));
  }

  private static Json.Object write(Backup backup) {
    return Json.object()
        .put("id", backup.id())
        .put("kind", backup.kind().label())
        .put("createdAt", backup.createdAt())
        .put("sizeBytes", backup.sizeBytes())
        .put("notes", backup.notes())
        .put("file", backup.file());
  }

  private static Json.Object write(BackupService.Activity activity) {
    return Json.object()
        .put("what", activity.what())
        .put("id", activity.id())
        .put("since", activity.since())
        .put("step", activity.step());
  }

  private static Json.Object write(BackupService.Failure failure) {
    return Json.object()
        .put("what", failure.what())
        .put("at", failure.at())
        .put("message", failure.message());
  }

  private ApiException busy() {
    return ApiException.conflict(
        "A backup is being made or restored; GET /api/backups/status tells how far it is");
  }

  /** By its id, or by its day if that has only one. */
  private Backup find(String reference) {
    List<Backup> found =
        backups.all().stream()
            .filter(b -> b.id().equals(reference) || day(b.createdAt()).equals(reference))
            .toList();
    return switch (found.size()) {
      case 0 -> throw ApiException.notFound(BACKUP, reference);
      case 1 -> found.getFirst();
      default ->
          throw ApiException.conflict("There are several backups of " + reference + "; say which")
              .with("candidates", Json.array(found, Backup::id));
    };
  }

  private static String day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  /** Of the disk on which the nearest directory lies that exists. */
  private static Long free(Path directory) {
    Path existing = directory;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing == null ? null : Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      return null; // shown as unknown
    }
  }
}
