package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.storage.PrivateFiles;
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
 * here: for a server on them, or to look at. If that fails, nothing stays in it.
 */
final class RestoreTarget {
  private static final String FIELD = "target";

  private final Path directory;
  private final boolean existed;

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
    for (Path own : List.of(real(data), real(backups))) {
      if (real(directory).startsWith(own) || own.startsWith(real(directory))) {
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

  /** Where it leads, as far as it is there. */
  private static Path real(Path path) {
    Path there = path.toAbsolutePath().normalize();
    Path missing = there;
    while (missing.getParent() != null && !Files.exists(missing)) {
      missing = missing.getParent();
    }
    try {
      return missing.toRealPath().resolve(missing.relativize(there));
    } catch (IOException e) {
      return there;
    }
  }

  private static boolean isEmptyDirectory(Path directory) {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
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
    boolean filled = false;
    try {
      PrivateFiles.createDirectories(directory);
      Restore restore = new Restore(stores, directory);
      stores.whileLocked(
          directory,
          () -> {
            restore.stage(archive, progress);
            progress.step(message("api.backup.step.restoring"));
            restore.applyIfStaged(directory.resolve(stores.copyNames().getFirst()));
          });
      filled = true;
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
      if (!filled) {
        empty();
      }
    }
  }

  private void empty() {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        PrivateFiles.delete(entry);
      }
      if (!existed) {
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new BackupException(
          message(
              "api.backup.temporaryNotDeleted",
              "path",
              directory.toString(),
              "reason",
              e.toString()),
          e);
    }
  }
}
