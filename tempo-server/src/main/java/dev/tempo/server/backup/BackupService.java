package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.backup.Backup.Kind;
import dev.tempo.server.message.Messages;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes backups, one at a time, on a thread of its own; knows which there are; stages restores.
 * Thread-safe.
 */
public final class BackupService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackupService.class);

  private final SettingsService settings;
  private final JdbcStore store;
  private final Holding holding;
  private final TimeSource time;
  private final Restore restore;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tempo-backup").factory());
  private final AtomicReference<Optional<Activity>> activity =
      new AtomicReference<>(Optional.empty());
  private volatile Optional<Failure> lastFailure = Optional.empty();

  /** Does something while nothing is deleted. */
  @FunctionalInterface
  public interface Holding {

    /** Does it now. */
    void run(Supplier<Void> work);
  }

  /**
   * What is being done.
   *
   * @param what {@code backup} or {@code restore}
   * @param id the backup
   * @param since when it began
   * @param step how far it is
   */
  record Activity(String what, String id, Instant since, Message step) {}

  /**
   * What went wrong last.
   *
   * @param what {@code backup} or {@code restore}
   * @param at when
   * @param message why
   */
  record Failure(String what, Instant at, Message message) {}

  /**
   * Over a data directory.
   *
   * @param store what is backed up besides the files
   */
  public BackupService(
      SettingsService settings, JdbcStore store, Holding holding, TimeSource time) {
    this.settings = settings;
    this.store = store;
    this.holding = holding;
    this.time = time;
    this.restore = new Restore(store.provider(), settings.directory());
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  /** All that there are, the newest first. */
  List<Backup> all() {
    Path backups = directory();
    if (!Files.isDirectory(backups)) {
      return List.of();
    }
    List<Backup> found = new ArrayList<>();
    try {
      Files.walkFileTree(backups, Set.of(), 2, new Finder(found));
    } catch (IOException e) {
      throw new BackupException(
          message("api.backup.notListed", "directory", backups.toString(), "reason", e.toString()),
          e);
    }
    found.sort(Comparator.comparing(Backup::id).reversed());
    return List.copyOf(found);
  }

  /** Collects backups; what is deleted or gets its name while it looks is not there. */
  private static final class Finder extends SimpleFileVisitor<Path> {
    private final List<Backup> found;

    Finder(List<Backup> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Backup.of(file).ifPresent(found::add);
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

  /** Begins to make one; its id, or empty if something is being done already. */
  Optional<String> begin(Kind kind) {
    Instant now = time.nowMillis();
    String id = Backup.newId(now, kind);
    return begin("backup", id, () -> make(id, now)) ? Optional.of(id) : Optional.empty();
  }

  /** Begins to stage a restore; false if something is being done already. */
  boolean beginRestore(Backup backup) {
    return begin("restore", backup.id(), () -> restore.stage(backup.file()));
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

  Restore restore() {
    return restore;
  }

  Optional<Activity> activity() {
    return activity.get();
  }

  Optional<Failure> lastFailure() {
    return lastFailure;
  }

  SettingsService settings() {
    return settings;
  }

  /** Where backups lie. */
  Path directory() {
    return directory(settings.get(Settings.BACKUP_PATH), settings.directory());
  }

  /** Where backups lie by the setting, in a data directory. */
  public static Path directory(String setting, Path dataDirectory) {
    return setting.isEmpty() ? dataDirectory.resolve("backups") : Path.of(setting).toAbsolutePath();
  }

  private boolean begin(String what, String id, Runnable work) {
    Activity begun = new Activity(what, id, time.nowMillis(), message("api.backup.step.waiting"));
    Optional<Activity> none = activity.get();
    if (none.isPresent() || !activity.compareAndSet(none, Optional.of(begun))) {
      return false;
    }
    worker.execute(() -> perform(begun, work));
    return true;
  }

  private void perform(Activity begun, Runnable work) {
    try {
      work.run();
      lastFailure = lastFailure.filter(failure -> !failure.what().equals(begun.what()));
      LOG.info("The {} {} is done", begun.what(), begun.id());
    } catch (RuntimeException e) {
      LOG.error("The {} {} failed: {}", begun.what(), begun.id(), e.getMessage(), e);
      lastFailure = Optional.of(new Failure(begun.what(), time.nowMillis(), Messages.of(e)));
    } finally {
      activity.set(Optional.empty());
    }
  }

  private void make(String id, Instant at) {
    BackupWriter.Places places = new BackupWriter.Places(settings.directory(), directory());
    BackupWriter.Exclusions excluded =
        BackupWriter.Exclusions.of(
            settings.get(Settings.BACKUP_EXCLUDE), settings.get(Settings.BACKUP_MAX_SIZE));
    BackupWriter maker = new BackupWriter(places, excluded, source(), time);
    maker.make(id, at, this::step);
    step(message("api.backup.step.deleting"));
    BackupRetention.Limits limits =
        new BackupRetention.Limits(
            settings.get(Settings.BACKUP_RETENTION_DAYS),
            settings.get(Settings.BACKUP_RETENTION_WEEKS),
            (long) settings.get(Settings.BACKUP_MAX_SIZE) << 30);
    BackupRetention.toDelete(all(), limits, at).forEach(this::delete);
  }

  private BackupWriter.Source source() {
    return new BackupWriter.Source(
        store.provider(),
        directory ->
            holding.run(
                () -> {
                  store.copyTo(directory);
                  return null;
                }));
  }

  private void step(Message step) {
    activity.updateAndGet(now -> now.map(a -> new Activity(a.what(), a.id(), a.since(), step)));
  }

  private static void deleteIfEmpty(Path day) throws IOException {
    try (Stream<Path> left = Files.list(day)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(day);
  }
}
