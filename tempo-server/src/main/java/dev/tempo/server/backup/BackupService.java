package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.backup.Backup.Kind;
import dev.tempo.server.backup.BackupActivity.Outcome;
import dev.tempo.server.backup.BackupActivity.Result;
import dev.tempo.server.backup.BackupActivity.What;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.settings.MachineChecks;
import dev.tempo.server.settings.RunAsAccount;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does with backups what takes its time, one thing at a time, on a thread of its own: makes them,
 * verifies them, and restores them or a part of one. Thread-safe.
 */
public final class BackupService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackupService.class);

  private final SettingsService settings;
  private final JdbcStore store;
  private final Holding holding;
  private final TimeSource time;
  private final Restore restore;
  private final BackupContents contents;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tempo-backup").factory());
  private final AtomicReference<Optional<BackupActivity>> activity =
      new AtomicReference<>(Optional.empty());
  private volatile Optional<Outcome> lastOutcome = Optional.empty();

  /** What failed and has not been done well since. */
  private final Map<What, Outcome> failures = new ConcurrentHashMap<>();

  private volatile BackupListener listener = BackupListener.NOBODY;

  /** Does something while nothing is deleted. */
  @FunctionalInterface
  public interface Holding {

    /** Does it now. */
    void run(Supplier<Void> work);
  }

  /**
   * Over a data directory.
   *
   * @param store what is backed up besides the files
   * @param restorers what restores single things
   */
  public BackupService(
      SettingsService settings,
      JdbcStore store,
      Holding holding,
      ItemRestorers restorers,
      TimeSource time) {
    this.settings = settings;
    this.store = store;
    this.holding = holding;
    this.time = time;
    this.restore = new Restore(store.provider(), settings.directory(), () -> directory().path());
    this.contents =
        new BackupContents(
            store.provider(),
            settings.directory().resolve("restore"),
            restorers,
            () -> RunAsAccount.of(settings));
  }

  /** Says who is told of what is done. */
  public void tell(BackupListener told) {
    listener = told;
  }

  /** Deletes what an earlier process left that ended in the middle of something. */
  public void sweep() {
    directory().sweep();
    restore.sweep();
    contents.sweep();
  }

  /** Takes back or completes the restore of a single thing in the middle of which one ended. */
  public void recover() {
    contents.recover().ifPresent(this::restoreAgain);
  }

  private void restoreAgain(ItemJournal.Begun left) {
    Optional<Backup> backup =
        directory().all().stream().filter(one -> one.id().equals(left.backupId())).findAny();
    if (backup.isEmpty() || !beginRestoreItem(backup.get(), left.item(), left.request())) {
      LOG.error(
          "{}, which was being restored from {} when the server ended, is to be restored again",
          left.item().name(),
          left.backupId());
    }
  }

  @Override
  public void close() {
    cancel();
    worker.shutdownNow();
  }

  /**
   * Begins to make one; its id, or empty if something is being done already, or another process
   * makes one.
   */
  synchronized Optional<String> begin(Kind kind) {
    requireCopies();
    if (activity.get().isPresent()) {
      return Optional.empty(); // a look at the lock would give it back, if it is held here
    }
    BackupDirectory directory = directory();
    Instant at = directory.free(time.nowMillis(), kind);
    String id = Backup.newId(at, kind);
    Optional<BackupLock> lock;
    try {
      lock = BackupLock.takeIfFree(directory.path());
      if (lock.isEmpty()) {
        return Optional.empty();
      }
    } catch (IOException e) {
      LOG.debug("The backup {} will fail and say why", id, e);
      lock = Optional.empty();
    }
    BackupWriter.Naming naming = new BackupWriter.Naming(id, at, lock);
    if (!begin(What.BACKUP, id, progress -> make(directory, naming, progress))) {
      lock.ifPresent(BackupLock::giveBack);
      return Optional.empty();
    }
    return Optional.of(id);
  }

  /** Begins to verify one; false if something is being done already. */
  boolean beginVerify(Backup backup) {
    return begin(
        What.VERIFY,
        backup.id(),
        progress -> {
          progress.step(message("api.backup.step.verifying"));
          Manifest manifest = BackupArchive.verify(backup.file(), progress);
          return Done.of(counted("api.backup.whole", manifest.files().size()));
        });
  }

  /** Begins to stage a restore; false if something is being done already. */
  boolean beginRestore(Backup backup) {
    requireCopies();
    return begin(
        What.RESTORE,
        backup.id(),
        progress -> {
          restore.stage(backup.file(), progress);
          return Done.of(message("api.backup.staged"));
        });
  }

  /**
   * Begins to restore one into a directory of its own; false if something is being done already.
   *
   * @throws dev.tempo.server.http.problem.ApiException 422 if it cannot be restored there
   */
  boolean beginRestoreElsewhere(Backup backup, Path target) {
    RestoreTarget place = RestoreTarget.of(target, settings.directory(), directory().path());
    return begin(
        What.RESTORE_ELSEWHERE,
        backup.id(),
        progress -> {
          place.fill(store.provider(), backup.file(), progress);
          return Done.of(message("api.backup.elsewhere", "directory", target.toString()));
        });
  }

  /**
   * Begins to restore a single thing; false if something is being done already.
   *
   * @throws dev.tempo.server.http.problem.ApiException 409 if it is here and nothing is to become
   *     of that
   */
  boolean beginRestoreItem(Backup backup, BackupItem item, ItemRestorer.Request request) {
    contents.requireFree(item, request);
    return begin(
        What.RESTORE_ITEM,
        backup.id(),
        progress -> {
          RestoredItem restored = contents.restore(backup, item, request, progress);
          Message said = message("api.backup.item.restored", "name", restored.name());
          return new Done(said, Optional.of(restored));
        });
  }

  /** Whether backups can be made; else they are the database's own affair. */
  boolean isPossible() {
    return store.provider().makesCopies();
  }

  private void requireCopies() {
    if (!isPossible()) {
      throw ApiException.conflict(message("api.backup.external"));
    }
  }

  /** Cancels what is being done, at its next byte or step; what that was. */
  Optional<BackupActivity> cancel() {
    Optional<BackupActivity> now = activity.get();
    now.ifPresent(one -> one.progress().cancel());
    return now;
  }

  Restore restore() {
    return restore;
  }

  /** What backups have in them. */
  BackupContents contents() {
    return contents;
  }

  Optional<BackupActivity> activity() {
    return activity.get();
  }

  /** How the last thing that was done ended. */
  Optional<Outcome> lastOutcome() {
    return lastOutcome;
  }

  /** Why the last backup could not be made; empty if it was. */
  public Optional<Message> problem() {
    return Optional.ofNullable(failures.get(What.BACKUP))
        .map(
            failure ->
                message(
                    "api.backup.lastFailed",
                    "id",
                    failure.id(),
                    "time",
                    failure.at().toString(),
                    "reason",
                    failure.message()));
  }

  /** The last thing that failed and has not been done well since. */
  Optional<Outcome> lastFailure() {
    return failures.values().stream().max(Comparator.comparing(Outcome::at));
  }

  SettingsService settings() {
    return settings;
  }

  /** Where backups lie. */
  BackupDirectory directory() {
    return new BackupDirectory(directory(settings.get(Settings.BACKUP_PATH), settings.directory()));
  }

  /** Where backups lie by the setting, in a data directory; one that cannot be does not hold. */
  public static Path directory(String setting, Path dataDirectory) {
    return setting.isEmpty() || MachineChecks.backups(setting, dataDirectory).isPresent()
        ? dataDirectory.resolve("backups")
        : Path.of(setting).toAbsolutePath();
  }

  /** What came of something. */
  private record Done(Message message, Optional<RestoredItem> item) {
    static Done of(Message message) {
      return new Done(message, Optional.empty());
    }
  }

  private boolean begin(What what, String id, Function<BackupProgress, Done> work) {
    BackupProgress progress =
        new BackupProgress(
            message("api.backup.step.waiting"), () -> activity.get().ifPresent(listener::progress));
    BackupActivity begun = new BackupActivity(what, id, time.nowMillis(), progress);
    Optional<BackupActivity> none = activity.get();
    if (none.isPresent() || !activity.compareAndSet(none, Optional.of(begun))) {
      return false;
    }
    worker.execute(() -> perform(begun, work));
    return true;
  }

  private void perform(BackupActivity begun, Function<BackupProgress, Done> work) {
    Outcome outcome = outcome(begun, work);
    lastOutcome = Optional.of(outcome);
    if (outcome.result() == Result.FAILED) {
      failures.put(begun.what(), outcome);
    } else if (outcome.result() == Result.DONE) {
      failures.remove(begun.what());
    }
    activity.set(Optional.empty());
    listener.ended(outcome);
  }

  private Outcome outcome(BackupActivity begun, Function<BackupProgress, Done> work) {
    try {
      Done done = work.apply(begun.progress());
      LOG.info("{} of {} is done", begun.what(), begun.id());
      return ended(begun, Result.DONE, done);
    } catch (BackupProgress.CancelledException e) {
      LOG.info("{} of {} was cancelled", begun.what(), begun.id());
      return ended(begun, Result.CANCELLED, Done.of(message("api.backup.cancelled")));
    } catch (ApiException e) { // as what is here already, which is for whoever asked
      LOG.info("{} of {} was refused: {}", begun.what(), begun.id(), e.getMessage());
      return ended(begun, Result.FAILED, Done.of(Messages.of(e)));
    } catch (RuntimeException | Error e) { // or nothing could be begun any more
      LOG.error("{} of {} failed: {}", begun.what(), begun.id(), e.getMessage(), e);
      return ended(begun, Result.FAILED, Done.of(reason(e)));
    }
  }

  /** With what is behind it, as a full disk, where that is not said already. */
  static Message reason(Throwable problem) {
    return problem instanceof UncheckedIOException unchecked
            && !String.valueOf(unchecked.getMessage())
                .contains(String.valueOf(unchecked.getCause()))
        ? Messages.asItIs(unchecked.getMessage() + ": " + unchecked.getCause())
        : Messages.of(problem);
  }

  private Outcome ended(BackupActivity begun, Result result, Done done) {
    return new Outcome(
        begun.what(), begun.id(), time.nowMillis(), result, done.message(), done.item());
  }

  private Done make(
      BackupDirectory directory, BackupWriter.Naming naming, BackupProgress progress) {
    BackupWriter.Places places =
        new BackupWriter.Places(settings.directory(), directory.path(), database());
    BackupWriter.Exclusions excluded =
        BackupWriter.Exclusions.of(
            settings.get(Settings.BACKUP_EXCLUDE), settings.get(Settings.BACKUP_MAX_SIZE));
    new BackupWriter(places, excluded, source(), time).make(naming, progress);
    int days = settings.get(Settings.BACKUP_RETENTION_DAYS);
    BackupRetention.Limits limits =
        new BackupRetention.Limits(
            days,
            settings.get(Settings.BACKUP_RETENTION_WEEKS),
            (long) settings.get(Settings.BACKUP_MAX_SIZE) << 30);
    deleteOld(directory, limits, naming.at());
    return Done.of(message("api.backup.made"));
  }

  /** The backup that was made is good, whatever becomes of those before it. */
  private static void deleteOld(
      BackupDirectory directory, BackupRetention.Limits limits, Instant at) {
    try {
      for (Backup backup : BackupRetention.toDelete(directory.all(), limits, at)) {
        try {
          directory.delete(backup);
        } catch (BackupException e) {
          LOG.warn("The old backup {} stays until the next one is made", backup.id(), e);
        }
      }
      directory.deleteFailedLogs(at, Duration.ofDays(limits.days()));
    } catch (BackupException e) {
      LOG.warn("Old backups in {} stay until the next one is made", directory.path(), e);
    }
  }

  private Path database() {
    String elsewhere = settings.get(Settings.DB_PATH);
    return elsewhere.isEmpty()
        ? settings.directory().resolve("tempo.db")
        : Path.of(elsewhere).toAbsolutePath();
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
}
