package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.log.LogStorageException;
import dev.tempo.process.OsAccount;
import dev.tempo.server.backup.BackupItem.Conflict;
import dev.tempo.server.backup.ItemRestorer.Request;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.StoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into backups: which jobs, projects and groups one has, and takes a single one out of it.
 * For a list the database alone is unpacked; for a restore all of the archive is read and held
 * against its checksums before anything here is touched. Thread-safe.
 */
final class BackupContents {
  private static final Logger LOG = LoggerFactory.getLogger(BackupContents.class);
  private static final String WORK = "look-";
  private static final int REMEMBERED = 3;

  private final StoreProvider stores;
  private final Path scratch;
  private final ItemRestorers restorers;
  private final Supplier<Optional<OsAccount>> scripts;
  private final ItemJournal journal;

  /** An archive does not change, so what it has is read once. */
  private final Map<Backup, List<BackupItem>> known = new LinkedHashMap<>();

  /**
   * Of backups of a data directory.
   *
   * @param scratch where backups are unpacked; it need not exist
   * @param scripts the account that scripts run as, if that is another one than the server's
   */
  BackupContents(
      StoreProvider stores,
      Path scratch,
      ItemRestorers restorers,
      Supplier<Optional<OsAccount>> scripts) {
    this.stores = stores;
    this.scratch = scratch;
    this.restorers = restorers;
    this.scripts = scripts;
    this.journal = new ItemJournal(scratch.resolve(ItemJournal.FILE));
  }

