package dev.tempo.store.sqlite;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.SqlFunction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Copies and checks whole database files, by connections of its own: a copy is one long read, which
 * in WAL mode holds up nobody.
 */
final class DatabaseFiles {
  private static final int BUSY_TIMEOUT_MS = 10_000;

  private DatabaseFiles() {}

  static void copy(Path file, Path target) {
    if (!Files.isRegularFile(file)) {
      throw new StoreException("There is no database " + file);
    }
    try (Connection connection = open(file, false);
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, target.toString());
      copy.execute();
    } catch (SQLException e) {
      throw new SqliteErrors(file, DatabaseProfile.STATE).of(e);
    }
  }

  static Optional<String> damage(Path file) {
    try (Connection connection = open(file, true);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String found = row.next() ? row.getString(1) : "nothing";
      return found.equals("ok") ? Optional.empty() : Optional.of(found);
    } catch (SQLException e) {
      throw new SqliteErrors(file, DatabaseProfile.STATE).of(e);
    }
  }

  static void rebuildIndexes(Path file) {
    try (Connection connection = open(file, false);
        Statement statement = connection.createStatement()) {
      statement.execute("REINDEX");
    } catch (SQLException e) {
      throw new SqliteErrors(file, DatabaseProfile.STATE).of(e);
    }
  }

  static <T> T read(Path file, SqlFunction<Connection, T> work) {
    try (Connection connection = open(file, true)) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw new SqliteErrors(file, DatabaseProfile.STATE).of(e);
    }
  }

  private static Connection open(Path file, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setTempStore(SQLiteConfig.TempStore.FILE);
    config.setReadOnly(readOnly);
    return config.createConnection("jdbc:sqlite:" + file);
  }
}
