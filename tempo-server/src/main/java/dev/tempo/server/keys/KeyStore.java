package dev.tempo.server.keys;

import dev.tempo.server.access.Role;
import dev.tempo.server.keys.ApiKey.Grant;
import dev.tempo.server.keys.ApiKey.Label;
import dev.tempo.server.keys.ApiKey.Scope;
import dev.tempo.server.keys.ApiKey.Use;
import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * API keys in the database, as hashes. A key counts in the epoch of its owner's keys in which it
 * was made.
 */
final class KeyStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE api_keys (
            id            BLOB    PRIMARY KEY,
            owner_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            epoch         INTEGER NOT NULL,
            hash          BLOB    NOT NULL UNIQUE,
            name          TEXT    NOT NULL,
            prefix        TEXT    NOT NULL,
            from_settings INTEGER NOT NULL,
            scope         TEXT    NOT NULL,
            jobs          TEXT,
            role          TEXT,
            expires_at    INTEGER,
            created_at    INTEGER NOT NULL,
            last_used_at  INTEGER
          );
          CREATE INDEX api_keys_by_owner ON api_keys (owner_id);
          """,
          """
          ALTER TABLE api_keys ADD COLUMN made_by BLOB;
          CREATE INDEX api_keys_by_maker ON api_keys (made_by);
          """);

  private static final String LIVE =
      """
      SELECT k.*, u.username, u.role AS owner_role, u.active
      FROM api_keys k JOIN users u ON u.id = k.owner_id AND u.keys_epoch = k.epoch
      """;

  private final SqliteDatabase database;

  KeyStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("keys", MIGRATIONS);
  }

  /**
   * A key with what is known of its owner.
   *
   * @param key the key
   * @param owner the owner's name
   * @param ownerRole the owner's role now
   * @param ownerActive whether the owner may come in
   */
  record Owned(ApiKey key, String owner, Role ownerRole, boolean ownerActive) {}

  /**
   * Makes a key, and forgets those that count no more.
   *
   * @param maker the key that it is made with, if it is
   * @return false if that has ended meanwhile
   */
  boolean insert(ApiKey key, byte[] hash, Optional<UUID> maker) {
    return database.write(
            c -> {
              Sql.of(
                      c,
                      """
                  DELETE FROM api_keys
                  WHERE epoch <> (SELECT keys_epoch FROM users WHERE id = owner_id)
                  """)
                  .execute();
              return Sql.of(
                      c,
                      """
                  INSERT INTO api_keys (id, owner_id, epoch, hash, name, prefix, from_settings,
                    scope, jobs, role, expires_at, created_at, made_by)
                  SELECT ?, id, keys_epoch, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM users
                  WHERE id = ? AND (? IS NULL OR EXISTS (SELECT 1 FROM api_keys WHERE id = ?))
                  """,
                      key.id(),
                      hash,
                      key.label().name(),
                      key.label().prefix(),
                      key.label().fromSettings(),
                      key.grant().scope().name(),
                      key.grant().jobs().map(KeyStore::joined),
                      key.grant().role().map(Role::label),
                      key.grant().expiresAt(),
                      key.use().createdAt(),
                      maker,
                      key.ownerId(),
                      maker,
                      maker)
                  .execute();
            })
        > 0;
  }

  /**
   * The key that has a hash. It is found by its hash, whose parts tell nothing of the key, and then
   * compared in constant time.
   */
  Optional<Owned> findByHash(byte[] hash) {
    return database
        .read(
            c ->
                Sql.of(c, LIVE + " WHERE k.hash = ?", (Object) hash)
                    .first(row -> new Found(owned(row), row.getBytes("hash"))))
        .filter(found -> MessageDigest.isEqual(found.hash, hash))
        .map(Found::key);
  }

  Optional<Owned> find(UUID id) {
    return database.read(c -> Sql.of(c, LIVE + " WHERE k.id = ?", id).first(KeyStore::owned));
  }

  /** All keys, or those of one owner, in the order in which they were made. */
  List<Owned> list(Optional<UUID> ownerId, Optional<UUID> after, int limit) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    LIVE
                        + """
                         WHERE (? IS NULL OR k.owner_id = ?) AND (? IS NULL OR k.id > ?)
                        ORDER BY k.id LIMIT ?
                        """,
                    ownerId,
                    ownerId,
                    after,
                    after,
                    limit)
                .all(KeyStore::owned));
  }

  int count(Optional<UUID> ownerId) {
    return database
        .read(
            c ->
                Sql.of(
                        c,
                        """
                        SELECT count(*) AS n FROM api_keys k
                        JOIN users u ON u.id = k.owner_id AND u.keys_epoch = k.epoch
                        WHERE ? IS NULL OR k.owner_id = ?
                        """,
                        ownerId,
                        ownerId)
                    .first(row -> row.getInt("n")))
        .orElseThrow();
  }

  /**
   * Gives a key another secret; the old one is worth nothing from now on. It then is of whoever
   * knows the new one: of the key that is shown for it, unless that is itself.
   *
   * @return false if the key that is shown has ended meanwhile
   */
  boolean replaceSecret(UUID id, Secret secret, Optional<UUID> shown) {
    return database.write(
            c ->
                Sql.of(
                        c,
                        """
                        UPDATE api_keys SET hash = ?, prefix = ?, last_used_at = NULL,
                          made_by = CASE WHEN id = ? THEN made_by ELSE ? END
                        WHERE id = ? AND (? IS NULL OR EXISTS (SELECT 1 FROM api_keys WHERE id = ?))
                        """,
                        secret.hash(),
                        secret.prefix(),
                        shown,
                        shown,
                        id,
                        shown,
                        shown)
                    .execute())
        > 0;
  }

  void used(UUID id, Instant at) {
    database.write(
        c -> Sql.of(c, "UPDATE api_keys SET last_used_at = ? WHERE id = ?", at, id).execute());
  }

  /** Forgets a key and all that were made with it, or with one of these; gives which. */
  Set<UUID> delete(UUID id) {
    return database.write(
        c -> {
          Set<UUID> ended =
              Set.copyOf(
                  Sql.of(
                          c,
                          """
                          WITH RECURSIVE ended (id) AS (
                            SELECT id FROM api_keys WHERE id = ?
                            UNION
                            SELECT k.id FROM api_keys k JOIN ended e ON k.made_by = e.id)
                          SELECT id FROM ended
                          """,
                          id)
                      .all(row -> Sql.uuid(row, "id")));
          for (UUID each : ended) {
            Sql.of(c, "DELETE FROM api_keys WHERE id = ?", each).execute();
          }
          return ended;
        });
  }

  /** Forgets the keys that stood in the settings. */
  void deleteFromSettings() {
    database.write(c -> Sql.of(c, "DELETE FROM api_keys WHERE from_settings = 1").execute());
  }

  private static Owned owned(ResultSet row) throws SQLException {
    ApiKey key =
        new ApiKey(
            Sql.uuid(row, "id"),
            Sql.uuid(row, "owner_id"),
            new Label(
                row.getString("name"), row.getString("prefix"), row.getBoolean("from_settings")),
            new Grant(
                Scope.valueOf(row.getString("scope")),
                Optional.ofNullable(row.getString("jobs")).map(KeyStore::split),
                Optional.ofNullable(row.getString("role")).flatMap(Role::named),
                Sql.instant(row, "expires_at")),
            new Use(
                Sql.instant(row, "created_at").orElseThrow(), Sql.instant(row, "last_used_at")));
    return new Owned(
        key,
        row.getString("username"),
        Role.named(row.getString("owner_role")).orElseThrow(),
        row.getBoolean("active"));
  }

  private static String joined(Set<UUID> ids) {
    return ids.stream().map(UUID::toString).sorted().collect(Collectors.joining(","));
  }

  private static Set<UUID> split(String ids) {
    return Arrays.stream(ids.split(",")).map(UUID::fromString).collect(Collectors.toSet());
  }

  private record Found(Owned key, byte[] hash) {}
}
