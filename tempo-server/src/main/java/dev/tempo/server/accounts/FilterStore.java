package dev.tempo.server.accounts;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Saved filters in the database, a document for each account. Thread-safe. */
final class FilterStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE user_filters (
            user_id  BLOB PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            document TEXT NOT NULL
          );
          """);

  private final SqliteDatabase database;

  FilterStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("filters", MIGRATIONS);
  }

  /** The filters that somebody saved, as a JSON document; empty if none. */
  Optional<String> find(UUID userId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT document FROM user_filters WHERE user_id = ?", userId)
                .first(row -> row.getString("document")));
  }

  /** Saves somebody's filters; without effect if the account is gone. */
  void save(UUID userId, String document) {
    database.write(
        c ->
            Sql.of(
                    c,
                    """
                    INSERT INTO user_filters (user_id, document)
                    SELECT id, ? FROM users WHERE id = ?
                    ON CONFLICT (user_id) DO UPDATE SET document = excluded.document
                    """,
                    document,
                    userId)
                .execute());
  }
}
