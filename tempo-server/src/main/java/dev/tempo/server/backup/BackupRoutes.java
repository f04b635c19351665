package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.backup.BackupResponses.ActivityResponse;
import dev.tempo.server.backup.BackupResponses.BackupBegun;
import dev.tempo.server.backup.BackupResponses.BackupLogResponse;
import dev.tempo.server.backup.BackupResponses.BackupPage;
import dev.tempo.server.backup.BackupResponses.BackupResponse;
import dev.tempo.server.backup.BackupResponses.BackupStatus;
import dev.tempo.server.backup.BackupResponses.DeletedBackup;
import dev.tempo.server.backup.BackupResponses.FailureResponse;
import dev.tempo.server.backup.BackupResponses.OutcomeResponse;
import dev.tempo.server.backup.BackupResponses.RestoreBegun;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Backups: which there are, new ones, and going back to one. */
public final class BackupRoutes implements Feature {
  static final String RUNNING = "running";

  /** As much of a log as is shown; who wants more finds the file beside the archive. */
  private static final int MOST_LINES = 5_000;

  private final BackupService backups;
  private final BackupSchedule schedule;
  private final BackupFinder finder;

  /** Over the service. */
  public BackupRoutes(BackupService backups, BackupSchedule schedule) {
    this.backups = backups;
    this.schedule = schedule;
    this.finder = new BackupFinder(backups);
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/backups", this::list)
        .post("/api/backups", this::create)
        .get("/api/backups/status", this::status)
        .delete("/api/backups/running", this::cancel)
        .delete("/api/backups/restore", this::cancelRestore)
        .delete("/api/backups/{id}", this::delete)
        .get("/api/backups/{id}/download", this::download)
        .get("/api/backups/{id}/log", this::log)
        .post("/api/backups/{id}/verify", this::verify)
        .post("/api/backups/{id}/restore", this::restore);
  }

  private RouteResponse list(ApiRequest call) {
    List<Backup> all = backups.directory().all();
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
    String id = backups.begin(Backup.Kind.MANUAL).orElseThrow(BackupRoutes::busy);
    return RouteResponse.accepted(new BackupBegun(id, RUNNING));
  }

  private RouteResponse delete(ApiRequest call) {
    Backup backup = finder.find(call.path("id"));
    backups.directory().delete(backup);
    return RouteResponse.ok(new DeletedBackup(backup.id(), true));
  }

  /** Whoever has a backup has all that is secret in it, so that it is audited. */
  private RouteResponse download(ApiRequest call) {
    Backup backup = finder.find(call.path("id"));
    call.audit();
    Path file = backup.file();
    return RouteResponse.download(
        "application/gzip", file.getFileName().toString(), out -> Files.copy(file, out));
  }

  /** Also that of one which could not be made, and so is not listed. */
  private RouteResponse log(ApiRequest call) {
    String id = call.path("id");
    Path log =
        backups
            .directory()
            .log(id)
            .or(() -> Optional.of(finder.find(id).log()).filter(Files::isRegularFile))
            .orElseThrow(() -> ApiException.notFound("backupLog", id));
    try {
      return RouteResponse.ok(BackupLogResponse.of(id, BackupLog.read(log, MOST_LINES)));
    } catch (IOException e) {
      throw new UncheckedIOException("The log of the backup " + id + " cannot be read", e);
    }
  }

  private RouteResponse verify(ApiRequest call) {
    call.bodyOrEmpty().end();
    Backup backup = finder.find(call.path("id"));
    if (!backups.beginVerify(backup)) {
      throw busy();
    }
    return RouteResponse.accepted(new BackupBegun(backup.id(), RUNNING));
  }

  private RouteResponse restore(ApiRequest call) {
    JsonInput body = call.bodyOrEmpty();
    Optional<Path> target =
        body.parsed("target", Path::of, message("api.allowed.directory")).value();
    body.end();
    Backup backup = finder.find(call.path("id"));
    target.ifPresent(directory -> call.subject(backup.id() + ": " + directory));
    boolean begun =
        target.isPresent()
            ? backups.beginRestoreElsewhere(backup, target.get())
            : backups.beginRestore(backup);
    if (!begun) {
      throw busy();
    }
    return RouteResponse.accepted(new RestoreBegun(backup.id(), RUNNING, target.isEmpty()));
  }

  private RouteResponse cancel(ApiRequest call) {
    backups
        .cancel()
        .orElseThrow(() -> ApiException.conflict(message("api.backup.nothingToCancel")));
    return status(call);
  }

  private RouteResponse cancelRestore(ApiRequest call) {
    if (backups.activity().isPresent()) {
      throw busy();
    }
    backups.restore().cancel();
    return status(call);
  }

  private RouteResponse status(ApiRequest call) {
    List<Backup> all = backups.directory().all();
    return RouteResponse.ok(
        new BackupStatus(
            schedule.next().isPresent(),
            all.stream().findFirst().map(BackupResponse::of),
            schedule.next(),
            all.size(),
            all.stream().mapToLong(Backup::sizeBytes).sum(),
            (long) backups.settings().get(Settings.BACKUP_MAX_SIZE) << 30,
            backups.directory().path(),
            free(backups.directory().path()),
            backups.activity().map(one -> ActivityResponse.of(one, call.language())),
            backups.lastOutcome().map(one -> OutcomeResponse.of(one, call.language())),
            backups.lastFailure().map(one -> FailureResponse.of(one, call.language())),
            backups.restore().staged(),
            backups.restore().staged().isPresent()));
  }

  static ApiException busy() {
    return ApiException.conflict(message("api.backup.busy"));
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
