package dev.tempo.store.postgres;

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
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.StoreTables;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in a schema of a PostgreSQL database, version 14 or newer: jobs, triggers, runs,
 * the ledger, metrics, and what runs wrote. What a {@link #commit} has changed is durable when it
 * returns, as far as the server's own settings go.
 *
 * {@snippet :
 * try (PostgresStore store = PostgresStore.open(dataSource);
 *     Tempo tempo = Tempo.builder().store(store).handler("report", context -> report()).build()) {
 *   tempo.start();
 * }
 * }
 *
 * <p>Many processes can open a schema, and read and write the tables in it. It is either one
 * engine's that is alone ({@link #claim}) or that of the nodes of a cluster ({@link #cluster}),
 * which holds a lock on it with the session that writes: so connections must not come from a pooler
 * that gives a session away between two transactions. Thread-safe.
 */
@SuppressWarnings("exports") // what nodes share is for Tempo's own modules
public final class PostgresStore implements JdbcStore, ClusteredStore {
  /** The part of the schema whose lock stands for all of it. */
  static final String PART = "state";

  static final Migrations TABLES = new Migrations(PostgresStore.class, "tempo", 5);
  static final Migrations SHARED = new Migrations(PostgresStore.class, "cluster", 3);

  /** The planner chooses; and open runs are in a table of their own, however old they are. */
  private static final RunTables RUNS =
      new RunTables("run", "run", "run", "run", "run", "run", "''::bytea");

  private static final int PRUNED_AT_ONCE = 5_000;
  private static final String VERSIONS =
      "CREATE TABLE IF NOT EXISTS component"
          + " (name text COLLATE \"C\" PRIMARY KEY, version bigint NOT NULL)";

  private final PostgresConnections connections;
  private final PostgresStoreProvider provider;
  private final PostgresDatabase database;
  private final PostgresLogStore logs;
  private final JdbcOutbox outbox;
  private final DamagedJobs damaged = new DamagedJobs();
  private final PostgresRunWriter runWriter;
  private final ChangeWriter writer;
  private final TurnWriter turns;
  private final SchemaUses uses;
  private final List<Consumer<StoreException>> onLost = new CopyOnWriteArrayList<>();
  private volatile @Nullable StoreException lost;
  private final ReentrantLock clustering = new ReentrantLock();
  private @Nullable PostgresCluster cluster;

  private PostgresStore(PostgresConnections connections, PostgresStoreProvider provider) {
    this.connections = connections;
    this.provider = provider;
    PostgresErrors errors = new PostgresErrors(connections.name(), false);
    StatementCache statements = new StatementCache();
    this.runWriter = new PostgresRunWriter(statements);
    this.writer = new ChangeWriter(damaged, statements, runWriter);
    this.turns = new TurnWriter(statements, writer, runWriter);
    this.database =
        PostgresDatabase.open(
            connections, errors, new PostgresSession.Parts(PART, writer::clear, this::lost));
    this.outbox =
        new JdbcOutbox(
            database, new SameDatabase(errors, connections.name(), connections.options().schema()));
    try {
      database.write(PostgresStore::makeVersions);
      database.migrate(TABLES);
      database.migrate(SHARED);
      database.migrate(JdbcOutbox.tables(PostgresStore.class));
      this.logs = PostgresLogStore.open(connections, database, this::lost);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
    this.uses = new SchemaUses(connections, database, logs);
  }

  /** Processes that make it at the same time do so one after the other. */
  private static int makeVersions(Connection connection) throws SQLException {
    if (!Sql.of(connection, PostgresDialect.INSTANCE.tableExists(), "component").exists()) {
      Sql.of(connection, "SELECT pg_advisory_xact_lock(hashtext(current_schema()))").exists();
    }
    return Sql.of(connection, VERSIONS).execute();
  }

  /**
   * Opens the store of the schema {@code tempo}; makes it if it does not exist, and brings older
   * tables up to date.
   *
   * @param source gives the connections, of which this keeps some; it is not closed with this
   * @throws NullPointerException if it is null
   * @throws StoreException if the database cannot be reached; if a newer version of Tempo wrote it;
   *     or if an older one did, and an engine that is alone uses it
   */
  public static PostgresStore open(DataSource source) {
    return open(source, PostgresOptions.DEFAULT);
  }

  /**
   * Opens the store of a schema; see {@link #open(DataSource)}.
   *
   * @throws NullPointerException if anything is null
   * @throws StoreException as {@link #open(DataSource)} does
   */
  public static PostgresStore open(DataSource source, PostgresOptions options) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(options, "options");
    return open(source, options, new PostgresStoreProvider(() -> source, options));
  }

  static PostgresStore open(
      DataSource source, PostgresOptions options, PostgresStoreProvider provider) {
    PostgresConnections connections;
    try {
      connections = PostgresConnections.open(source, options);
    } catch (SQLException e) {
      throw new PostgresErrors("PostgreSQL", false).ofOpening(e);
    }
    try {
      return new PostgresStore(connections, provider);
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  private void lost(StoreException failure) {
    lost = failure;
    database.refuseWrites(failure);
    logs.refuseWrites(failure);
    onLost.forEach(
        listener -> Thread.ofPlatform().name("tempo-lost").start(() -> listener.accept(failure)));
  }

  @Override
  public void onLost(Consumer<StoreException> listener) {
    onLost.add(listener);
    StoreException failure = lost;
    if (failure != null) {
      listener.accept(failure);
    }
  }

  @Override
  public Optional<StoreException> lost() {
    return Optional.ofNullable(lost);
  }

  @Override
  public void ping() {
    database.write(connection -> Sql.of(connection, "SELECT 1").exists());
    logs.ping();
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
    return new JdbcRunStore(database, RUNS);
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

  /**
   * {@inheritDoc}
   *
   * <p>Without a claim it is refused as long as another engine has the schema. In a cluster it has
   * no fence, and is for what has ended.
   *
   * @throws StoreException also if another engine has the schema, which is named
   */
  @Override
  public Set<UUID> commit(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.PruneDecisions pruned) {
        pruneMost(pruned.before());
      }
    }
    return GroupWriter.await(
        database.submit(Commit.REPEATABLE, connection -> write(connection, changes)));
  }

  /** In portions, so that no transaction takes long; what is left goes with the commit. */
  private void pruneMost(Instant before) {
    int pruned = PRUNED_AT_ONCE;
    while (pruned >= PRUNED_AT_ONCE) {
      pruned =
          database.write(
              connection -> {
                database.requireNoOther(connection);
                return JdbcDecisionStore.pruneSome(connection, before, PRUNED_AT_ONCE);
              });
    }
  }

  private Set<UUID> write(Connection connection, List<Change> changes) throws SQLException {
    database.requireNoOther(connection);
    return writer.apply(connection, changes);
  }

  /**
   * {@inheritDoc} No engine of another process can have it meanwhile, unless {@link #cluster} was
   * called.
   *
   * @throws StoreException if an engine of another process has it, which is named
   */
  @Override
  public Claim claim() {
    Claim inProcess = JdbcStore.super.claim();
    try {
      uses.claim();
    } catch (RuntimeException e) {
      inProcess.close();
      throw e;
    }
    return () -> {
      try {
        uses.release();
      } finally {
        inProcess.close();
      }
    };
  }

  /** Claims the schema for as long as this is open, or until {@link #cluster} is called. */
  void keepClaim() {
    uses.keepClaim();
  }

  /**
   * {@inheritDoc} From the first call on the schema is shared, and a {@linkplain #claim claim}
   * holds in this process alone.
   *
   * @throws StoreException if an engine that is alone has the schema, which is named
   */
  @Override
  public ClusterStore cluster() {
    clustering.lock();
    try {
      if (cluster == null) {
        uses.share();
        GroupWriter.await(
            database.submit(
                Commit.GROUPED,
                connection -> {
                  runWriter.assign();
                  return true;
                }));
        cluster = new PostgresCluster(connections, database, turns);
      }
      return cluster;
    } finally {
      clustering.unlock();
    }
  }

  @Override
  public Optional<Path> directory() {
    return connections.options().directory();
  }

  /** Returns the schema's database. */
  @Override
  public PostgresDatabase database() {
    return database;
  }

  @Override
  public StoreTables tables() {
    return new PostgresTables(database);
  }

  @Override
  public StoreProvider provider() {
    return provider;
  }

  @Override
  public Identities identities() {
    Optional<UUID> id = InstallationId.read(database);
    return new Identities(id, id);
  }

  @Override
  public void identify(UUID installation) {
    InstallationId.write(database, PostgresStore.class, installation);
  }

  @Override
  public List<Damage> replaceDamaged() {
    return JobRepair.replaceDamaged(this, damaged);
  }

  @Override
  public List<Damage> readAllJobs() {
    return JobRepair.readAll(jobs());
  }

  /**
   * Fails: copies of a PostgreSQL database are made by its own tools, such as {@code pg_dump}.
   *
   * @throws StoreException always
   */
  @Override
  public void copyTo(Path directory) {
    throw new StoreException(PostgresDatabase.NO_COPY);
  }

  boolean isClosed() {
    return connections.isClosed();
  }

  @Override
  public void close() {
    closeCluster();
    logs.close();
    database.close();
    connections.close();
  }

  private void closeCluster() {
    clustering.lock();
    try {
      if (cluster != null) {
        cluster.close();
      }
    } finally {
      clustering.unlock();
    }
  }
}
