package dev.tempo.store.postgres;

import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.UuidCodec;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.GroupWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Mail as rows, which the commits of turns take out. It is posted by the session that writes, so
 * that what is posted at the same time shares a transaction. Thread-safe.
 */
final class PostgresMailbox implements Mailbox {
  private static final String ASK =
      "INSERT INTO command (id, incarnation, kind, body)"
          + " SELECT * FROM unnest(?::bytea[], ?::bytea[], ?::text[], ?::bytea[])"
          + " ON CONFLICT DO NOTHING";

  /**
   * With a lock on the node's row, so that nobody declares it dead between this and its commit; in
   * one statement with what it guards. Beats are not held up, since no unique index has them.
   */
  private static final String TELL =
      "WITH alive AS MATERIALIZED"
          + " (SELECT 1 FROM node WHERE incarnation = ? AND up = 1 FOR KEY SHARE),"
          + " told AS (INSERT INTO outcome (id, run, incarnation, kind, body)"
          + " SELECT u.* FROM alive,"
          + " unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::text[], ?::bytea[]) AS u"
          + " ON CONFLICT DO NOTHING)"
          + " SELECT 1 FROM alive";

  private static final String STOP =
      "INSERT INTO run_stop (run, incarnation, cause)"
          + " SELECT id, ?, ? FROM run_open WHERE id = ? ON CONFLICT DO NOTHING";

  /** Of runs that have not ended; the others are not looked through where nothing is asked. */
  private static final String STOPS =
      "WITH s AS MATERIALIZED (SELECT run, cause FROM run_stop WHERE incarnation = ?)"
          + " SELECT s.run, s.cause FROM s JOIN run_open r ON r.id = s.run"
          + " WHERE r.id = ANY (ARRAY(SELECT run FROM s)) ORDER BY s.run";

  /** What is not to be read is looked up by its hash, also where an array would be gone through. */
  private static final String OUTCOMES =
      "SELECT id, run, incarnation, kind, body FROM outcome WHERE id > ?"
          + " AND id NOT IN (SELECT unnest(?::bytea[])) ORDER BY id LIMIT ?";

  private static final UUID LOWEST = new UUID(0, 0);
  private static final int MILLIS_SHIFT = 16;
  private static final long SKEW_MS = 60_000;
  private static final long ALL_NANOS = Duration.ofMinutes(1).toNanos();

  private final PostgresDatabase database;
  private final ControlSession mail;
  private final AtomicReference<UUID> oldest = new AtomicReference<>(LOWEST);
  private final AtomicLong lookedAtAll = new AtomicLong(System.nanoTime() - ALL_NANOS);
  private final ChannelNotifier notifier;
  private final Set<UUID> forgetting = ConcurrentHashMap.newKeySet();

  PostgresMailbox(PostgresDatabase database, ControlSession mail, ChannelNotifier notifier) {
    this.database = database;
    this.mail = mail;
    this.notifier = notifier;
  }

  @Override
  public void ask(List<Command> commands) {
    if (commands.isEmpty()) {
      return;
    }
    GroupWriter.await(database.submit(Commit.DURABLE, connection -> ask(connection, commands)));
    notifier.wake(ClusterStore.LEADER_TOPIC, ASKED);
  }

  private static int ask(Connection connection, List<Command> commands) throws SQLException {
    try (PreparedStatement ask = connection.prepareStatement(ASK)) {
      ids(ask, 1, commands, Command::id);
      ids(ask, 2, commands, Command::incarnation);
      texts(ask, 3, commands, Command::kind);
      bytes(ask, 4, commands, Command::body);
      return ask.executeUpdate();
    }
  }

  @Override
  public List<Command> commands(int limit) {
    return mail.repeat(
        connection ->
            Sql.of(
                    connection,
                    "SELECT id, incarnation, kind, body FROM command ORDER BY id LIMIT ?",
                    limit)
                .all(
                    row ->
                        new Command(
                            row.id("id"),
                            row.id("incarnation"),
                            row.text("kind"),
                            row.bytes("body"))));
  }

  /** Nobody waits until it is forgotten; one that could not be is pruned with the feed. */
  @Override
  public Optional<Answer> takeAnswer(UUID commandId) {
    if (forgetting.contains(commandId)) {
      return Optional.empty(); // before it is read, as it may be forgotten in between
    }
    Optional<Answer> answer =
        mail.repeat(
            connection ->
                Sql.of(connection, "SELECT done, body FROM answer WHERE command = ?", commandId)
                    .first(row -> new Answer(commandId, row.flag("done"), row.bytes("body"))));
    return answer.filter(any -> forget(commandId));
  }

