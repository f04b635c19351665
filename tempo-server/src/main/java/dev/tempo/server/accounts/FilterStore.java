package dev.tempo.server.accounts;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.util.Optional;
import java.util.UUID;

/** Saved filters in the database, a document for each account. Thread-safe. */
final class FilterStore {
  private static final Migrations MIGRATIONS = new Migrations(FilterStore.class, "filters", 1);

  private final Database database;

  FilterStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** The filters that somebody saved, as a JSON document; empty if none. */
  Optional<String> find(UUID userId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT document FROM user_filters WHERE user_id = ?", userId)
                .first(row -> row.text("document")));
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
