package dev.tempo.store.postgres;

import dev.tempo.Run;
import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Feed;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.LineRelay;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.TurnResult;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.UuidCodec;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
import dev.tempo.store.jdbc.state.RunColumns;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What nodes share on a schema. Beats, what watches others, and mail have a session each, with
 * short time-outs; turns and what is posted go through the session that writes. Thread-safe.
 */
final class PostgresCluster implements ClusterStore, AutoCloseable {
  private static final String RUN = RunColumns.REQUEST + ", " + RunColumns.RESULT;
  private static final String UNDER_WAY =
      "SELECT " + RUN + " FROM run_open WHERE status = 1 ORDER BY id";
  private static final String UNDER_WAY_BY_NODE =
      "SELECT incarnation, count(*)::int AS runs FROM assignment GROUP BY incarnation";
  private static final String RUNS_ON =
      "SELECT r.id, n.name FROM run r JOIN incarnation_name n ON n.incarnation = r.engine_id"
          + " WHERE r.started_at IS NOT NULL";
  private static final String AGREE =
      "INSERT INTO node_agreement (name, body) VALUES (?, ?) ON CONFLICT DO NOTHING";
  private static final String ASSIGNED =
      "SELECT "
          + RUN
          + " FROM run_open WHERE id = ANY (?) AND status = 1 AND engine_id = ?"
          + " ORDER BY id";

  /**
   * Also those that are not under way, which say that there may be more. The planner has no choice,
   * whatever it believes of tables that were empty a moment ago.
   */
  private static final String ASSIGNED_AFTER =
      "WITH a AS MATERIALIZED (SELECT run, number FROM assignment"
          + " WHERE incarnation = ? AND number > ? ORDER BY number LIMIT ?)"
          + " SELECT a.number, "
          + RUN
          + " FROM a LEFT JOIN run_open ON id = a.run AND id = ANY (ARRAY(SELECT run FROM a))"
          + " AND status = 1 AND engine_id = ? ORDER BY a.number";

  private static final String UNENDED = "SELECT id FROM run_open WHERE id = ANY (?)";

  private final PostgresDatabase database;
  private final TurnWriter turns;
  private final ControlSession beats;
  private final ControlSession control;
  private final ControlSession mail;
  private final ChannelNotifier notifier;
  private final NotificationListener listener;
  private final PostgresLeases leases;
  private final PostgresNodes nodes;
  private final PostgresMailbox mailbox;
  private final PostgresFeed feed;
  private final PostgresLineRelay lineRelay;
  private final Channels channels;

  PostgresCluster(PostgresConnections connections, PostgresDatabase database, TurnWriter turns) {
    this.database = database;
    this.turns = turns;
    PostgresErrors errors = new PostgresErrors(connections.name(), false);
    this.beats = new ControlSession(connections, errors, "beats");
    this.control = new ControlSession(connections, errors, "control");
    this.mail = new ControlSession(connections, errors, "mail");
    this.channels = new Channels(connections.options().schema());
    this.notifier = new ChannelNotifier(connections, channels);
    this.listener = new NotificationListener(connections, channels);
    this.leases = new PostgresLeases(connections, errors, beats, control, notifier);
    this.nodes = new PostgresNodes(beats, control, notifier);
    this.mailbox = new PostgresMailbox(database, mail, notifier);
    this.feed = new PostgresFeed(database, mail);
    this.lineRelay = new PostgresLineRelay(connections, errors, notifier, listener);
  }

  @Override
  public LeaseStore leases() {
    return leases;
  }

  @Override
  public NodeStore nodes() {
    return nodes;
  }

  @Override
  public Mailbox mailbox() {
    return mailbox;
  }

  @Override
  public Feed feed() {
    return feed;
  }

  @Override
  public LineRelay lineRelay() {
    return lineRelay;
  }

  /**
   * Nothing more than the first statement is done where it is repeated, so it need not be asked
   * for.
   */
  @Override
  public TurnResult commit(Fence fence, List<Change> changes, Turn turn) {
    TurnResult result =
        GroupWriter.await(
            database.submit(
                Commit.REPEATABLE, connection -> turns.write(connection, fence, changes, turn)));
    notifier.wake(FEED_TOPIC, Long.toString(turn.number()));
    return result;
  }

  /** Statements are prepared, and planned by the server. */
  @Override
  public void rehearse(List<Change> changes, Turn turn) {
    GroupWriter.await(
        database.submit(Commit.ALONE, connection -> turns.rehearse(connection, changes, turn)));
  }

