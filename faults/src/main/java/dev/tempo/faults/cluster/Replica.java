package dev.tempo.faults.cluster;

import dev.tempo.benchmarks.Patience;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A server that streams what another one writes, through a network of its own, until it is
 * promoted. Used by one thread.
 */
final class Replica implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final PostgresServer primary;
  private final FaultProxy network;
  private final PostgresServer server;

  /** Streams when this returns; commits of the primary do not wait for it. */
  Replica(PostgresServer primary) throws IOException {
    this.primary = primary;
    this.network = new FaultProxy(primary.port());
    this.server = primary.replica(network.port());
    await("state = 'streaming'");
  }

  /** Each commit of the primary waits from now on until the replica has it on its disk. */
  void synchronise() {
    onPrimary("ALTER SYSTEM SET synchronous_standby_names = '*'");
    onPrimary("SELECT pg_reload_conf()");
    await("sync_state = 'sync'");
    onPrimary("COMMENT ON DATABASE postgres IS 'replicated'"); // waits for all that was before it
  }

  /** What is committed from now on is lost by the promotion. */
  void cutOff() {
    network.cut(true, true);
  }

  /** Makes it one that can be written. */
  PostgresServer promote() {
    server.promote();
    return server;
  }

  private void await(String condition) {
    String sql = "SELECT count(*) FROM pg_stat_replication WHERE " + condition;
    Patience.until("a replica with " + condition, LOOK, () -> onPrimary(sql).equals("1"));
  }

  private String onPrimary(String sql) {
    try (Connection connection = primary.source().getConnection();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Ends its network alone: what was promoted goes on. */
  @Override
  public void close() {
    network.close();
  }
}
