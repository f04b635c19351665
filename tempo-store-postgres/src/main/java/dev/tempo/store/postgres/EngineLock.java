package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * An advisory lock on a part of a schema. One engine that is alone has it for itself; nodes of a
 * cluster share it, so that neither begins beside the other. It belongs to the session that writes,
 * so that nothing is written by whoever does not have it, and that it is free as soon as that
 * session has ended. Immutable.
 */
final class EngineLock {
  private static final String TAKE = "SELECT 1 WHERE pg_try_advisory_lock(?)";
  private static final String SHARE = "SELECT 1 WHERE pg_try_advisory_lock_shared(?)";
  private static final String RELEASE = "SELECT pg_advisory_unlock(?)";
  private static final String RELEASE_SHARED = "SELECT pg_advisory_unlock_shared(?)";
  private static final String AWAIT = "SELECT pg_advisory_lock(?)";
  private static final String FOR_TRANSACTION = "SELECT pg_advisory_xact_lock(?)";
  private static final String TAKE_FOR_TRANSACTION = "SELECT 1 WHERE pg_try_advisory_xact_lock(?)";
  private static final String SHARE_FOR_TRANSACTION =
      "SELECT 1 WHERE pg_try_advisory_xact_lock_shared(?)";
  private static final String HOLDERS =
      """
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid::bigint = ? AND l.objid::bigint = ? AND l.pid <> pg_backend_pid()
      """;
  private static final String HOLDER =
      """
      SELECT a.pid AS pid, a.application_name AS name, coalesce(host(a.client_addr), 'a local socket') AS client,
        to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') AS since
      """
          + HOLDERS;
  private static final String SHARERS = "SELECT 1 " + HOLDERS + " AND l.mode = 'ShareLock'";

  /** Beats are a second apart, and whoever leads declares dead what has not beaten for 8 s. */
  private static final String NODES =
      "SELECT name FROM node WHERE up = 1 AND seen_at > "
          + PostgresNodes.NOW
          + " - 10000 ORDER BY name";

  private static final String END_HOLDERS =
      "SELECT pg_terminate_backend(a.pid) " + HOLDERS + " AND a.pid <> ALL (?)";

  /** Of a session: numbers of processes come again, and the text of an instant has settings. */
  private static final String START = "(extract(epoch FROM backend_start) * 1000000)::bigint";

  private static final String END_SESSION =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND " + START + " = ?";
  private static final String OWN_SESSION =
      "SELECT pid, " + START + " AS start FROM pg_stat_activity WHERE pid = pg_backend_pid()";
  private static final long LOW = 0xFFFF_FFFFL;
  private static final long BETWEEN_NANOS = Duration.ofMillis(200).toNanos();

  private final long key;

  /**
   * A session of the server.
   *
   * @param pid of the process that serves it
   * @param startMicros when it began, since the epoch
   */
  record SessionId(long pid, long startMicros) {}

  private EngineLock(long key) {
    this.key = key;
  }

  /** Returns the lock on a part of a schema. */
  static EngineLock of(String schema, String part) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("tempo/" + schema + "/" + part).getBytes(StandardCharsets.UTF_8));
      return new EngineLock(ByteBuffer.wrap(digest).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Takes the lock if it is free, as a use of the schema wants it.
   *
   * @return true for a use that wants none
   */
  boolean tryTake(Connection connection, SchemaUse use) throws SQLException {
    return switch (use) {
      case OPEN -> true;
      case SHARED -> Sql.of(connection, SHARE, key).exists();
      case CLAIMED -> Sql.of(connection, TAKE, key).exists();
    };
  }

  /** Takes the lock as {@link #tryTake} does; whoever has it may be ending, and is waited for. */
  boolean tryTake(Connection connection, SchemaUse use, Duration patience) throws SQLException {
    long end = System.nanoTime() + patience.toNanos();
    while (!tryTake(connection, use)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
    return true;
  }

  /** Gives back what {@link #tryTake} took. */
  void release(Connection connection, SchemaUse use) throws SQLException {
    switch (use) {
      case OPEN -> {}
      case SHARED -> Sql.of(connection, RELEASE_SHARED, key).exists();
      case CLAIMED -> Sql.of(connection, RELEASE, key).exists();
    }
  }

  /** Takes the lock, as long as the session's {@code lock_timeout} lets it wait. */
  void await(Connection connection) throws SQLException {
    Sql.of(connection, AWAIT, key).exists();
  }

  /** Takes the lock until the transaction ends, if it is free. */
  boolean tryTakeForTransaction(Connection connection) throws SQLException {
    return Sql.of(connection, TAKE_FOR_TRANSACTION, key).exists();
  }

  /** Takes the lock until the transaction ends, as long as {@code lock_timeout} lets it wait. */
  void awaitForTransaction(Connection connection) throws SQLException {
    Sql.of(connection, FOR_TRANSACTION, key).exists();
  }

  /** Shares the lock until the transaction ends; false if somebody has it for himself. */
  boolean tryShareForTransaction(Connection connection) throws SQLException {
    return Sql.of(connection, SHARE_FOR_TRANSACTION, key).exists();
  }

  /** Says who else has the lock. */
  Optional<String> holder(Connection connection) throws SQLException {
    return Sql.of(connection, HOLDER, key >>> Integer.SIZE, key & LOW)
        .first(
            row ->
                "'"
                    + row.text("name")
                    + "' (server process "
                    + row.number("pid")
                    + ", from "
                    + row.text("client")
                    + ", since "
                    + row.text("since")
                    + ")");
  }

  /**
   * Which nodes share the lock; empty if none does, or none that has joined.
   *
   * @param connection looks into the schema
   */
  List<String> nodes(Connection connection) throws SQLException {
    boolean isShared = Sql.of(connection, SHARERS, key >>> Integer.SIZE, key & LOW).exists();
    return isShared ? Sql.of(connection, NODES).all(row -> row.text("name")) : List.of();
  }

  /** Ends the sessions that have the lock, but for some. */
  void endHolders(Connection connection, Long... spared) throws SQLException {
    Sql.of(
            connection,
            END_HOLDERS,
            key >>> Integer.SIZE,
            key & LOW,
            connection.createArrayOf("int8", spared))
        .all(row -> true);
  }

  static SessionId session(Connection connection) throws SQLException {
    return Sql.of(connection, OWN_SESSION)
        .first(row -> new SessionId(row.number("pid"), row.number("start")))
        .orElseThrow();
  }

  /**
   * Ends an earlier session of this process, which the server may believe in for long after its
   * network was cut.
   */
  static void end(Connection connection, SessionId session) throws SQLException {
    Sql.of(connection, END_SESSION, session.pid(), session.startMicros()).exists();
  }
}
