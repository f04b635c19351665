package dev.tempo.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlFunction;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one schema: those that write, each of which belongs to whoever asked for it,
 * and a pool of those that read. Thread-safe.
 */
final class PostgresConnections implements AutoCloseable {
  private static final int OLDEST_VERSION = 14;
  private static final int BACKGROUND_READERS = 2;
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(30);

  private final String name;
  private final PostgresOptions options;
  private final DataSource writers;
  private final HikariDataSource readers;
  private final Semaphore background;

  private PostgresConnections(DataSource source, PostgresOptions options, String name) {
    this.name = name;
    this.options = options;
    String process = processName();
    this.writers =
        new SessionSource(source, PostgresSettings.writer(options.schema(), process + " writer"));
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("tempo-" + options.schema());
    pool.setDataSource(
        new SessionSource(source, PostgresSettings.reader(options.schema(), process + " reader")));
    pool.setMaximumPoolSize(options.readers());
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    pool.setInitializationFailTimeout(-1);
    this.readers = new HikariDataSource(pool);
    this.background = new Semaphore(Math.min(BACKGROUND_READERS, options.readers() - 1), true);
  }

  /**
   * Makes the schema if need be.
   *
   * @throws SQLException if the database cannot be reached, is too old, or refuses
   */
  static PostgresConnections open(DataSource source, PostgresOptions options) throws SQLException {
    try (Connection connection = source.getConnection()) {
      DatabaseMetaData data = connection.getMetaData();
      if (data.getDatabaseMajorVersion() < OLDEST_VERSION) {
        throw new SQLException(
            "PostgreSQL "
                + OLDEST_VERSION
                + " or newer is needed, but this is "
                + data.getDatabaseProductVersion());
      }
      String find = "SELECT 1 FROM pg_namespace WHERE nspname = ?";
      if (!Sql.of(connection, find, options.schema()).exists()) {
        Sql.of(connection, "CREATE SCHEMA IF NOT EXISTS " + options.schema()).execute();
        if (!connection.getAutoCommit()) {
          connection.commit();
        }
      }
      return new PostgresConnections(source, options, name(data, options));
    }
  }

  /** Without what stands in the address besides, which may be a password. */
  private static String name(DatabaseMetaData data, PostgresOptions options) throws SQLException {
    String url = data.getURL();
    int end = url.indexOf('?');
    return (end < 0 ? url : url.substring(0, end)) + ", schema " + options.schema();
  }

  private static String processName() {
    return "tempo, process " + ProcessHandle.current().pid();
  }

  /** Returns how the database is called in messages. */
  String name() {
    return name;
  }

  PostgresOptions options() {
    return options;
  }

  /** Returns a new connection that can write, for the caller to keep. */
  Connection writer() throws SQLException {
    Connection connection = writers.getConnection();
    try {
      Executor here = Runnable::run;
      connection.setNetworkTimeout(here, (int) NETWORK_TIMEOUT.toMillis());
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Reads; once more where the connection turns out to be gone. */
  <T extends @Nullable Object> T read(SqlFunction<Connection, T> work) throws SQLException {
    try {
      return readOnce(work);
    } catch (SQLException e) {
      if (!PostgresErrors.isLost(e) || readers.isClosed()) {
        throw e;
      }
      readers.getHikariPoolMXBean().softEvictConnections();
      return readOnce(work);
    }
  }

  /** Reads what takes long, so that most connections are left for what does not. */
  <T extends @Nullable Object> T readInBackground(SqlFunction<Connection, T> work)
      throws SQLException {
    background.acquireUninterruptibly();
    try {
      return read(work);
    } finally {
      background.release();
    }
  }

  private <T extends @Nullable Object> T readOnce(SqlFunction<Connection, T> work)
      throws SQLException {
    try (Connection connection = readers.getConnection()) {
      return work.apply(connection);
    }
  }

  boolean isClosed() {
    return readers.isClosed();
  }

  @Override
  public void close() {
    readers.close();
  }
}
