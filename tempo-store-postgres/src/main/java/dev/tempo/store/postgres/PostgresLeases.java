package dev.tempo.store.postgres;

import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases as rows, which are compared and set. Beats have a session of their own, so that they wait
 * behind nothing. Thread-safe.
 */
final class PostgresLeases implements LeaseStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLeases.class);
  private static final String COLUMNS = "name, holder, epoch, held, beat, node_id, data_version";
  private static final String FIRST =
      "INSERT INTO lease ("
          + COLUMNS
          + ") VALUES (?, ?, 1, 1, 1, ?, ?) ON CONFLICT DO NOTHING RETURNING epoch";
  private static final String NEXT =
      "UPDATE lease SET holder = ?, epoch = epoch + 1, held = 1, beat = beat + 1, node_id = ?,"
          + " data_version = ? WHERE name = ? AND holder = ? AND epoch = ? AND beat = ?"
          + " AND data_version <= ? RETURNING epoch";
  private static final String HELD = " WHERE name = ? AND holder = ? AND epoch = ? AND held = 1";

  /**
   * Transactions that have the row and stand still, as those of a process do that was stopped: what
   * they have written is undone, and nobody has been told of it.
   */
  private static final String END_SILENT =
      """
      SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.relation = to_regclass('lease') AND l.mode = 'RowShareLock' AND l.granted
        AND a.pid <> pg_backend_pid() AND a.xact_start < clock_timestamp() - interval '900 milliseconds'
        AND (a.state LIKE 'idle in transaction%' OR a.wait_event_type = 'Client')
      """;

  private final PostgresConnections connections;
  private final PostgresErrors errors;
  private final ControlSession beats;
  private final ControlSession control;
  private final ChannelNotifier notifier;
  private final DeathLocks deathLocks;

  PostgresLeases(
      PostgresConnections connections,
      PostgresErrors errors,
      ControlSession beats,
      ControlSession control,
      ChannelNotifier notifier) {
    this.connections = connections;
    this.errors = errors;
    this.beats = beats;
    this.control = control;
    this.notifier = notifier;
    this.deathLocks = new DeathLocks(connections.options().schema());
  }

  @Override
  public Optional<Lease> find(String name) {
    return control.repeat(connection -> find(connection, name));
  }

  private static Optional<Lease> find(Connection connection, String name) throws SQLException {
    return Sql.of(connection, "SELECT " + COLUMNS + " FROM lease WHERE name = ?", name)
        .first(PostgresLeases::lease);
  }

  static Lease lease(ResultRow row) throws SQLException {
    return new Lease(
        new Fence(row.text("name"), row.id("holder"), row.number("epoch")),
        row.number("beat"),
        row.flag("held"),
        row.id("node_id"),
        row.integer("data_version"));
  }

  @Override
  public Optional<Fence> take(String name, Optional<Lease> seen, UUID nodeId, int dataVersion) {
    UUID holder = UUID.randomUUID();
    Optional<Fence> taken =
        control
            .repeat(connection -> take(connection, name, holder, seen, nodeId, dataVersion))
            .map(epoch -> new Fence(name, holder, epoch));
    taken.ifPresent(fence -> endOthers(name));
    return taken;
  }

  private void endOthers(String lease) {
    try {
      control.repeat(connection -> deathLocks.endOthers(connection, lease));
    } catch (StoreException e) { // the lease is had all the same
      LOG.warn("Sessions of a leader that was silent could not be ended", e);
    }
  }

  /** Also when it is asked a second time, as the answer to the first was lost. */
  private static Optional<Long> take(
      Connection connection,
      String name,
      UUID holder,
      Optional<Lease> seen,
      UUID nodeId,
      int dataVersion)
      throws SQLException {
    Optional<Long> done =
        Sql.of(connection, "SELECT epoch FROM lease WHERE name = ? AND holder = ?", name, holder)
            .first(row -> row.number("epoch"));
    if (done.isPresent()) {
      return done;
    }
    Sql take =
        seen.isEmpty()
            ? Sql.of(connection, FIRST, name, holder, nodeId, dataVersion)
            : Sql.of(
                connection,
                NEXT,
                holder,
                nodeId,
                dataVersion,
                name,
                seen.get().fence().holder(),
                seen.get().fence().epoch(),
                seen.get().beat(),
                dataVersion);
    try {
      return take.first(row -> row.number("epoch"));
    } catch (SQLException e) {
      if (!PostgresErrors.isLockTimeout(e)) {
        throw e;
      }
      Sql.of(connection, END_SILENT).all(row -> true);
      return take.first(row -> row.number("epoch"));
    }
  }

  @Override
  public boolean beat(Fence fence) {
    return beats.once(
            c -> Sql.of(c, "UPDATE lease SET beat = beat + 1" + HELD, of(fence)).execute())
        > 0;
  }

  @Override
  public void resign(Fence fence) {
    int given =
        control.repeat(
            c ->
                Sql.of(c, "UPDATE lease SET held = 0, beat = beat + 1" + HELD, of(fence))
                    .execute());
    if (given > 0) {
      notifier.wake(ClusterStore.LEADER_TOPIC, "");
    }
  }

  private static Object[] of(Fence fence) {
    return new Object[] {fence.lease(), fence.holder(), fence.epoch()};
  }

  @Override
  public DeathLock deathLock(String name) {
    return new PostgresDeathLock(connections, errors, deathLocks, name);
  }

  @Override
  public void close() {
    deathLocks.close();
  }
}
