package dev.tempo.store.sqlite;

import dev.tempo.log.LogStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** How the file of logs is opened, made, and brought up to date. */
final class LogSchema {

  /** The newest form of the file; {@code logs-N.sql} leads from form N-1 to N. */
  static final int VERSION = 1;

  private static final int BUSY_TIMEOUT_MS = 5000;

  private LogSchema() {}

  static SQLiteDataSource dataSource(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /**
   * The connection that writes, to a file in its newest form.
   *
   * @throws LogStorageException when a newer version of Tempo wrote the file
   */
  static Connection openWriter(Path file) throws SQLException {
    // The first PRAGMA of a new file decides about vacuum, so this one cannot come from the data
    // source.
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      int version = version(statement);
      if (version > VERSION) {
        throw new LogStorageException(
            LogStorageException.Reason.TOO_NEW,
            "%s was written by a newer version of Tempo (form %d; this one knows %d): run that version, or move the file away"
                .formatted(file, version, VERSION));
      }
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = NORMAL");
      statement.execute("PRAGMA foreign_keys = ON");
      statement.execute("PRAGMA temp_store = MEMORY");
      statement.execute("PRAGMA wal_autocheckpoint = 4000");
      statement.execute("PRAGMA journal_size_limit = 33554432");
      migrate(statement, version);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  private static void migrate(Statement statement, int from) throws SQLException {
    for (int version = from + 1; version <= VERSION; version++) {
      statement.execute("BEGIN IMMEDIATE");
      try {
        for (String sql : script(version).split(";\\s*(\n|$)")) {
          statement.execute(sql);
        }
        statement.execute("PRAGMA user_version = " + version);
        statement.execute("COMMIT");
      } catch (SQLException e) {
        statement.execute("ROLLBACK");
        throw e;
      }
    }
  }

  private static String script(int version) {
    try (InputStream in = LogSchema.class.getResourceAsStream("logs-" + version + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
