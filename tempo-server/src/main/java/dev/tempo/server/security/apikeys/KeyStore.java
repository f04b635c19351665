package dev.tempo.server.security.apikeys;

import dev.tempo.server.security.apikeys.ApiKey.Grant;
import dev.tempo.server.security.apikeys.ApiKey.Label;
import dev.tempo.server.security.apikeys.ApiKey.Scope;
import dev.tempo.server.security.apikeys.ApiKey.Use;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlConditions;
import java.security.MessageDigest;
import java.sql.Connection;
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
  private static final Migrations MIGRATIONS = new Migrations(KeyStore.class, "keys", 2);

  private static final String LIVE =
      """
      SELECT k.*, u.username, u.role AS owner_role, u.active
      FROM api_keys k JOIN users u ON u.id = k.owner_id AND u.keys_epoch = k.epoch
      """;

  private final Database database;

  KeyStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
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
              if (hasEnded(c, maker)) {
                return 0;
              }
              return Sql.of(
                      c,
                      """
                  INSERT INTO api_keys (id, owner_id, epoch, hash, name, prefix, from_settings,
                    scope, jobs, role, expires_at, created_at, made_by)
                  SELECT ?, id, keys_epoch, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM users
                  WHERE id = ?
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
                      key.ownerId())
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
                    .first(row -> new Found(owned(row), row.bytes("hash"))))
        .filter(found -> MessageDigest.isEqual(found.hash, hash))
        .map(Found::key);
  }

  Optional<Owned> find(UUID id) {
    return database.read(c -> Sql.of(c, LIVE + " WHERE k.id = ?", id).first(KeyStore::owned));
  }

  /** All keys, or those of one owner, in the order in which they were made. */
  List<Owned> list(Optional<UUID> ownerId, Optional<UUID> after, int limit) {
    SqlConditions conditions = ofOwner(ownerId);
    after.ifPresent(id -> conditions.and("k.id > ?", id));
    String query = LIVE + conditions.where() + " ORDER BY k.id LIMIT ?";
    return database.read(c -> Sql.of(c, query, conditions.arguments(limit)).all(KeyStore::owned));
  }

  int count(Optional<UUID> ownerId) {
    SqlConditions conditions = ofOwner(ownerId);
    String query =
        "SELECT count(*) FROM api_keys k"
            + " JOIN users u ON u.id = k.owner_id AND u.keys_epoch = k.epoch"
            + conditions.where();
    return database.read(c -> (int) Sql.of(c, query, conditions.arguments()).count());
  }

  private static SqlConditions ofOwner(Optional<UUID> ownerId) {
    SqlConditions conditions = new SqlConditions();
    ownerId.ifPresent(id -> conditions.and("k.owner_id = ?", id));
    return conditions;
  }

  /**
   * Gives a key another secret; the old one is worth nothing from now on. It then is of whoever
   * knows the new one: of the key that is shown for it, unless that is itself.
   *
   * @return false if the key that is shown has ended meanwhile
   */
  boolean replaceSecret(UUID id, ApiKeyToken secret, Optional<UUID> usedKeyId) {
    String update =
        """
        UPDATE api_keys SET hash = ?, prefix = ?, last_used_at = NULL,
          made_by = CASE WHEN id = ? THEN made_by ELSE ? END
        WHERE id = ?
        """;
    return database.write(
            c ->
                hasEnded(c, usedKeyId)
                    ? 0
                    : Sql.of(c, update, secret.hash(), secret.prefix(), usedKeyId, usedKeyId, id)
                        .execute())
        > 0;
  }

  private static boolean hasEnded(Connection c, Optional<UUID> key) throws SQLException {
    return key.isPresent() && !Sql.of(c, "SELECT 1 FROM api_keys WHERE id = ?", key).exists();
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
                      .all(row -> row.id("id")));
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

  private static Owned owned(ResultRow row) throws SQLException {
    ApiKey key =
        new ApiKey(
            row.id("id"),
            row.id("owner_id"),
            new Label(row.text("name"), row.text("prefix"), row.flag("from_settings")),
            new Grant(
                Scope.valueOf(row.text("scope")),
                row.optionalText("jobs").map(KeyStore::split),
                row.optionalText("role").flatMap(Role::named),
                row.optionalInstant("expires_at")),
            new Use(row.instant("created_at"), row.optionalInstant("last_used_at")));
    return new Owned(
        key,
        row.text("username"),
        Role.named(row.text("owner_role")).orElseThrow(),
        row.flag("active"));
  }

  private static String joined(Set<UUID> ids) {
    return ids.stream().map(UUID::toString).sorted().collect(Collectors.joining(","));
  }

  private static Set<UUID> split(String ids) {
    return Arrays.stream(ids.split(",")).map(UUID::fromString).collect(Collectors.toSet());
  }

  private record Found(Owned key, byte[] hash) {}
}
