package dev.tempo.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** How connections to a file are made. */
final class SqliteConnections {
  private static final int BUSY_TIMEOUT_MS = 5_000;

  /** Settings of the connection that writes, whatever the file. */
  private static final List<String> PRAGMAS =
      List.of(
          "journal_mode = WAL",
          "foreign_keys = ON",
          "temp_store = MEMORY",
          "journal_size_limit = 33554432");

  private SqliteConnections() {}

  /**
   * The connection that writes, to a file whose tables are in their newest form. A file that a
   * newer version wrote is left as it is.
   */
  static Connection writer(SqliteErrors errors) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setGetGeneratedKeys(false); // or the driver asks for the last row after every insert
    Connection connection = config.createConnection(url(errors));
    try {
      FileMigrations.requireKnown(connection, errors);
      // The driver sets its pragmas in no order; here some must come before others.
      for (String pragma : errors.profile().pragmas()) {
        SqliteDatabase.execute(connection, "PRAGMA " + pragma);
      }
      for (String pragma : PRAGMAS) {
        SqliteDatabase.execute(connection, "PRAGMA " + pragma);
      }
      FileMigrations.migrate(connection, errors.profile().migrations());
      requireWritable(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * SQLite opens a file that it may not write for reading, begins a transaction that reads even if
   * asked for one that writes, and says so at the first write.
   */
  private static void requireWritable(Connection connection) throws SQLException {
    SqliteDatabase.execute(connection, "BEGIN IMMEDIATE");
    int version = FileMigrations.version(connection);
    SqliteDatabase.execute(connection, "PRAGMA user_version = " + version); // as it is
    SqliteDatabase.execute(connection, "ROLLBACK");
  }

  /** Connections that read. */
  static ReaderPool readers(SqliteErrors errors, int limit) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(url(errors));
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("tempo-" + errors.file().getFileName());
    pool.setDataSource(source);
    pool.setConnectionInitSql("PRAGMA query_only = 1");
    pool.setMaximumPoolSize(limit);
    pool.setMinimumIdle(1);
    return new ReaderPool(pool);
  }

  private static String url(SqliteErrors errors) {
    return "jdbc:sqlite:" + errors.file();
  }
}
