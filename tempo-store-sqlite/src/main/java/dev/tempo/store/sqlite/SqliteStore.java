package dev.tempo.store.sqlite;

import dev.tempo.store.Change;
import dev.tempo.store.Damage;
import dev.tempo.store.DecisionStore;
import dev.tempo.store.JobStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.MetricStore;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunOutbox;
import dev.tempo.store.RunStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.StoreTables;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
import dev.tempo.store.jdbc.files.ProcessLock;
import dev.tempo.store.jdbc.state.ChangeWriter;
import dev.tempo.store.jdbc.state.DamagedJobs;
import dev.tempo.store.jdbc.state.InstallationId;
import dev.tempo.store.jdbc.state.JdbcDecisionStore;
import dev.tempo.store.jdbc.state.JdbcJobStore;
import dev.tempo.store.jdbc.state.JdbcMetricStore;
import dev.tempo.store.jdbc.state.JdbcOutbox;
import dev.tempo.store.jdbc.state.JdbcQueueStore;
import dev.tempo.store.jdbc.state.JdbcRunStore;
import dev.tempo.store.jdbc.state.JdbcTriggerStore;
import dev.tempo.store.jdbc.state.JobRepair;
import dev.tempo.store.jdbc.state.RunTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps everything in a directory: {@code tempo.db} has jobs, triggers, runs, the ledger and
 * metrics, {@code logs.db} what runs wrote. What a {@link #commit} has changed is on the disk when
 * it returns, also after a power failure.
 *
 * <p>A directory belongs to one process at a time. Thread-safe.
 */
public final class SqliteStore implements JdbcStore {
  /**
   * Open runs are among the newest of their job, so that few of those have to be looked at. Without
   * being told, SQLite would look for the least id along the primary key.
   */
  static final RunTables TABLES =
      new RunTables(
          "run INDEXED BY run_of_label",
          "run INDEXED BY run_unsuccessful_of_label",
          "run INDEXED BY run_dead_letter",
          "run INDEXED BY run_ranked",
          "run INDEXED BY run_ranked_by_id",
          "run INDEXED BY run_unique_open",
          "(SELECT min(oldest) FROM"
              + " (SELECT min(id) AS oldest FROM run INDEXED BY run_open"
              + " WHERE status < 2 AND lane = 0"
              + " UNION ALL SELECT min(id) FROM run INDEXED BY run_ranked_by_id"
              + " WHERE status = 0 AND lane = 1))");

  private final Path directory;
  private final ProcessLock lock;
  private final SqliteDatabase database;
  private final SqliteLogStore logs;
  private final JdbcOutbox outbox;
  private final OpenedFiles files;
  private final List<Consumer<StoreException>> onLost = new CopyOnWriteArrayList<>();
  private volatile StoreException lost;
  private final DamagedJobs damaged = new DamagedJobs();
  private final ChangeWriter writer;

  private SqliteStore(Path directory, Path file, ProcessLock lock) {
    this.directory = directory;
    this.lock = lock;
    StatementCache statements = new StatementCache();
    this.writer = new ChangeWriter(damaged, statements, new SqliteRunWriter(statements));
    this.database = SqliteDatabase.open(file, DatabaseProfile.STATE, ending(writer));
    this.outbox =
        new JdbcOutbox(database, new SameFile(new SqliteErrors(file, DatabaseProfile.STATE)));
    this.logs = openLogs(file.getParent(), database);
    this.files =
        new OpenedFiles(
            Stream.of(
                    Stream.of(directory, directory.resolve("tempo.lock")),
                    Stream.of(file.getParent(), file.resolveSibling("tempo.lock")),
                    Stream.of(file, file.resolveSibling("logs.db")))
                .flatMap(each -> each)
                .map(Path::toAbsolutePath)
                .distinct()
                .toList(),
            this::lost);
  }

  /** Everything was written when its changes were applied. */
  static SqliteSession.Ending ending(ChangeWriter writer) {
    return new SqliteSession.Ending() {
      @Override
      public void beforeCommit(Connection connection) {
        // nothing is left to write
      }

      @Override
      public void afterRollback() {
        writer.clear();
      }
    };
  }

  private void lost(String file) {
    String message =
        file
            + " was deleted or replaced while it was in use: nothing more is written. Stop this"
            + " process; put back what was there, or restore a backup, and start again";
    lost = new StoreException(StoreException.Reason.LOST, message, null);
    database.refuseWrites(lost);
    logs.refuseWrites(message);
    onLost.forEach(listener -> listener.accept(lost));
  }

  /**
   * {@inheritDoc}
   *
   * <p>That the store's files were deleted or replaced is noticed within about a second.
   */
  @Override
  public void onLost(Consumer<StoreException> listener) {
    onLost.add(listener);
    if (lost != null) {
      listener.accept(lost);
    }
  }

  @Override
  public Optional<StoreException> lost() {
    return Optional.ofNullable(lost);
  }

  @Override
  public void ping() {
    commit(List.of());
    logs.ping();
  }

  /**
   * Opens the store of a directory; makes both if they do not exist, and brings older files up to
   * date.
   *
   * @throws StoreException if another process has it, which is named; if it cannot be written; or
   *     if a newer version of Tempo wrote it
   */
  public static SqliteStore open(Path directory) {
    return open(directory, Optional.empty());
  }

  /**
   * Opens the store of a directory whose databases may lie elsewhere; see {@link #open(Path)}.
   *
   * @param database the file that stands for {@code tempo.db}; {@code logs.db} lies beside it
   * @throws StoreException as {@link #open(Path)} does
   */
  public static SqliteStore open(Path directory, Optional<Path> database) {
    Path file = database.orElseGet(() -> directory.resolve("tempo.db")).toAbsolutePath();
    ProcessLock lock = lock(directory, file.getParent());
    try {
      return new SqliteStore(directory, file, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Databases that lie elsewhere have a lock of their own, since two directories may name them. */
  private static ProcessLock lock(Path directory, Path databases) {
    makeDirectory(directory);
    makeDirectory(databases);
    ProcessLock lock = take(directory);
    if (databases.normalize().equals(directory.toAbsolutePath().normalize())) {
      return lock;
    }
    try {
      return lock.and(take(databases));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  static ProcessLock take(Path directory) {
    return ProcessLock.take(directory, UsedDatabases::stayIn);
  }

  static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "The data directory %s cannot be created (%s); choose another, or make it yours",
              directory,
              e),
          e);
    }
  }

  @Override
  public JobStore jobs() {
    return new JdbcJobStore(database, damaged);
  }

  @Override
  public TriggerStore triggers() {
    return new JdbcTriggerStore(database);
  }

  @Override
  public RunStore runs() {
    return new JdbcRunStore(database, TABLES);
  }

  @Override
  public DecisionStore decisions() {
    return new JdbcDecisionStore(database);
  }

  @Override
  public LogStore logs() {
    return logs;
  }

  @Override
  public MetricStore metrics() {
    return new JdbcMetricStore(database);
  }

  @Override
  public QueueStore queues() {
    return new JdbcQueueStore(database);
  }

  @Override
  public Optional<RunOutbox> outbox() {
    return Optional.of(outbox);
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    return GroupWriter.await(
        database.submit(Commit.REPEATABLE, connection -> writer.apply(connection, changes)));
  }

  @Override
  public Optional<Path> directory() {
    return Optional.of(directory);
  }

  /** Returns the file {@code tempo.db}. */
  @Override
  public SqliteDatabase database() {
    return database;
  }

  @Override
  public StoreTables tables() {
    return new SqliteTables(List.of(database, logs.database()));
  }

  @Override
  public StoreProvider provider() {
    return SqliteStoreProvider.INSTANCE;
  }

  @Override
  public Identities identities() {
    return new Identities(InstallationId.read(database), InstallationId.read(logs.database()));
  }

  @Override
  public void identify(UUID installation) {
    InstallationId.write(database, SqliteStore.class, installation);
    InstallationId.write(logs.database(), SqliteStore.class, installation);
  }

  @Override
  public List<Damage> replaceDamaged() {
    return JobRepair.replaceDamaged(this, damaged);
  }

  @Override
  public List<Damage> readAllJobs() {
    return JobRepair.readAll(jobs());
  }

  @Override
  public void copyTo(Path target) {
    provider().copy(database.file(), target);
  }

  @Override
  public void close() {
    files.close();
    logs.close();
    database.close();
    lock.close();
  }

  private static SqliteLogStore openLogs(Path directory, SqliteDatabase database) {
    try {
      database.migrate(JdbcOutbox.tables(SqliteStore.class));
      return SqliteLogStore.open(directory.resolve("logs.db"));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
