package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.state.JdbcOutbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Lets connections of the program pass that have opened the same file. One that has only attached
 * it does not: a commit to two files in WAL mode is no single one (sqlite.org/lang_attach.html).
 */
record SameFile(SqliteErrors errors) implements JdbcOutbox.Host {
  private static final String MAIN = "SELECT file FROM pragma_database_list WHERE name = 'main'";

  @Override
  public void requireSame(Connection connection) throws SQLException {
    String file = Sql.of(connection, MAIN).first(row -> row.text("file")).orElse("");
    if (!isSame(file)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The connection must have opened %s, in which the store is, but has opened %s",
              errors.file(),
              file.isEmpty() ? "a database in memory" : file));
    }
  }

  private boolean isSame(String file) {
    try {
      return !file.isEmpty() && Files.isSameFile(Path.of(file), errors.file());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String qualifier() {
    return "main.";
  }

  @Override
  public RuntimeException translate(SQLException failure) {
    return errors.of(failure);
  }
}
