package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which backups lie, each with its log, in a directory for each day. A log without
 * an archive is that of a backup which could not be made. Thread-safe.
 *
 * @param path where it is; it need not exist
 */
record BackupDirectory(Path path) {
  private static final Logger LOG = LoggerFactory.getLogger(BackupDirectory.class);
  private static final int DEPTH = 2;

  /** What is being made, and would be deleted by nobody if its process ended. */
  static final String WORK = ".work-";

  static final String UNFINISHED = ".part";

  /** All backups that there are, the newest first. */
  List<Backup> all() {
    List<Backup> found = new ArrayList<>();
    each(file -> Backup.of(file).ifPresent(found::add));
    found.sort(Comparator.comparing(Backup::id).reversed());
    return List.copyOf(found);
  }

  private void each(Consumer<Path> found) {
    if (!Files.isDirectory(path)) {
      return;
    }
    try {
      Files.walkFileTree(path, Set.of(), DEPTH, new Finder(found));
    } catch (IOException e) {
      throw new BackupException(
          message("api.backup.notListed", "directory", path.toString(), "reason", e.toString()), e);
    }
  }

  /** Finds files; what is deleted or gets its name while it looks is not there. */
  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Consumer<Path> found;

    Finder(Consumer<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      found.accept(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  /** When a new one of a kind can say that it was made: now, or the first second that is free. */
  Instant free(Instant now, Backup.Kind kind) {
    Instant at = now;
    while (isTaken(at, Backup.newId(at, kind))) {
      at = at.plusSeconds(1);
    }
    return at;
  }

  private boolean isTaken(Instant at, String id) {
    Path file = Backup.newFile(path, at, id);
    return Files.exists(file) || Files.exists(Backup.logOf(file));
  }

  /** The log of a backup, or of one that could not be made; empty if there is none. */
  Optional<Path> log(String id) {
    return Backup.instantOf(id)
        .map(at -> Backup.logOf(Backup.newFile(path, at, id)))
        .filter(Files::isRegularFile);
  }

  /** Deletes one, with its log. */
  void delete(Backup backup) {
    try {
      Files.deleteIfExists(backup.log());
      Files.delete(backup.file());
      deleteIfEmpty(backup.file().getParent());
    } catch (NoSuchFileException e) {
      LOG.info("The backup {} was deleted by somebody else", backup.id());
    } catch (IOException e) {
      throw new BackupException(
          message("api.backup.notDeleted", "id", backup.id(), "reason", e.toString()), e);
    }
  }

  /** Deletes the logs of backups that could not be made so long ago. */
  void deleteFailedLogs(Instant now, Duration kept) {
    each(
        file ->
            Backup.idOfLog(file)
                .flatMap(Backup::instantOf)
                .filter(at -> at.isBefore(now.minus(kept)))
                .filter(at -> !Files.exists(Backup.archiveOf(file)))
                .ifPresent(at -> deleteLeft(file)));
  }

  /**
   * Deletes what was left by a process that ended while it made a backup; nothing if one is being
   * made.
   */
  void sweep() {
    if (!Files.isDirectory(path)) {
      return;
    }
    try {
      Optional<BackupLock> lock = BackupLock.takeIfFree(path);
      if (lock.isPresent()) {
        try {
          sweepLocked();
        } finally {
          lock.get().close();
        }
      }
    } catch (IOException | BackupException e) {
      LOG.warn("What is left in {} of backups that were not finished stays", path, e);
    }
  }

  /** The same, for whoever has the lock. */
  void sweepLocked() throws IOException {
    List<Path> left = new ArrayList<>();
    each(
        file -> {
          if (file.getFileName().toString().endsWith(".tar.gz" + UNFINISHED)) {
            left.add(file);
          }
        });
    try (Stream<Path> entries = Files.list(path)) {
      entries.filter(entry -> entry.getFileName().toString().startsWith(WORK)).forEach(left::add);
    }
    left.forEach(this::deleteLeft);
  }

  private void deleteLeft(Path left) {
    try {
      LOG.info("Deleting {}, which is left of a backup that was not finished", left);
      PrivateFiles.delete(left);
      if (!left.getParent().equals(path)) {
        deleteIfEmpty(left.getParent());
      }
    } catch (IOException e) {
      LOG.warn("{}, which is left of a backup, cannot be deleted", left, e);
    }
  }

  static void deleteIfEmpty(Path day) throws IOException {
    try (Stream<Path> left = Files.list(day)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(day);
  }
}
