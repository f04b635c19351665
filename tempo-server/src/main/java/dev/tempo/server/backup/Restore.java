package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.log.LogStorageException;
import dev.tempo.process.OsAccount;
import dev.tempo.server.message.Messages;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.server.storage.RealPath;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.StoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Puts a backup in the place of what is there, in two steps. {@link #stage} unpacks and checks it
 * in {@code restore/staged}, which touches nothing else, also while a server runs. {@link
 * #applyIfStaged} moves what is there to {@code restore/previous}, and what was staged to its
 * place; it needs the directory for itself, so a server does it when it starts. It may be
 * interrupted at any moment, and is then completed the next time.
 */
public final class Restore {
  private static final List<String> BESIDE_DATABASE = List.of("", "-wal", "-shm");
  private static final String TEMPO_DB = "tempo.db";
  private static final String LOGS_DB = "logs.db";
  private static final byte[] FIRST_START =
      "The next start is the first on restored data\n".getBytes(StandardCharsets.UTF_8);

  private final StoreProvider stores;
  private final Path directory;
  private final FreeRoom free;
  private final Supplier<Path> backups;
  private final Path staged;
  private final Path previous;
  private final Path ready;
  private final Path kept;
  private final Path applied;
  private final RestoredOwnership ownership;

  /**
   * Of a data directory.
   *
   * @param stores what checks and opens what is restored
   */
  public Restore(StoreProvider stores, Path directory) {
    this(stores, directory, () -> directory.resolve("backups"));
  }

  /**
   * Of a data directory.
   *
   * @param stores what checks and opens what is restored
   * @param backups where backups lie when one is staged; they stay where they are
   */
  public Restore(StoreProvider stores, Path directory, Supplier<Path> backups) {
    this(stores, directory, backups, FreeRoom.OF_DISK);
  }

  Restore(StoreProvider stores, Path directory, Supplier<Path> backups, FreeRoom free) {
    this.stores = stores;
    this.free = free;
    this.backups = backups;
    this.directory = directory;
    Path restore = directory.resolve("restore");
    this.staged = restore.resolve("staged");
    this.previous = restore.resolve("previous");
    this.ready = restore.resolve("ready");
    this.kept = restore.resolve("kept");
    this.applied = restore.resolve("applied");
    this.ownership = new RestoredOwnership(directory);
  }

  /** All of it, as far as there is room. */
  private BackupArchive.Reading reading(Path archive, BackupProgress progress) throws IOException {
    return new BackupArchive.Reading(archive, any -> true, free.roomAt(staged), progress);
  }

  /**
   * Reads all of a backup, and holds each file against its checksum.
   *
   * @return what it is, in one line
   * @throws BackupException that says what is wrong
   */
  public static String check(Path archive) {
    Manifest manifest = BackupArchive.verify(archive, BackupProgress.unwatched());
    return message(
            "api.backup.about",
            "file",
            archive.toString(),
            "time",
            manifest.createdAt().toString(),
            "version",
            manifest.tempoVersion(),
            "files",
            manifest.files().size(),
            "rows",
            manifest.counts().toString())
        .text();
  }

  /**
   * Unpacks a backup and checks it: room, checksums, the databases, and what they hold.
   *
   * @throws BackupException that says what is wrong; nothing is staged then
   */
  public void stage(Path archive) {
    stage(archive, BackupProgress.unwatched());
  }

  /** Does the same, and tells how far it is. */
  void stage(Path archive, BackupProgress progress) {
    cancel();
    try {
      progress.step(message("api.backup.step.measuring"));
      BackupArchive.measure(reading(archive, progress));
      progress.step(message("api.backup.step.unpacking"));
      PrivateFiles.createDirectories(staged);
      List<BackupArchive.Others> others = new ArrayList<>();
      Manifest manifest = BackupArchive.extract(reading(archive, progress), staged, others::add);
      progress.step(message("api.backup.step.checking"));
      requireSound(archive, manifest);
      List<String> lines = new ArrayList<>(List.of(archive.getFileName().toString()));
      BackupFileSet.topLevel(staged).forEach(path -> lines.add(EntryName.line(path)));
      PrivateFiles.syncTree(staged);
      writeKept();
      ownership.stage(staged, others);
      PrivateFiles.write(ready, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BackupException(message("api.backup.notUnpacked", "reason", e.toString()), e);
    } finally {
      if (!Files.exists(ready)) {
        cancel();
      }
    }
  }

  /** Deletes what a process left that ended while it unpacked a backup. */
  void sweep() {
    if (staged().isEmpty() && Files.exists(staged)) {
      cancel();
    }
  }

  /** The name of the backup that is staged. */
  public Optional<String> staged() {
    return readReady().stream().findFirst();
  }

  /** The name of the backup, then those of all that was staged beside the databases. */
  private List<String> readReady() {
    try {
      return Files.exists(ready) ? Files.readAllLines(ready) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + ready + " cannot be read", e);
    }
  }

  /** Forgets what was staged. */
  public void cancel() {
    try {
      Files.deleteIfExists(ready);
      Files.deleteIfExists(kept);
      ownership.cancel();
      PrivateFiles.delete(staged);
    } catch (IOException e) {
      throw new BackupException(
          message(
              "api.backup.temporaryNotDeleted", "path", staged.toString(), "reason", e.toString()),
          e);
    }
  }

  /**
   * Puts what was staged in its place, if anything was; to be called by whoever has the directory
   * to itself.
   *
   * @param database the file of {@code tempo.db}, wherever it lies
   * @return whether there was something
   */
  public boolean applyIfStaged(Path database) {
    if (staged().isEmpty()) {
      return false;
    }
    try {
      if (!Files.exists(applied)) {
        PrivateFiles.delete(previous);
      }
      PrivateFiles.createDirectories(previous);
      PrivateFiles.write(applied, FIRST_START);
      replaceFiles(new OwnPlaces(directory, database, readKept()));
      setAside(directory.resolve("runs"), previous.resolve("runs")); // nothing is to be adopted
      replaceDatabase(TEMPO_DB, database); // last, so that no file comes over them
      replaceDatabase(LOGS_DB, database.resolveSibling(LOGS_DB));
      for (Path changed : List.of(directory, previous, database.toAbsolutePath().getParent())) {
        PrivateFiles.sync(changed);
      }
      ownership.apply();
      Files.deleteIfExists(ready.resolveSibling(ItemJournal.FILE)); // of what is not there any more
      Files.delete(ready);
      Files.deleteIfExists(kept);
      PrivateFiles.sync(ready.getParent());
      PrivateFiles.delete(staged);
      return true;
    } catch (IOException e) {
      throw new BackupException(
          message(
              "api.backup.notInPlace", "reason", e.toString(), "directory", previous.toString()),
          e);
    }
  }

  /** True until a server has started on data that was restored. */
  public boolean isFirstStart() {
    return Files.exists(applied) && staged().isEmpty();
  }

  /**
   * Gives what belonged to the account that scripts run as, where the backup was made, to that
   * which they run as here; before anything runs on data that was restored.
   */
  public void giveTo(OsAccount account) {
    ownership.giveTo(account);
  }

  /** A server has started on data that was restored. */
  public void started() {
    try {
      ownership.forget();
      Files.deleteIfExists(applied);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + applied + " cannot be deleted", e);
    }
  }

  /** Where the data is that was there before. */
  public Path previous() {
    return previous;
  }

  private void requireSound(Path archive, Manifest manifest) {
    for (String name : stores.copyNames()) {
      Path file = staged.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new BackupException(
            message("api.backup.lacksFile", "file", archive.toString(), "name", name));
      }
      Optional<String> damage = stores.damage(file);
      if (damage.isPresent()) {
        throw new BackupException(
            message(
                "api.backup.partDamaged",
                "file",
                archive.toString(),
                "name",
                name,
                "reason",
                damage.get()));
      }
    }
    Map<String, Long> counts = RowCountStore.count(stores, staged);
    if (!counts.equals(manifest.counts())) {
      throw new BackupException(
          message(
              "api.backup.otherCounts",
              "file",
              archive.toString(),
              "expected",
              manifest.counts().toString(),
              "found",
              counts.toString()));
    }
    requireKnown(archive);
  }

  /** A newer Tempo's data is refused now, and not when the old data is out of the way. */
  private void requireKnown(Path archive) {
    try {
      StoredPartStore.requireKnown(stores, staged.resolve(TEMPO_DB));
      requireOpens();
    } catch (StoreException | LogStorageException e) {
      throw new BackupException(
          message("api.backup.unusable", "file", archive.toString(), "reason", Messages.of(e)), e);
    }
    try {
      Files.deleteIfExists(staged.resolve("tempo.lock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireOpens() {
    try (JdbcStore store = stores.open(staged, Optional.empty())) {
      store.jobs().count();
    }
  }

  private void replaceDatabase(String name, Path target) throws IOException {
    Path fresh = staged.resolve(name);
    if (!Files.exists(fresh)) {
      return; // was done before an interruption
    }
    for (String suffix : BESIDE_DATABASE) {
      setAside(
          target.resolveSibling(target.getFileName() + suffix), previous.resolve(name + suffix));
    }
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What is not in the backup goes, too, but for what holds the databases or the backups. */
  private void replaceFiles(OwnPlaces places) throws IOException {
    Set<Path> names = new LinkedHashSet<>();
    for (String line : readReady().stream().skip(1).toList()) {
      names.add(EntryName.ofLine(staged, line).getFileName());
    }
    for (Path there : BackupFileSet.topLevel(directory)) {
      Path name = there.getFileName();
      if (!names.contains(name) && !places.isOrHoldsOne(name)) {
        setAside(there, previous.resolve(name));
      }
    }
    for (Path name : names) {
      replace(name, places);
    }
  }

  private void replace(Path way, OwnPlaces places) throws IOException {
    Path fresh = staged.resolve(way);
    if (!exists(fresh) || places.isOne(way)) {
      return; // was done before an interruption, or comes by itself
    }
    Path target = directory.resolve(way);
    if (!places.isOrHoldsOne(way)) {
      setAside(target, previous.resolve(way));
      Files.move(fresh, target);
    } else if (Files.isDirectory(fresh, LinkOption.NOFOLLOW_LINKS)) {
      PrivateFiles.createDirectories(target);
      PrivateFiles.createDirectories(previous.resolve(way));
      try (Stream<Path> entries = Files.list(fresh)) {
        for (Path entry : entries.toList()) {
          replace(way.resolve(entry.getFileName()), places);
        }
      }
      PrivateFiles.sync(target);
    }
  }

  /** Where backups lie in the data directory, a name a line; what is saved of that is replaced. */
  private void writeKept() throws IOException {
    Path root = RealPath.of(directory);
    Path real = RealPath.of(backups.get());
    if (real.startsWith(root) && !real.equals(root)) {
      StringBuilder lines = new StringBuilder();
      root.relativize(real).forEach(name -> lines.append(EntryName.line(name)).append('\n'));
      PrivateFiles.write(kept, lines.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private Path readKept() throws IOException {
    if (!Files.exists(kept)) {
      return directory.resolve("backups");
    }
    Path at = directory;
    for (String line : Files.readAllLines(kept)) {
      at = EntryName.ofLine(at, line);
    }
    return at;
  }

  /** Moves what is there out of the way, unless it is what an interrupted move left half done. */
  private static void setAside(Path target, Path aside) throws IOException {
    if (!exists(target)) {
      return;
    }
    if (exists(aside)) {
      PrivateFiles.delete(target);
    } else {
      Files.move(target, aside);
    }
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
