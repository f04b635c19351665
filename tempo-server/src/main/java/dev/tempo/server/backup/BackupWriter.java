package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.files.HeldDirectory;
import dev.tempo.message.Message;
import dev.tempo.server.health.Version;
import dev.tempo.server.message.Messages;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a backup of a data directory that may be in use: first consistent copies of the databases,
 * {@code tempo.db} before {@code logs.db}, so that every run that is in the first has its log in
 * the second; these are checked, and packed with all other files that belong; then the archive is
 * read again and checked, and only then has its name.
 */
public final class BackupWriter {
  private final Places places;
  private final List<String> excluded;
  private final long mostBytes;
  private final TimeSource time;
  private final Source source;

  /**
   * Where things are.
   *
   * @param directory the data directory
   * @param backups where backups go
   * @param database the file of {@code tempo.db}, which may lie elsewhere
   */
  public record Places(Path directory, Path backups, Path database) {
    private OwnPlaces own() {
      return new OwnPlaces(directory, database, backups);
    }
  }

  /**
   * Where the databases come from.
   *
   * @param stores what checks and reads copies
   * @param copier writes copies into a directory, while nothing is deleted from the databases
   */
  public record Source(StoreProvider stores, Consumer<Path> copier) {}

  /**
   * What is left out.
   *
   * @param patterns of names of files and directories
   * @param mostBytes that a single file may have
   */
  public record Exclusions(List<String> patterns, long mostBytes) {
    /** Copies the list. */
    public Exclusions {
      patterns = List.copyOf(patterns);
    }

    /** By the settings: no file may have more than all automatic backups together. */
    public static Exclusions of(List<String> patterns, int mostGibibytes) {
      return new Exclusions(patterns, (long) mostGibibytes << 30);
    }
  }

  /** A maker. */
  public BackupWriter(Places places, Exclusions excluded, Source source, TimeSource time) {
    this.places = places;
    this.excluded = excluded.patterns();
    this.mostBytes = excluded.mostBytes();
    this.source = source;
    this.time = time;
  }

  /**
   * Makes one by hand; the archive.
   *
   * @throws BackupException if it cannot be made, or another is being made; nothing is left then
   *     but a log that says why
   */
  public Path make() {
    BackupDirectory directory = new BackupDirectory(places.backups());
    Instant at = directory.free(time.nowMillis(), Backup.Kind.MANUAL);
    String id = Backup.newId(at, Backup.Kind.MANUAL);
    return make(new Naming(id, at, Optional.empty()), BackupProgress.unwatched()).file();
  }

  /**
   * What one is made as.
   *
   * @param id how it is called
   * @param at when it is made
   * @param lock by which it is the only one; empty to take it. It is given back
   */
  record Naming(String id, Instant at, Optional<BackupLock> lock) {}

