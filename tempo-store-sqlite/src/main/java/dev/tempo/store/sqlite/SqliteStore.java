package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.store.Change;
import dev.tempo.store.Damage;
import dev.tempo.store.DecisionStore;
import dev.tempo.store.JobStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.MetricStore;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final int JOBS_A_PAGE = 500;

  private final Path directory;
  private final ProcessLock lock;
  private final SqliteDatabase database;
  private final SqliteLogStore logs;
  private final OpenedFiles files;
  private final List<Consumer<StoreException>> onLost = new CopyOnWriteArrayList<>();
  private volatile StoreException lost;
  private final DamagedJobs damaged = new DamagedJobs();
  private final ChangeWriter committer = new ChangeWriter(damaged);

  private SqliteStore(Path directory, Path file, ProcessLock lock) {
    this.directory = directory;
    this.lock = lock;
    this.database = SqliteDatabase.open(file, DatabaseProfile.STATE, committer);
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
    ProcessLock lock = ProcessLock.take(directory);
    if (databases.normalize().equals(directory.toAbsolutePath().normalize())) {
      return lock;
    }
    try {
      return lock.and(ProcessLock.take(databases));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
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
    return new SqliteJobs(database, damaged);
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
  public DecisionStore decisions() {
    return new SqliteDecisions(database);
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
                Sql.of(connection, "SELECT name, paused FROM queue ORDER BY name")
                    .allReadable(row -> new QueueState(row.text("name"), row.flag("paused"))));
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    return database.write(connection -> committer.apply(connection, changes));
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
  public StoreProvider provider() {
    return SqliteStoreProvider.INSTANCE;
  }

  @Override
  public Identities identities() {
    return new Identities(InstallationId.read(database), InstallationId.read(logs.database()));
  }

  @Override
  public void identify(UUID installation) {
    InstallationId.write(database, installation);
    InstallationId.write(logs.database(), installation);
  }

  @Override
  public List<Damage> replaceDamaged() {
    List<Damage> all = readAllJobs();
    for (Job job : damaged.giveUp()) {
      Job saved = job.toBuilder().version(job.version() + 1).build();
      Map<UUID, TriggerState> states = new HashMap<>();
      triggers().findByJob(job.id()).forEach(state -> states.put(state.triggerId(), state));
      commit(
          List.of(
              new Change.SaveJob(
                  saved, job.triggers().stream().map(one -> states.get(one.id())).toList())));
    }
    return all;
  }

  @Override
  public List<Damage> readAllJobs() {
    Optional<String> last = Optional.empty();
    List<Job> page = jobs().list(last, JOBS_A_PAGE);
    while (!page.isEmpty()) {
      last = Optional.of(page.getLast().key());
      page = jobs().list(last, JOBS_A_PAGE);
    }
    return jobs().damages();
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
      return SqliteLogStore.open(directory.resolve("logs.db"));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
