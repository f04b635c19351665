package dev.tempo.server.naming;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Folders in the database. Thread-safe. */
final class FolderStore {
  private static final Migrations MIGRATIONS = new Migrations(FolderStore.class, "folders", 1);

  private final Database database;

  FolderStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
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

  private static Folder folder(ResultRow row) throws SQLException {
    return new Folder(
        row.id("id"),
        row.optionalId("parent_id"),
        new Folder.Title(row.text("name"), row.text("safe_name")),
        row.instant("created_at"),
        row.instant("updated_at"));
  }
}