  /** Makes one, and tells how far it is. */
  Backup make(Naming naming, BackupProgress progress) {
    String id = naming.id();
    Instant at = naming.at();
    BackupLog log = new BackupLog(time, progress);
    try {
      BackupLock lock =
          naming.lock().isPresent() ? naming.lock().get() : BackupLock.take(places.backups());
      try {
        new BackupDirectory(places.backups()).sweepLocked();
        return makeLogged(id, at, log);
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw failed(id, at, log, Messages.asItIs(e.toString()), e);
    } catch (StoreException e) {
      throw failed(id, at, log, Messages.of(e), e);
    }
  }

  private BackupException failed(
      String id, Instant at, BackupLog log, Message reason, Exception cause) {
    BackupException failure =
        new BackupException(message("api.backup.notMade", "id", id, "reason", reason), cause);
    log.writeFailure(Backup.logOf(Backup.newFile(places.backups(), at, id)), failure.message());
    return failure;
  }

  private Backup makeLogged(String id, Instant at, BackupLog log) throws IOException {
    Path file = Backup.newFile(places.backups(), at, id);
    Path work = places.backups().resolve(BackupDirectory.WORK + id);
    Path part = file.resolveSibling(file.getFileName() + BackupDirectory.UNFINISHED);
    try {
      PrivateFiles.createDirectories(work);
      PrivateFiles.createDirectories(file.getParent());
      Manifest manifest = pack(part, work, at, log);
      log.step(message("api.backup.step.verifying"));
      BackupArchive.verify(part, log.progress());
      log.note(
          message(
              "api.backup.step.done",
              "files",
              manifest.files().size(),
              "rows",
              manifest.counts().toString(),
              "notes",
              log.fileNotes()));
      log.write(Backup.logOf(file));
      PrivateFiles.rename(part, file);
      return Backup.of(file).orElseThrow();
    } catch (BackupException e) {
      log.writeFailure(Backup.logOf(file), e.message());
      throw e;
    } finally {
      clear(work);
      clear(part);
      clearIfEmpty(file.getParent());
    }
  }

  private Manifest pack(Path part, Path work, Instant at, BackupLog log) throws IOException {
    log.step(message("api.backup.step.copying"));
    source.copier().accept(work);
    log.step(message("api.backup.step.checking"));
    long bytes = 0;
    for (String name : source.stores().copyNames()) {
      requireSound(work.resolve(name));
      bytes += Files.size(work.resolve(name));
    }
    Map<String, Long> counts = RowCountStore.count(source.stores(), work);
    log.step(message("api.backup.step.packing"));
    BackupFileSet files = new BackupFileSet(excluded, places.own());
    log.progress().expect(bytes + files.size(mostBytes));
    try (BackupArchive.Writer archive =
        new BackupArchive.Writer(PrivateFiles.create(part), log.progress())) {
      for (String name : source.stores().copyNames()) {
        archive.add(name, FileSnapshot.ofOwn(work.resolve(name)));
      }
      files.each(new Packer(archive, work.resolve("copy"), mostBytes, log));
      Manifest manifest = new Manifest(Version.CURRENT, at, counts, archive.sums());
      archive.finish(manifest);
      return manifest;
    }
  }

  /** Packs one after the other. */
  private record Packer(BackupArchive.Writer archive, Path copy, long mostBytes, BackupLog log)
      implements BackupFileSet.Visitor {

    @Override
    public void file(HeldDirectory in, Path way) throws IOException {
      String name = EntryName.of(way);
      try (FileSnapshot content = FileSnapshot.of(in, way.getFileName(), copy, mostBytes)) {
        archive.add(name, content);
        if (!content.isSettled()) {
          log.ofFile("changed while it was read " + EntryName.display(name));
        }
      } catch (NoSuchFileException e) {
        leftOut(way, "it is gone");
      } catch (FileSnapshot.UnreadableException e) {
        leftOut(way, e.getMessage());
      }
    }

    @Override
    public void directory(HeldDirectory in, Path way) throws IOException {
      try {
        archive.addDirectory(EntryName.of(way), EntryAccess.of(in, way.getFileName()));
      } catch (NoSuchFileException e) {
        return; // gone, with all that was in it
      }
    }

    @Override
    public void leftOut(Path way, String reason) {
      log.ofFile("left out " + EntryName.display(EntryName.of(way)) + ": " + reason);
    }
  }

  private void requireSound(Path file) {
    Optional<String> damage = source.stores().damage(file);
    if (damage.isPresent()) {
      throw new BackupException(
          message(
              "api.backup.store", "file", file.getFileName().toString(), "reason", damage.get()));
    }
  }

  private static void clear(Path path) {
    try {
      PrivateFiles.delete(path);
    } catch (IOException e) {
      throw new BackupException(
          message(
              "api.backup.temporaryNotDeleted", "path", path.toString(), "reason", e.toString()),
          e);
    }
  }

  private static void clearIfEmpty(Path day) throws IOException {
    if (Files.isDirectory(day)) {
      BackupDirectory.deleteIfEmpty(day);
    }
  }
}
