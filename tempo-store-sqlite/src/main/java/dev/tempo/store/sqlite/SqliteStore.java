package dev.tempo.store.sqlite;

import dev.tempo.store.Change;
import dev.tempo.store.JobStore;
import dev.tempo.store.LedgerStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.MetricStore;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps everything in a directory: {@code tempo.db} has jobs, triggers, runs, the ledger and
 * metrics, {@code logs.db} what runs wrote. What a {@link #commit} has changed is on the disk when
 * it returns, also after a power failure.
 *
 * <p>A directory belongs to one process at a time. Thread-safe.
 */
public final class SqliteStore implements Store {
  private final Path directory;
  private final DirectoryLock lock;
  private final SqliteDatabase database;
  private final LogStore logs;
  private final Committer committer = new Committer();

  private SqliteStore(Path directory, DirectoryLock lock) {
    this.directory = directory;
    this.lock = lock;
    this.database =
        SqliteDatabase.open(directory.resolve("tempo.db"), DatabaseProfile.STATE, committer);
    this.logs = openLogs(directory, database);
  }

  /**
   * Opens the store of a directory; makes both if they do not exist, and brings older files up to
   * date.
   *
   * @throws StoreException if another process has it, which is named; if it cannot be written; or
   *     if a newer version of Tempo wrote it
   */
  public static SqliteStore open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException(
          "The data directory %s cannot be created (%s); choose another, or make it yours"
              .formatted(directory, e),
          e);
    }
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      return new SqliteStore(directory, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public JobStore jobs() {
    return new SqliteJobs(database);
  }

  @Override
  public TriggerStore triggers() {
    return new SqliteTriggers(database);
  }

  @Override
  public RunStore runs() {
    return new SqliteRuns(database);
  }

  @Override
  public LedgerStore ledger() {
    return new SqliteLedger(database);
  }

  @Override
  public LogStore logs() {
    return logs;
  }

  @Override
  public MetricStore metrics() {
    return new SqliteMetrics(database);
  }

  @Override
  public QueueStore queues() {
    return () ->
        database.read(
            connection ->
                Queries.list(
                    connection,
                    "SELECT name, paused FROM queue ORDER BY name",
                    parameters -> {},
                    row -> new QueueState(row.text("name"), row.flag("paused"))));
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    return database.write(connection -> committer.apply(connection, changes));
  }

  @Override
  public Optional<Path> directory() {
    return Optional.of(directory);
  }

  /** The file {@code tempo.db}, for others who keep tables of their own in it. */
  public SqliteDatabase database() {
    return database;
  }

  @Override
  public void close() {
    logs.close();
    database.close();
    lock.close();
  }

  private static LogStore openLogs(Path directory, SqliteDatabase database) {
    try {
      return SqliteLogStore.open(directory.resolve("logs.db"));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
