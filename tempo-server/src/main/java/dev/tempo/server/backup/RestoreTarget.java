package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.server.storage.RealPath;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory, empty or yet to be made, into which a backup is restored besides the data that are
 * here: for a server on them, or to look at. If that fails, nothing stays in it. For one thread.
 */
final class RestoreTarget {
  private static final String FIELD = "target";

  /** What whoever has the directory to itself keeps there. */
  private static final String LOCK = "tempo.lock";

  private final Path directory;
  private final boolean existed;
  private boolean filled;
  private boolean emptied;

  private RestoreTarget(Path directory, boolean existed) {
    this.directory = directory;
    this.existed = existed;
  }

  /**
   * One that can be used.
   *
   * @param data what it must not lie in, nor hold
   * @param backups the same
   * @throws ApiException 422 that says why it cannot be used
   */
  static RestoreTarget of(Path directory, Path data, Path backups) {
    if (!directory.isAbsolute() || !directory.equals(directory.normalize())) {
      throw refused(message("api.backup.target.absolute"));
    }
    Path real = RealPath.of(directory);
    for (Path own : List.of(RealPath.of(data), RealPath.of(backups))) {
      if (real.startsWith(own) || own.startsWith(real)) {
        throw refused(message("api.backup.target.own", "directory", own.toString()));
      }
    }
    boolean exists = Files.exists(directory, LinkOption.NOFOLLOW_LINKS);
    if (exists && !isEmptyDirectory(directory)) {
      throw refused(message("api.backup.target.notEmpty"));
    }
    return new RestoreTarget(directory, exists);
  }

  private static ApiException refused(Message why) {
    return ApiException.invalid(FIELD, why);
  }

  private static boolean isEmptyDirectory(Path directory) {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && isEmpty(directory, "");
  }

  private static boolean isEmpty(Path directory, String except) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.allMatch(entry -> entry.getFileName().toString().equals(except));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Restores a backup there.
   *
   * @throws BackupException if it cannot be restored
   */
  void fill(StoreProvider stores, Path archive, BackupProgress progress) {
    try {
      PrivateFiles.createDirectories(directory);
      stores.whileLocked(directory, () -> fillLocked(stores, archive, progress));
    } catch (IOException | StoreException e) {
      throw new BackupException(
          message(
              "api.backup.target.notFilled",
              "directory",
              directory.toString(),
              "reason",
              e.toString()),
          e);
    } finally {
      if (!filled && emptied) {
        deleteOwn();
      }
    }
  }

  /** Somebody may have put something there since it was looked at, as another server. */
  private void fillLocked(StoreProvider stores, Path archive, BackupProgress progress) {
    if (!isEmpty(directory, LOCK)) {
      throw refused(message("api.backup.target.notEmpty"));
    }
    try {
      Restore restore = new Restore(stores, directory);
      restore.stage(archive, progress);
      progress.step(message("api.backup.step.restoring"));
      restore.applyIfStaged(directory.resolve(stores.copyNames().getFirst()));
      filled = true;
    } finally {
      if (!filled) {
        empty();
      }
    }
  }

  private void empty() {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.filter(path -> !path.endsWith(LOCK)).toList()) {
        PrivateFiles.delete(entry);
      }
      emptied = true;
    } catch (IOException e) {
      throw notEmptied(e);
    }
  }

  /** What is left when nobody has the lock any more, and nobody has begun to work there since. */
  private void deleteOwn() {
    try {
      if (isEmpty(directory, LOCK)) {
        Files.deleteIfExists(directory.resolve(LOCK));
        if (!existed) {
          Files.delete(directory);
        }
      }
    } catch (IOException e) {
      throw notEmptied(e);
    }
  }

  private BackupException notEmptied(IOException e) {
    return new BackupException(
        message(
            "api.backup.temporaryNotDeleted", "path", directory.toString(), "reason", e.toString()),
        e);
  }
}
