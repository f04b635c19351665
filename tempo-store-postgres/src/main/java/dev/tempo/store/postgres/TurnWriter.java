package dev.tempo.store.postgres;

import dev.tempo.store.Change;
import dev.tempo.store.cluster.ClusterStore.Turn;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.TurnResult;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.StatementParameters;
import dev.tempo.store.jdbc.UuidCodec;
import dev.tempo.store.jdbc.state.ChangeWriter;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Writes the turns of a leader. First it takes a lock on the row of its lease, which lasts until
 * the transaction ends: so either nobody takes the lease over before, or this writes nothing. Last
 * it adds the turn to the feed. A turn that is there under the same fence was committed already,
 * and its answer was lost; what it was refused is stored with it.
 *
 * <p>Used by the writer's thread alone.
 */
final class TurnWriter {
  /** A large turn may take longer than a network may be silent. */
  private static final long MILLIS_A_CHANGE = 2;

  private static final String FENCE =
      "SELECT (SELECT coalesce(max(turn), 0) FROM feed),"
          + " (SELECT refused FROM feed WHERE turn = ? AND holder = ? AND epoch = ?)"
          + " FROM lease WHERE name = ? AND holder = ? AND epoch = ? AND held = 1 FOR KEY SHARE";
  private static final String ANSWER =
      "WITH u AS (SELECT * FROM unnest(?::bytea[], ?::int8[], ?::bytea[]) AS u (id, done, body)),"
          + " gone AS (DELETE FROM command WHERE id = ANY (ARRAY(SELECT id FROM u)) RETURNING id)"
          + " INSERT INTO answer (command, done, body, answered_at) SELECT u.id, u.done, u.body, "
          + PostgresNodes.NOW
          + " FROM u JOIN gone ON gone.id = u.id ON CONFLICT DO NOTHING";
  private static final String SETTLE = "DELETE FROM outcome WHERE id = ANY (?)";
  private static final String MOVE =
      "WITH u AS (SELECT * FROM unnest(?::bytea[], ?::bytea[]) AS u (run, incarnation)),"
          + " moved AS (UPDATE run_open r SET engine_id = u.incarnation FROM u"
          + " WHERE r.id = u.run AND r.id = ANY (ARRAY(SELECT run FROM u)) AND r.status = 1 RETURNING r.id, r.engine_id)"
          + " INSERT INTO assignment (run, incarnation) SELECT id, engine_id FROM moved"
          + " ON CONFLICT (run) DO UPDATE SET incarnation = excluded.incarnation,"
          + " number = excluded.number";
  private static final String HAND_OVER =
      "INSERT INTO handover (one, body) VALUES (1, ?)"
          + " ON CONFLICT (one) DO UPDATE SET body = excluded.body";
  private static final String ADD =
      "INSERT INTO feed (turn, holder, epoch, refused, body, made_at) VALUES (?, ?, ?, ?, ?, "
          + PostgresNodes.NOW
          + ")";

  private final StatementCache statements;
  private final ChangeWriter changeWriter;
  private final PostgresRunWriter runs;

  /** Makes one over the statements of the connection that writes. */
  TurnWriter(StatementCache statements, ChangeWriter changeWriter, PostgresRunWriter runs) {
    this.statements = statements;
    this.changeWriter = changeWriter;
    this.runs = runs;
  }

