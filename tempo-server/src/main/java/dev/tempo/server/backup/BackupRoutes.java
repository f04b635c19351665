package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.backup.BackupResponses.ActivityResponse;
import dev.tempo.server.backup.BackupResponses.BackupBegun;
import dev.tempo.server.backup.BackupResponses.BackupPage;
import dev.tempo.server.backup.BackupResponses.BackupResponse;
import dev.tempo.server.backup.BackupResponses.BackupStatus;
import dev.tempo.server.backup.BackupResponses.DeletedBackup;
import dev.tempo.server.backup.BackupResponses.FailureResponse;
import dev.tempo.server.backup.BackupResponses.RestoreBegun;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Backups: which there are, new ones, and going back to one. */
public final class BackupRoutes implements Feature {
  private static final String RUNNING = "running";

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
        .get("/api/backups/status", this::status)
        .delete("/api/backups/restore", this::cancelRestore)
        .delete("/api/backups/{id}", this::delete)
        .get("/api/backups/{id}/download", this::download)
        .post("/api/backups/{id}/restore", this::restore);
  }

  private RouteResponse list(ApiRequest call) {
    List<Backup> all = backups.all();
    Paging paging = call.paging();
    int from = Math.min(paging.cursorOffset(), all.size());
    int to = Math.min(from + paging.limit(), all.size());
    return RouteResponse.ok(
        new BackupPage(
            all.subList(from, to).stream().map(BackupResponse::of).toList(),
            all.size(),
            true,
            to < all.size() ? Optional.of(Paging.encode(to)) : Optional.empty()));
  }

  private RouteResponse create(ApiRequest call) {
    call.bodyOrEmpty().end();
    String id = backups.begin(Backup.Kind.MANUAL).orElseThrow(this::busy);
    return RouteResponse.accepted(new BackupBegun(id, RUNNING));
  }

  private RouteResponse delete(ApiRequest call) {
    Backup backup = find(call.path("id"));
    backups.delete(backup);
    return RouteResponse.ok(new DeletedBackup(backup.id(), true));
  }

  /** Whoever has a backup has all that is secret in it, so that it is audited. */
  private RouteResponse download(ApiRequest call) {
    Backup backup = find(call.path("id"));
    call.audit();
    Path file = backup.file();
    return RouteResponse.download(
        "application/gzip", file.getFileName().toString(), out -> Files.copy(file, out));
  }

  private RouteResponse restore(ApiRequest call) {
    call.bodyOrEmpty().end();
    Backup backup = find(call.path("id"));
    if (!backups.beginRestore(backup)) {
      throw busy();
    }
    return RouteResponse.accepted(new RestoreBegun(backup.id(), RUNNING, true));
  }

  private RouteResponse cancelRestore(ApiRequest call) {
    if (backups.activity().isPresent()) {
      throw busy();
    }
    backups.restore().cancel();
    return status(call);
  }

  private RouteResponse status(ApiRequest call) {
    List<Backup> all = backups.all();
    return RouteResponse.ok(
        new BackupStatus(
            schedule.next().isPresent(),
            all.stream().findFirst().map(BackupResponse::of),
            schedule.next(),
            all.size(),
            all.stream().mapToLong(Backup::sizeBytes).sum(),
            backups.directory(),
            free(backups.directory()),
            backups.activity().map(one -> ActivityResponse.of(one, call.language())),
            backups.lastFailure().map(one -> FailureResponse.of(one, call.language())),
            backups.restore().staged(),
            backups.restore().staged().isPresent()));
  }

  private ApiException busy() {
    return ApiException.conflict(message("api.backup.busy"));
  }

  /** By its id, or by its day if that has only one. */
  private Backup find(String reference) {
    List<Backup> found =
        backups.all().stream()
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

  /** Of the disk on which the nearest directory lies that exists. */
  private static Optional<Long> free(Path directory) {
    Path existing = directory;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing == null
          ? Optional.empty()
          : Optional.of(Files.getFileStore(existing).getUsableSpace());
    } catch (IOException e) {
      return Optional.empty(); // shown as unknown
    }
  }
}
