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
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** How the file of logs is opened, made, and brought up to date. */
final class LogSchema {

  /** The newest form of the file; {@code logs-N.sql} leads from form N-1 to N. */
  static final int VERSION = 1;

  private static final int BUSY_TIMEOUT_MS = 5000;

  /**
   * Of the writing connection, in this order: vacuum can only be chosen before anything is written.
   */
  private static final List<String> PRAGMAS =
      List.of(
          "auto_vacuum = INCREMENTAL",
          "journal_mode = WAL",
          "synchronous = NORMAL",
          "foreign_keys = ON",
          "temp_store = MEMORY",
          "wal_autocheckpoint = 4000",
          "journal_size_limit = 33554432");

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
      requireKnown(file, version);
      for (String pragma : PRAGMAS) {
        statement.execute("PRAGMA " + pragma);
      }
      migrate(statement, version);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void requireKnown(Path file, int version) {
    if (version > VERSION) {
      throw new LogStorageException(
          LogStorageException.Reason.TOO_NEW,
          ("%s was written by a newer version of Tempo (form %d; this one knows %d): run that"
                  + " version, or move the file away")
              .formatted(file, version, VERSION));
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
