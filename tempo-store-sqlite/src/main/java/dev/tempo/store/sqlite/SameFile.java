package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.state.JdbcOutbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Lets connections of the program pass that have opened the same file. One that has only attached
 * it does not: a commit to two files in WAL mode is no single one (sqlite.org/lang_attach.html).
 */
record SameFile(SqliteErrors errors) implements JdbcOutbox.Host {
  private static final String PREFIX = "jdbc:sqlite:";
  private static final String URI = "file:";

  /**
   * {@inheritDoc} Asked of the driver, not of the database: a query would begin to read, and what
   * others write meanwhile would then keep the transaction from writing (SQLITE_BUSY_SNAPSHOT).
   */
  @Override
  public void requireSame(Connection connection) throws SQLException {
    String url = String.valueOf(connection.getMetaData().getURL());
    if (!isSame(file(url))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The connection must have opened %s, in which the store is, but has opened %s",
              errors.file(),
              url));
    }
  }

  private static String file(String url) {
    String name = url.startsWith(PREFIX) ? url.substring(PREFIX.length()) : "";
    String path = name.startsWith(URI) ? name.substring(URI.length()) : name;
    int parameters = path.indexOf('?');
    return parameters < 0 ? path : path.substring(0, parameters);
  }

  private boolean isSame(String file) {
    try {
      return !file.isEmpty() && Files.isSameFile(Path.of(file), errors.file());
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  @Override
  public String qualifier() {
    return "main.";
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public RuntimeException translate(SQLException failure) {
    return errors.of(failure);
  }
}
