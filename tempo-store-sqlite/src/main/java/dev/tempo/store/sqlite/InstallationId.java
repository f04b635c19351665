package dev.tempo.store.sqlite;

import java.util.Optional;
import java.util.UUID;

/**
 * The id of the installation to which a file belongs, in a table of its own, which the versions of
 * the other tables do not count. A file without it has lost it, or is older than it, or is new.
 */
final class InstallationId {
  private static final String MAKE =
      "CREATE TABLE IF NOT EXISTS installation (one INTEGER PRIMARY KEY CHECK (one = 1),"
          + " id BLOB NOT NULL) STRICT";

  private InstallationId() {}

  static Optional<UUID> read(SqliteDatabase database) {
    return database.read(
        connection -> {
          String find = "SELECT count(*) FROM sqlite_schema WHERE name = 'installation'";
          return SqliteDatabase.number(connection, find) == 0
              ? Optional.<UUID>empty()
              : Queries.first(
                  connection, "SELECT id FROM installation", to -> {}, row -> row.id("id"));
        });
  }

  static void write(SqliteDatabase database, UUID id) {
    database.write(
        connection -> {
          SqliteDatabase.execute(connection, MAKE);
          try (var save =
              connection.prepareStatement(
                  "INSERT INTO installation (one, id) VALUES (1, ?)"
                      + " ON CONFLICT (one) DO UPDATE SET id = excluded.id")) {
            save.setBytes(1, ColumnCodecs.bytes(id));
            return save.executeUpdate();
          }
        });
  }
}
