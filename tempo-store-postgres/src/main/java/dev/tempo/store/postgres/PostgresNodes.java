package dev.tempo.store.postgres;

import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.state.ColumnCodecs;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Nodes as rows, one of each. Beats have a session of their own, so that they wait behind nothing.
 * Thread-safe.
 */
final class PostgresNodes implements NodeStore {
  /** The database's clock, as columns have instants. */
  static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private static final String COLUMNS =
      "id, incarnation, name, labels, handlers, runs_scripts, capacity, address, version,"
          + " data_version, beat, up, draining, joined_at, seen_at";
  private static final String JOIN =
      "WITH joined AS (INSERT INTO node AS n ("
          + COLUMNS
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, 0, "
          + NOW
          + ", "
          + NOW
          + ") ON CONFLICT (id) DO UPDATE SET incarnation = excluded.incarnation,"
          + " name = excluded.name, labels = excluded.labels, handlers = excluded.handlers,"
          + " runs_scripts = excluded.runs_scripts, capacity = excluded.capacity,"
          + " address = excluded.address, version = excluded.version,"
          + " data_version = excluded.data_version, beat = n.beat + 1, up = 1,"
          + " joined_at = excluded.joined_at, seen_at = excluded.seen_at RETURNING "
          + COLUMNS
          + "), noted AS (INSERT INTO incarnation_name (incarnation, name, joined_at)"
          + " SELECT incarnation, name, joined_at FROM joined ON CONFLICT DO NOTHING)"
          + " SELECT "
          + COLUMNS
          + " FROM joined";
  private static final String UP = " WHERE incarnation = ? AND up = 1";

  private final ControlSession beats;
  private final ControlSession control;
  private final ChannelNotifier notifier;

  PostgresNodes(ControlSession beats, ControlSession control, ChannelNotifier notifier) {
    this.beats = beats;
    this.control = control;
    this.notifier = notifier;
  }

  @Override
  public NodeState join(Node node) {
    UUID incarnation = UUID.randomUUID();
    NodeState state = control.repeat(connection -> join(connection, node, incarnation));
    notifier.wake(ClusterStore.LEADER_TOPIC, "");
    return state;
  }

  private static NodeState join(Connection connection, Node node, UUID incarnation)
      throws SQLException {
    try {
      return Sql.of(
              connection,
              JOIN,
              node.id(),
              incarnation,
              node.name(),
              ColumnCodecs.text(node.labels()),
              ColumnCodecs.text(List.copyOf(node.handlers())),
              node.runsScripts(),
              node.capacity(),
              node.address(),
              node.version(),
              node.dataVersion())
          .first(PostgresNodes::state)
          .orElseThrow();
    } catch (SQLException e) {
      if (PostgresErrors.isDuplicate(e)) {
        throw new IllegalStateException(
            "Another node with the name '"
                + node.name()
                + "' is up; give each node a name of its own",
            e);
      }
      throw e;
    }
  }

  private static NodeState state(ResultRow row) throws SQLException {
    Node node =
        new Node(
            row.id("id"),
            row.text("name"),
            ColumnCodecs.map(row.text("labels")),
            Set.copyOf(ColumnCodecs.list(row.text("handlers"))),
            row.flag("runs_scripts"),
            row.integer("capacity"),
            row.text("address"),
            row.text("version"),
            row.integer("data_version"));
    return new NodeState(
        node,
        row.id("incarnation"),
        row.number("beat"),
        row.flag("up"),
        row.flag("draining"),
        row.instant("joined_at"),
        row.instant("seen_at"));
  }

  @Override
  public void update(UUID incarnation, Set<String> handlers) {
    String names = ColumnCodecs.text(List.copyOf(handlers));
    change("UPDATE node SET handlers = ?" + UP, names, incarnation);
  }

  @Override
  public boolean beat(UUID incarnation) {
    String beat = "UPDATE node SET beat = beat + 1, seen_at = " + NOW + UP;
    return beats.once(connection -> Sql.of(connection, beat, incarnation).execute()) > 0;
  }

  @Override
  public void leave(UUID incarnation) {
    String none = ColumnCodecs.text(List.copyOf(LEAVING));
    change("UPDATE node SET up = 0, handlers = ?" + UP, none, incarnation);
  }

  @Override
  public boolean declareDead(NodeState seen) {
    String declare = "UPDATE node SET up = 0" + UP + " AND beat = ?";
    return control.once(c -> Sql.of(c, declare, seen.incarnation(), seen.beat()).execute()) > 0;
  }

  @Override
  public List<NodeState> list() {
    return control.repeat(
        connection ->
            Sql.of(connection, "SELECT " + COLUMNS + " FROM node ORDER BY name, id")
                .all(PostgresNodes::state));
  }

  @Override
  public Optional<NodeState> find(UUID nodeId) {
    return control.repeat(
        connection ->
            Sql.of(connection, "SELECT " + COLUMNS + " FROM node WHERE id = ?", nodeId)
                .first(PostgresNodes::state));
  }

  @Override
  public void drain(UUID nodeId, boolean drain) {
    change("UPDATE node SET draining = ? WHERE id = ?", drain, nodeId);
  }

  @Override
  public boolean forget(UUID nodeId) {
    return control.once(
            c -> Sql.of(c, "DELETE FROM node WHERE id = ? AND up = 0", nodeId).execute())
        > 0;
  }

  @Override
  public void prune(Duration silence) {
    String sql = "DELETE FROM node WHERE up = 0 AND draining = 0 AND seen_at < " + NOW + " - ?";
    control.once(connection -> Sql.of(connection, sql, silence.toMillis()).execute());
  }

  private void change(String sql, Object... arguments) {
    control.repeat(connection -> Sql.of(connection, sql, arguments).execute());
    notifier.wake(ClusterStore.LEADER_TOPIC, "");
  }
}
