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
import java.nio.charset.StandardCharsets;
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
   */
  public record Places(Path directory, Path backups) {}

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
   * @throws BackupException if it cannot be made; nothing is left then
   */
  public Path make() {
    Instant now = time.nowMillis();
    String id = Backup.newId(now, Backup.Kind.MANUAL);
    return make(id, now, step -> {}).file();
  }

  /** Makes one, and tells each step. */
  Backup make(String id, Instant at, Consumer<Message> steps) {
    Path file = Backup.newFile(places.backups(), at, id);
    Path work = places.backups().resolve(".work-" + id);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Notes notes = new Notes(steps);
      PrivateFiles.createDirectories(work);
      PrivateFiles.createDirectories(file.getParent());
      Manifest manifest = pack(part, work, at, notes);
      notes.add(message("api.backup.step.verifying"));
      BackupArchive.verify(part);
      PrivateFiles.rename(part, file);
      notes.add(
          message(
              "api.backup.step.done",
              "files",
              manifest.files().size(),
              "rows",
              manifest.counts().toString(),
              "notes",
              notes.ofFiles));
      Backup made = Backup.of(file).orElseThrow();
      notes.write(made.log());
      return made;
    } catch (IOException e) {
      throw new BackupException(notMade(id, Messages.asItIs(e.toString())), e);
    } catch (StoreException e) {
      throw new BackupException(notMade(id, Messages.of(e)), e);
    } finally {
      clear(work);
      clear(part);
    }
  }

  private static Message notMade(String id, Message reason) {
    return message("api.backup.notMade", "id", id, "reason", reason);
  }

  private Manifest pack(Path part, Path work, Instant at, Notes notes) throws IOException {
    notes.add(message("api.backup.step.copying"));
    source.copier().accept(work);
    notes.add(message("api.backup.step.checking"));
    for (String name : source.stores().copyNames()) {
      requireSound(work.resolve(name));
    }
    Map<String, Long> counts = RowCountStore.count(source.stores(), work);
    notes.add(message("api.backup.step.packing"));
    try (BackupArchive.Writer archive = new BackupArchive.Writer(PrivateFiles.create(part))) {
      for (String name : source.stores().copyNames()) {
        archive.add(name, FileSnapshot.ofOwn(work.resolve(name)));
      }
      addFiles(archive, work.resolve("copy"), notes);
      Manifest manifest = new Manifest(Version.CURRENT, at, counts, archive.sums());
      archive.finish(manifest);
      return manifest;
    }
  }

  private void addFiles(BackupArchive.Writer archive, Path copy, Notes notes) throws IOException {
    BackupFileSet.each(
        places.directory(),
        excluded,
        places.backups(),
        new Packer(archive, copy, mostBytes, notes));
  }

  /** Packs one after the other. */
  private record Packer(BackupArchive.Writer archive, Path copy, long mostBytes, Notes notes)
      implements BackupFileSet.Visitor {

    @Override
    public void file(HeldDirectory in, Path way) throws IOException {
      String name = EntryName.of(way);
      try (FileSnapshot content = FileSnapshot.of(in, way.getFileName(), copy, mostBytes)) {
        archive.add(name, content);
        if (!content.isSettled()) {
          notes.ofFile("changed while it was read " + EntryName.display(name));
        }
      } catch (NoSuchFileException e) {
        leftOut(way, "it is gone");
      } catch (FileSnapshot.UnreadableException e) {
        leftOut(way, e.getMessage());
      }
    }

    @Override
    public void emptyDirectory(Path way) throws IOException {
      archive.addDirectory(EntryName.of(way));
    }

    @Override
    public void leftOut(Path way, String reason) {
      notes.ofFile("left out " + EntryName.display(EntryName.of(way)) + ": " + reason);
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

  /** What was done when, for whoever wonders later. */
  private final class Notes {
    private final StringBuilder text = new StringBuilder();
    private final Consumer<Message> steps;
    private int ofFiles;

    Notes(Consumer<Message> steps) {
      this.steps = steps;
    }

    void add(Message step) {
      steps.accept(step);
      text.append(time.nowMillis()).append(' ').append(step.text()).append('\n');
    }

    /** Something about one file, which is in the log only. */
    void ofFile(String note) {
      ofFiles++;
      text.append(time.nowMillis()).append(Backup.NOTE).append(note).append('\n');
    }

    void write(Path file) throws IOException {
      PrivateFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
