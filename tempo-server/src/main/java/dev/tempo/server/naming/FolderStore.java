package dev.tempo.server.naming;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Folders in the database. Thread-safe. */
final class FolderStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE folder (
            id         BLOB    PRIMARY KEY,
            parent_id  BLOB    REFERENCES folder (id) DEFERRABLE INITIALLY DEFERRED,
            name       TEXT    NOT NULL,
            safe_name  TEXT    NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
          ) STRICT;
          CREATE UNIQUE INDEX folder_path ON folder (coalesce(parent_id, x''), safe_name);
          """);

  private final SqliteDatabase database;

  FolderStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("folders", MIGRATIONS);
  }

  List<Folder> all() {
    return database.read(c -> Sql.of(c, "SELECT * FROM folder").all(FolderStore::folder));
  }

  void save(Folder folder) {
    database.write(
        c ->
            Sql.of(
                    c,
                    """
                    INSERT INTO folder (id, parent_id, name, safe_name, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id,
                      name = excluded.name, safe_name = excluded.safe_name,
                      updated_at = excluded.updated_at
                    """,
                    folder.id(),
                    folder.parentId(),
                    folder.name(),
                    folder.safeName(),
                    folder.createdAt(),
                    folder.updatedAt())
                .execute());
  }

  /** Deletes all of them or none. */
  void delete(Collection<UUID> ids) {
    database.write(
        c -> {
          int deleted = 0;
          for (UUID id : ids) {
            deleted += Sql.of(c, "DELETE FROM folder WHERE id = ?", id).execute();
          }
          return deleted;
        });
  }

  private static Folder folder(ResultSet row) throws SQLException {
    return new Folder(
        Sql.uuid(row, "id"),
        Sql.maybeUuid(row, "parent_id"),
        new Folder.Title(row.getString("name"), row.getString("safe_name")),
        Sql.instant(row, "created_at").orElseThrow(),
        Sql.instant(row, "updated_at").orElseThrow());
  }
}
