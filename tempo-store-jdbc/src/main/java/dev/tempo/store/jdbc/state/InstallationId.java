package dev.tempo.store.jdbc.state;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The id of the installation to which a file belongs, in a table of its own, which the versions of
 * the other tables do not count. A file without it has lost it, or is older than it, or is new.
 */
public final class InstallationId {
  private InstallationId() {}

  /** Returns the id; empty if there is none. */
  public static Optional<UUID> read(Database database) {
    return database.read(connection -> read(connection, database.dialect()));
  }

  /**
   * Returns the id in a database that is not opened as a store; empty if there is none.
   *
   * @throws SQLException if it cannot be read
   */
  public static Optional<UUID> read(Connection connection, SqlDialect dialect) throws SQLException {
    return Sql.of(connection, dialect.tableExists(), "installation").exists()
        ? Sql.of(connection, "SELECT id FROM installation").firstReadable(row -> row.id("id"))
        : Optional.empty();
  }

  /**
   * Writes the id, in the place of any other.
   *
   * @param owner a class of the module that has the script of the table
   */
  public static void write(Database database, Class<?> owner, UUID id) {
    Migrations table = new Migrations(owner, "installation", 1);
    database.write(
        connection -> {
          Migrations.run(connection, table.script(database.dialect(), 1));
          return Sql.of(
                  connection,
                  "INSERT INTO installation (one, id) VALUES (1, ?)"
                      + " ON CONFLICT (one) DO UPDATE SET id = excluded.id",
                  id)
              .execute();
        });
  }
}