  /** False if that has been begun before. */
  private boolean forget(UUID commandId) {
    String sql = "DELETE FROM answer WHERE command = ?";
    boolean isFirst = forgetting.add(commandId);
    if (isFirst) {
      database
          .submit(Commit.REPEATABLE, connection -> Sql.of(connection, sql, commandId).execute())
          .whenComplete((deleted, failure) -> forgetting.remove(commandId));
    }
    return isFirst;
  }

  @Override
  public boolean withdraw(UUID commandId) {
    return mail.once(
            connection ->
                Sql.of(connection, "DELETE FROM command WHERE id = ?", commandId).execute())
        > 0;
  }

  @Override
  public boolean tell(UUID incarnation, List<Outcome> outcomes) {
    boolean told =
        GroupWriter.await(
            database.submit(Commit.DURABLE, connection -> tell(connection, incarnation, outcomes)));
    if (told && !outcomes.isEmpty()) {
      notifier.wake(ClusterStore.LEADER_TOPIC, TOLD);
    }
    return told;
  }

  private static boolean tell(Connection connection, UUID incarnation, List<Outcome> outcomes)
      throws SQLException {
    try (PreparedStatement tell = connection.prepareStatement(TELL)) {
      tell.setBytes(1, UuidCodec.bytes(incarnation));
      ids(tell, 2, outcomes, Outcome::id);
      ids(tell, 3, outcomes, Outcome::runId);
      ids(tell, 4, outcomes, Outcome::incarnation);
      texts(tell, 5, outcomes, Outcome::kind);
      bytes(tell, 6, outcomes, Outcome::body);
      try (var rows = tell.executeQuery()) {
        return rows.next();
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>What was dealt with long ago may still lie in front, dead, as long as a snapshot of somebody
   * else needs it: so this begins where the oldest one was when it looked last, less what the
   * clocks of nodes may differ by, and looks at all of them once a minute.
   */
  @Override
  public List<Outcome> outcomes(int limit, Set<UUID> known) {
    long now = System.nanoTime();
    boolean all = now - lookedAtAll.get() >= ALL_NANOS;
    UUID from = all ? LOWEST : oldest.get();
    List<Outcome> found =
        mail.repeat(
            connection ->
                Sql.of(
                        connection,
                        OUTCOMES,
                        from,
                        connection.createArrayOf("bytea", ids(known)),
                        limit)
                    .all(
                        row ->
                            new Outcome(
                                row.id("id"),
                                row.id("run"),
                                row.id("incarnation"),
                                row.text("kind"),
                                row.bytes("body"))));
    if (all) {
      lookedAtAll.set(now);
    }
    Stream.concat(known.stream(), found.stream().limit(1).map(Outcome::id))
        .mapToLong(id -> id.getMostSignificantBits() >>> MILLIS_SHIFT)
        .min()
        .ifPresent(
            millis -> oldest.set(new UUID(Math.max(0, millis - SKEW_MS) << MILLIS_SHIFT, 0)));
    return found;
  }

  @Override
  public void requestStop(UUID runId, UUID incarnation, byte[] cause) {
    database.write(connection -> Sql.of(connection, STOP, incarnation, cause, runId).execute());
    notifier.wake(ClusterStore.topicOf(incarnation), "");
  }

  @Override
  public List<StopRequest> stops(UUID incarnation) {
    return mail.repeat(
        connection ->
            Sql.of(connection, STOPS, incarnation)
                .all(row -> new StopRequest(row.id("run"), row.bytes("cause"))));
  }

  private static <T> void ids(
      PreparedStatement statement, int index, List<T> rows, Function<T, UUID> id)
      throws SQLException {
    bytes(statement, index, rows, row -> UuidCodec.bytes(id.apply(row)));
  }

  private static byte[][] ids(Collection<UUID> ids) {
    return ids.stream().map(UuidCodec::bytes).toArray(byte[][]::new);
  }

  private static <T> void bytes(
      PreparedStatement statement, int index, List<T> rows, Function<T, byte[]> value)
      throws SQLException {
    Object[] values = rows.stream().map(value).toArray(byte[][]::new);
    statement.setArray(index, statement.getConnection().createArrayOf("bytea", values));
  }

  private static <T> void texts(
      PreparedStatement statement, int index, List<T> rows, Function<T, String> value)
      throws SQLException {
    Object[] values = rows.stream().map(value).toArray(String[]::new);
    statement.setArray(index, statement.getConnection().createArrayOf("text", values));
  }
}