  @Override
  public List<Assignment> assignments() {
    return database.read(
        connection ->
            Sql.of(connection, UNDER_WAY)
                .allReadable(row -> new Assignment(RunColumns.read(row), row.id("engine_id"))));
  }

  @Override
  public Set<UUID> assignedIds(UUID incarnation) {
    String sql = "SELECT run FROM assignment WHERE incarnation = ?";
    return mail.repeat(
        connection -> Set.copyOf(Sql.of(connection, sql, incarnation).all(row -> row.id("run"))));
  }

  @Override
  public List<Run> assigned(UUID incarnation, Collection<UUID> runIds) {
    return runIds.isEmpty()
        ? List.of()
        : mail.repeat(
            connection ->
                Sql.of(connection, ASSIGNED, array(connection, runIds), incarnation)
                    .allReadable(RunColumns::read));
  }

  @Override
  public AssignedPage assignedAfter(UUID incarnation, long position, int limit) {
    List<Long> numbers = new ArrayList<>();
    List<Optional<Run>> runs =
        mail.repeat(
            connection -> {
              numbers.clear();
              return Sql.of(connection, ASSIGNED_AFTER, incarnation, position, limit, incarnation)
                  .allReadable(
                      row -> {
                        numbers.add(row.number("number")); // also of a run that cannot be read
                        boolean isUnderWay = row.bytes("id") != null;
                        return isUnderWay ? Optional.of(RunColumns.read(row)) : Optional.empty();
                      });
            });
    return new AssignedPage(
        runs.stream().flatMap(Optional::stream).toList(),
        numbers.isEmpty() ? position : numbers.getLast(),
        numbers.size() == limit);
  }

  @Override
  public Set<UUID> unended(Collection<UUID> runIds) {
    return runIds.isEmpty()
        ? Set.of()
        : mail.repeat(
            connection ->
                Set.copyOf(
                    Sql.of(connection, UNENDED, array(connection, runIds))
                        .all(row -> row.id("id"))));
  }

  private static Array array(Connection connection, Collection<UUID> ids) throws SQLException {
    byte[][] bytes = ids.stream().map(UuidCodec::bytes).toArray(byte[][]::new);
    return connection.createArrayOf("bytea", bytes);
  }

  @Override
  public Map<UUID, Integer> runningCounts() {
    Map<UUID, Integer> counts = new HashMap<>();
    mail.repeat(
            connection ->
                Sql.of(connection, UNDER_WAY_BY_NODE)
                    .all(row -> Map.entry(row.id("incarnation"), row.integer("runs"))))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  @Override
  public Map<UUID, String> nodeNames(Collection<UUID> runIds) {
    if (runIds.isEmpty()) {
      return Map.of();
    }
    Map<UUID, String> names = new HashMap<>();
    String sql = RUNS_ON + " AND r.id IN (" + Sql.marks(runIds) + ")";
    database
        .read(
            connection ->
                Sql.of(connection, sql, runIds.toArray())
                    .all(row -> Map.entry(row.id("id"), row.text("name"))))
        .forEach(run -> names.put(run.getKey(), run.getValue()));
    return names;
  }

  @Override
  public Optional<String> agreed(String name) {
    return control.repeat(
        connection ->
            Sql.of(connection, "SELECT body FROM node_agreement WHERE name = ?", name)
                .first(row -> row.text("body")));
  }

  @Override
  public String agree(String name, String text) {
    control.repeat(connection -> Sql.of(connection, AGREE, name, text).execute());
    return agreed(name).orElseThrow();
  }

  @Override
  public Optional<byte[]> handover() {
    return mail.repeat(
        connection ->
            Sql.of(connection, "SELECT body FROM handover").first(row -> row.bytes("body")));
  }

  @Override
  public Instant now() {
    return control.repeat(
        connection ->
            Sql.of(connection, "SELECT " + PostgresNodes.NOW + " AS now")
                .first(row -> row.instant("now"))
                .orElseThrow());
  }

  @Override
  public Listening listen(List<String> topics, WakeUpListener target) {
    return listener.listen(topics, target);
  }

  @Override
  public void wake(String topic, String payload) {
    notifier.wake(topic, payload);
  }

  @Override
  public void wakeNow(String topic, String payload) {
    String channel = channels.of(topic);
    control.repeat(
        connection -> Sql.of(connection, "SELECT pg_notify(?, ?)", channel, payload).exists());
  }

  @Override
  public void close() {
    leases.close();
    lineRelay.close();
    listener.close();
    notifier.close();
    beats.close();
    control.close();
    mail.close();
  }
}
