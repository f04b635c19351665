package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.util.Optional;
import java.util.UUID;

/**
 * The id of the installation to which a file belongs, in a table of its own, which the versions of
 * the other tables do not count. A file without it has lost it, or is older than it, or is new.
 */
final class InstallationId {
  private static final Migrations TABLE = new Migrations(InstallationId.class, "installation", 1);

  private InstallationId() {}

  static Optional<UUID> read(SqliteDatabase database) {
    return database.read(
        connection ->
            Sql.of(connection, database.dialect().tableExists(), "installation").exists()
                ? Sql.of(connection, "SELECT id FROM installation")
                    .firstReadable(row -> row.id("id"))
                : Optional.<UUID>empty());
  }

  static void write(SqliteDatabase database, UUID id) {
    database.write(
        connection -> {
          Migrations.run(connection, TABLE.script(database.dialect(), 1));
          return Sql.of(
                  connection,
                  "INSERT INTO installation (one, id) VALUES (1, ?)"
                      + " ON CONFLICT (one) DO UPDATE SET id = excluded.id",
                  id)
              .execute();
        });
  }
}
