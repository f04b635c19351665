package dev.tempo.server.backup;

import dev.tempo.server.system.Version;
import dev.tempo.store.StoreException;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes a backup of a data directory that may be in use: first consistent copies of the databases,
 * {@code tempo.db} before {@code logs.db}, so that every run that is in the first has its log in
 * the second; these are checked, and packed with all other files that belong; then the archive is
 * read again and checked, and only then has its name.
 */
public final class BackupMaker {
  private final Places places;
  private final List<String> excluded;
  private final TimeSource time;
  private final Consumer<Supplier<Void>> holding;

  /**
   * Where things are.
   *
   * @param directory the data directory
   * @param database the file of {@code tempo.db}
   * @param backups where backups go
   */
  public record Places(Path directory, Path database, Path backups) {}

  /**
   * A maker.
   *
   * @param excluded patterns of names of files that are left out
   * @param holding does the copying while nothing is deleted from the databases
   */
  public BackupMaker(
      Places places, List<String> excluded, TimeSource time, Consumer<Supplier<Void>> holding) {
    this.places = places;
    this.excluded = List.copyOf(excluded);
    this.time = time;
    this.holding = holding;
  }

  /**
   * Makes one by hand; the archive.
   *
   * @throws BackupException if it cannot be made; nothing is left then
   */
  public Path make() {
    Instant now = time.nowMillis();
    String id = Backup.newId(now, Backup.Kind.MANUAL);
    return make(id, now, step -> {}).file();
  }

  /** Makes one, and tells each step. */
  Backup make(String id, Instant at, Consumer<String> steps) {
    Path file = Backup.newFile(places.backups(), at, id);
    Path work = places.backups().resolve(".work-" + id);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Notes notes = new Notes(steps);
      PrivateFiles.createDirectories(work);
      PrivateFiles.createDirectories(file.getParent());
      Manifest manifest = pack(part, work, at, notes);
      notes.add("verifying the archive");
      Archive.verify(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      notes.add("done: " + manifest.files().size() + " files, " + manifest.counts());
      Backup made = Backup.of(file).orElseThrow();
      notes.write(made.log());
      return made;
    } catch (IOException e) {
      throw new BackupException("The backup " + id + " could not be made: " + e, e);
    } catch (StoreException e) {
      throw new BackupException("The backup " + id + " could not be made: " + e.getMessage(), e);
    } finally {
      clear(work);
      clear(part);
    }
  }

  private Manifest pack(Path part, Path work, Instant at, Notes notes) throws IOException {
    notes.add("copying the databases");
    holding.accept(
        () -> {
          SqliteStore.copy(places.database(), work.resolve("tempo.db"));
          SqliteStore.copy(places.database().resolveSibling("logs.db"), work.resolve("logs.db"));
          return null;
        });
    notes.add("checking the copies");
    requireSound(work.resolve("tempo.db"));
    requireSound(work.resolve("logs.db"));
    Map<String, Long> counts = CountStore.count(work);
    notes.add("packing");
    try (Archive.Writer archive = new Archive.Writer(PrivateFiles.create(part))) {
      archive.add("tempo.db", work.resolve("tempo.db"));
      archive.add("logs.db", work.resolve("logs.db"));
      for (Path file : DataFiles.all(places.directory(), excluded, places.backups())) {
        add(archive, file, notes);
      }
      Manifest manifest = new Manifest(Version.CURRENT, at, counts, archive.sums());
      archive.finish(manifest);
      return manifest;
    }
  }

  private void add(Archive.Writer archive, Path file, Notes notes) throws IOException {
    try {
      archive.add(file.toString().replace('\\', '/'), places.directory().resolve(file));
    } catch (NoSuchFileException e) {
      notes.add("left out, since it is gone: " + file);
    }
  }

  private static void requireSound(Path file) {
    Optional<String> damage = SqliteStore.damage(file);
    if (damage.isPresent()) {
      throw new BackupException(
          file.getFileName() + " is damaged (" + damage.get() + "); restore an older backup");
    }
  }

  private static void clear(Path path) {
    try {
      PrivateFiles.delete(path);
    } catch (IOException e) {
      throw new BackupException("The temporary " + path + " cannot be deleted: " + e, e);
    }
  }

  /** What was done when, for whoever wonders later. */
  private final class Notes {
    private final StringBuilder text = new StringBuilder();
    private final Consumer<String> steps;

    Notes(Consumer<String> steps) {
      this.steps = steps;
    }

    void add(String step) {
      steps.accept(step);
      text.append(time.nowMillis()).append(' ').append(step).append('\n');
    }

    void write(Path file) throws IOException {
      Files.writeString(
          file, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }
  }
}
