package dev.tempo.store.postgres;

import dev.tempo.store.jdbc.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The advisory lock that one engine at a time has on a schema. It belongs to the session that
 * writes, so that nothing is written by whoever does not have it, and that it is free as soon as
 * that session has ended. Immutable.
 */
final class EngineLock {
  private static final String TAKE = "SELECT 1 WHERE pg_try_advisory_lock(?)";
  private static final String RELEASE = "SELECT pg_advisory_unlock(?)";
  private static final String HOLDER =
      """
      SELECT a.pid AS pid, a.application_name AS name, coalesce(host(a.client_addr), 'a local socket') AS client,
        to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') AS since
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid::bigint = ? AND l.objid::bigint = ?
      """;
  private static final String END_SESSION =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE pid = ? AND backend_start::text = ?";
  private static final String OWN_SESSION =
      "SELECT pid, backend_start::text AS start FROM pg_stat_activity WHERE pid = pg_backend_pid()";
  private static final long LOW = 0xFFFF_FFFFL;

  private final long key;

  /**
   * A session of the server.
   *
   * @param pid of the process that serves it
   * @param start when it began, since numbers of processes come again
   */
  record SessionId(long pid, String start) {}

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

  /** Takes the lock if it is free. */
  boolean tryTake(Connection connection) throws SQLException {
    return Sql.of(connection, TAKE, key).exists();
  }

  void release(Connection connection) throws SQLException {
    Sql.of(connection, RELEASE, key).exists();
  }

  /** Says who has the lock. */
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

  static SessionId session(Connection connection) throws SQLException {
    return Sql.of(connection, OWN_SESSION)
        .first(row -> new SessionId(row.number("pid"), row.text("start")))
        .orElseThrow();
  }

  /**
   * Ends an earlier session of this process, which the server may believe in for long after its
   * network was cut.
   */
  static void end(Connection connection, SessionId session) throws SQLException {
    Sql.of(connection, END_SESSION, session.pid(), session.start()).exists();
  }
}