  /**
   * Writes a turn.
   *
   * @throws FencedException if the lease is another's, or the turn is not the next one
   * @throws SQLException if it cannot be written
   */
  TurnResult write(Connection connection, Fence fence, List<Change> changes, Turn turn)
      throws SQLException {
    long millis = PostgresConnections.CONTROL_TIMEOUT.toMillis() + MILLIS_A_CHANGE * changes.size();
    connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, millis));
    Optional<TurnResult> done = done(connection, fence, turn.number());
    return done.isPresent() ? done.get() : make(connection, fence, changes, turn);
  }

  /**
   * Writes a turn that is nobody's, and takes it back; its statements stay prepared.
   *
   * @return true
   * @throws SQLException if it cannot be written
   */
  boolean rehearse(Connection connection, List<Change> changes, Turn turn) throws SQLException {
    Fence nobodys = new Fence("", new UUID(0, 0), 0);
    connection.setAutoCommit(false);
    try (ResultSet none = check(connection, nobodys, turn.number())) {
      make(connection, nobodys, changes, turn);
      return !none.next();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private TurnResult make(Connection connection, Fence fence, List<Change> changes, Turn turn)
      throws SQLException {
    runs.takeRefusedStarts(); // of those that nobody asked for
    Set<UUID> refusedRuns = changeWriter.apply(connection, changes);
    Set<UUID> refusedStarts = runs.takeRefusedStarts();
    refusedStarts.removeAll(refusedRuns);
    TurnResult result = new TurnResult(refusedRuns, refusedStarts);
    settle(connection, turn);
    statements.update(
        connection,
        ADD,
        row ->
            row.number(turn.number())
                .id(fence.holder())
                .number(fence.epoch())
                .bytes(pack(result))
                .bytes(turn.entry().body()));
    return result;
  }

  private ResultSet check(Connection connection, Fence fence, long number) throws SQLException {
    PreparedStatement check = statements.get(connection, FENCE);
    new StatementParameters(check)
        .number(number)
        .id(fence.holder())
        .number(fence.epoch())
        .text(fence.lease())
        .id(fence.holder())
        .number(fence.epoch());
    return check.executeQuery();
  }

  private Optional<TurnResult> done(Connection connection, Fence fence, long number)
      throws SQLException {
    try (ResultSet row = check(connection, fence, number)) {
      if (!row.next()) {
        throw new FencedException(leader(connection, fence.lease()));
      }
      byte[] refused = row.getBytes(2);
      if (refused == null && row.getLong(1) != number - 1) {
        throw new FencedException(
            "The turn " + number + " does not follow the last one, " + row.getLong(1));
      }
      return Optional.ofNullable(refused).map(TurnWriter::unpack);
    }
  }

  private static String leader(Connection connection, String lease) throws SQLException {
    return Sql.of(connection, "SELECT * FROM lease WHERE name = ?", lease)
        .first(PostgresLeases::lease)
        .map(
            now ->
                now.isHeld()
                    ? "The node " + now.nodeId() + " leads now"
                    : "Nobody leads; the node " + now.nodeId() + " did last")
        .orElse("Nobody leads");
  }

  private void settle(Connection connection, Turn turn) throws SQLException {
    List<Mailbox.Answer> answers = turn.answers();
    if (!answers.isEmpty()) {
      PreparedStatement answer = statements.get(connection, ANSWER);
      bytes(answer, 1, answers.stream().map(Mailbox.Answer::commandId).toList());
      Long[] done = answers.stream().map(each -> each.isDone() ? 1L : 0L).toArray(Long[]::new);
      answer.setArray(2, connection.createArrayOf("int8", done));
      byte[][] bodies = answers.stream().map(Mailbox.Answer::body).toArray(byte[][]::new);
      answer.setArray(3, connection.createArrayOf("bytea", bodies));
      answer.executeUpdate();
    }
    if (!turn.outcomes().isEmpty()) {
      PreparedStatement settle = statements.get(connection, SETTLE);
      bytes(settle, 1, turn.outcomes());
      settle.executeUpdate();
    }
    Map<UUID, UUID> moved = turn.moved();
    if (!moved.isEmpty()) {
      PreparedStatement move = statements.get(connection, MOVE);
      List<UUID> ids = List.copyOf(moved.keySet());
      bytes(move, 1, ids);
      bytes(move, 2, ids.stream().map(moved::get).toList());
      move.executeUpdate();
    }
    if (turn.handover().isPresent()) {
      statements.update(connection, HAND_OVER, row -> row.bytes(turn.handover().get()));
    }
  }

  private static void bytes(PreparedStatement statement, int index, Collection<UUID> ids)
      throws SQLException {
    byte[][] values = ids.stream().map(UuidCodec::bytes).toArray(byte[][]::new);
    statement.setArray(index, statement.getConnection().createArrayOf("bytea", values));
  }

  static byte[] pack(TurnResult result) {
    Set<UUID> runs = result.refusedRuns();
    Set<UUID> starts = result.refusedStarts();
    if (runs.isEmpty() && starts.isEmpty()) {
      return new byte[0];
    }
    int ids = (runs.size() + starts.size()) * 2 * Long.BYTES;
    ByteBuffer packed = ByteBuffer.allocate(2 * Integer.BYTES + ids);
    put(packed, runs);
    put(packed, starts);
    return packed.array();
  }

  private static void put(ByteBuffer packed, Set<UUID> ids) {
    packed.putInt(ids.size());
    ids.forEach(id -> packed.put(UuidCodec.bytes(id)));
  }

  static TurnResult unpack(byte[] packed) {
    if (packed.length == 0) {
      return TurnResult.ALL_DONE;
    }
    ByteBuffer from = ByteBuffer.wrap(packed);
    return new TurnResult(get(from), get(from));
  }

  private static Set<UUID> get(ByteBuffer packed) {
    int count = packed.getInt();
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      ids.add(new UUID(packed.getLong(), packed.getLong()));
    }
    return ids;
  }
}