  /**
   * What a backup has: first its jobs, then projects, then groups.
   *
   * @throws BackupException that says why it cannot be looked into
   */
  synchronized List<BackupItem> of(Backup backup) {
    List<BackupItem> items = known.get(backup);
    if (items == null) {
      items =
          unpacked(
              directory -> {
                BackupArchive.extractOne(
                    reading(backup, name -> true, BackupProgress.unwatched()),
                    directory,
                    database());
                return opened(backup, directory, this::list);
              });
      known.put(backup, items);
      if (known.size() > REMEMBERED) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return items;
  }

  private List<BackupItem> list(JdbcStore copy) {
    List<BackupItem> all = new ArrayList<>();
    restorers.all().forEach(restorer -> all.addAll(restorer.list(copy)));
    return List.copyOf(all);
  }

  /** Whether a thing is here. */
  boolean isHere(BackupItem item) {
    return restorers.of(item.kind()).isHere(item);
  }

  /**
   * Refuses what is here already and is not to be touched.
   *
   * @throws ApiException 409
   */
  void requireFree(BackupItem item, Request request) {
    if (request.conflict() == Conflict.REFUSE && isHere(item)) {
      throw ApiException.conflict(message("api.backup.item.here", "name", item.name()));
    }
  }

  /**
   * Restores a single thing.
   *
   * @throws ApiException 409 if it cannot be restored as requested; nothing has changed then
   * @throws BackupException if the backup is damaged or cannot be unpacked; nothing has changed
   */
  RestoredItem restore(Backup backup, BackupItem item, Request request, BackupProgress progress) {
    ItemRestorer restorer = restorers.of(item.kind());
    requireFree(item, request);
    Predicate<String> files = restorer.files(item);
    Predicate<String> needed = name -> name.equals(database()) || files.test(name);
    return unpacked(
        directory -> {
          progress.step(message("api.backup.step.measuring"));
          BackupArchive.measure(reading(backup, needed, progress));
          progress.step(message("api.backup.step.unpacking"));
          List<BackupArchive.Others> others = new ArrayList<>();
          BackupArchive.extract(reading(backup, needed, progress), directory, others::add);
          scripts.get().ifPresent(account -> give(others, account));
          progress.step(message("api.backup.step.restoring"));
          return opened(
              backup,
              directory,
              copy ->
                  journaled(
                      new ItemJournal.Begun(backup.id(), item, restorer.isHere(item), request),
                      () ->
                          restorer.restore(
                              new ItemRestorer.Unpacking(copy, directory, backup.createdAt()),
                              item,
                              request)));
        });
  }

  /** What fails is taken back by whoever restores; a process that ends cannot do that. */
  private RestoredItem journaled(ItemJournal.Begun begun, Supplier<RestoredItem> restore) {
    try {
      journal.begin(begun);
      RestoredItem restored;
      try {
        restored = restore.get();
      } catch (RuntimeException e) {
        journal.end();
        throw e;
      }
      journal.end();
      return restored;
    } catch (IOException e) {
      throw new BackupException(message("api.backup.notUnpacked", "reason", e.toString()), e);
    }
  }

  /**
   * Puts right what a process left that ended in the middle of a restore.
   *
   * @return the restore that must be done once more, in the place of what is here
   */
  Optional<ItemJournal.Begun> recover() {
    Optional<ItemJournal.Begun> left = journal.left();
    Optional<ItemJournal.Begun> again =
        left.filter(
            begun ->
                restorers
                    .of(begun.item().kind())
                    .recover(begun.item(), begun.wasHere(), begun.request()));
    try {
      if (left.isPresent() && again.isEmpty()) {
        journal.end();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return again.map(ItemJournal.Begun::replacing);
  }

  private static void give(List<BackupArchive.Others> files, OsAccount account) {
    try {
      for (BackupArchive.Others file : files) {
        if (!file.groupOnly()) {
          account.requireOwnership(file.path());
        }
      }
    } catch (IOException e) {
      throw new BackupException(message("api.backup.notUnpacked", "reason", e.toString()), e);
    }
  }

  private String database() {
    return stores.copyNames().getFirst();
  }

  private BackupArchive.Reading reading(
      Backup backup, Predicate<String> filter, BackupProgress progress) {
    return new BackupArchive.Reading(backup.file(), filter, room(), progress);
  }

  private Unpacked room() {
    try {
      return FreeRoom.OF_DISK.roomAt(scratch);
    } catch (IOException e) {
      throw new UncheckedIOException("How much room there is cannot be said", e);
    }
  }

  private <T> T unpacked(Function<Path, T> work) {
    Path directory = scratch.resolve(WORK + UUID.randomUUID());
    try {
      PrivateFiles.createDirectories(directory);
      return work.apply(directory);
    } catch (IOException e) {
      throw new BackupException(message("api.backup.notUnpacked", "reason", e.toString()), e);
    } finally {
      delete(directory);
    }
  }

  /** A newer Tempo's data is refused, older data is brought up to date. */
  private <T> T opened(Backup backup, Path directory, Function<JdbcStore, T> work) {
    Optional<String> damage = stores.damage(directory.resolve(database()));
    if (damage.isPresent()) {
      throw new BackupException(
          message(
              "api.backup.partDamaged",
              "file",
              backup.file().toString(),
              "name",
              database(),
              "reason",
              damage.get()));
    }
    try {
      StoredPartStore.requireKnown(stores, directory.resolve(database()));
      return inStore(directory, work);
    } catch (StoreException | LogStorageException e) {
      throw new BackupException(
          message(
              "api.backup.unusable", "file", backup.file().toString(), "reason", Messages.of(e)),
          e);
    }
  }

  private <T> T inStore(Path directory, Function<JdbcStore, T> work) {
    try (JdbcStore store = stores.open(directory, Optional.empty())) {
      return work.apply(store);
    }
  }

  /** Deletes what a process left that ended while it looked into a backup. */
  void sweep() {
    if (!Files.isDirectory(scratch)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(scratch, WORK + "*")) {
      left.forEach(BackupContents::delete);
    } catch (IOException e) {
      LOG.warn("What is left in {} of looks into backups stays", scratch, e);
    }
  }

  private static void delete(Path directory) {
    try {
      PrivateFiles.delete(directory);
    } catch (IOException e) {
      LOG.warn("{}, into which a backup was unpacked, cannot be deleted", directory, e);
    }
  }
}
