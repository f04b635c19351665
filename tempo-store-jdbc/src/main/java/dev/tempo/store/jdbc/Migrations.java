package dev.tempo.store.jdbc;

import dev.tempo.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;

/**
 * The scripts that lead the tables of one part from nothing to their newest form, {@code
 * META-INF/db/<dialect>/<part>-1.sql} and on. A script that was released is never changed, only
 * followed by others. Which version of a part a database has stands in its table {@code component}.
 * Immutable.
 *
 * @param owner a class of the module that has the scripts
 * @param part the name of the part
 * @param version the number of the last script, which is the version of the tables
 */
public record Migrations(Class<?> owner, String part, int version) {
  private static final String FIND = "SELECT version FROM component WHERE name = ?";
  private static final String SAVE =
      "INSERT INTO component (name, version) VALUES (?, ?)"
          + " ON CONFLICT (name) DO UPDATE SET version = excluded.version";

  /**
   * Checks the version.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Migrations {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(part, "part");
    if (version < 1) {
      throw new IllegalArgumentException("A version is at least 1, but got " + version);
    }
  }

  /**
   * Returns a script.
   *
   * @throws IllegalStateException if the dialect has none of this number
   */
  public String script(SqlDialect dialect, int number) {
    String resource =
        String.format(Locale.ROOT, "/META-INF/db/%s/%s-%d.sql", dialect.name(), part, number);
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("There is no script " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a script, statement by statement. Each ends with a semicolon at the end of a line.
   *
   * @throws SQLException if one fails
   */
  public static void run(Connection connection, String script) throws SQLException {
    for (String sql : script.split(";\\s*(\n|$)")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Returns whether a database has the newest form of the part.
   *
   * @param connection to a database that has the table {@code component}
   * @throws SQLException if it cannot be read
   */
  public boolean isCurrent(Connection connection) throws SQLException {
    return found(connection) == version;
  }

  void apply(Database database) {
    int found = database.read(this::found);
    if (found > version) {
      throw new StoreException(
          StoreException.Reason.TOO_NEW,
          String.format(
              Locale.ROOT,
              "%s, part %s was written by a newer version of Tempo (form %d, this one knows %d);"
                  + " run that version, or restore a backup",
              database.name(),
              part,
              found,
              version),
          null);
    }
    for (int number = found + 1; number <= version; number++) {
      int next = number;
      String script = script(database.dialect(), next);
      database.write(
          connection ->
              database
                  .dialect()
                  .withoutTimeout(connection, patient -> step(patient, next, script)));
    }
  }

  private int found(Connection connection) throws SQLException {
    return (int) Sql.of(connection, FIND, part).count();
  }

  private boolean step(Connection connection, int number, String script) throws SQLException {
    if (found(connection) >= number) {
      return false; // somebody else did it meanwhile
    }
    run(connection, script);
    return Sql.of(connection, SAVE, part, number).execute() > 0;
  }
}
