package dev.tempo.server.quota;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Quotas that accounts have of their own, and runs whose logs were not kept. Thread-safe. */
final class LogQuotaStore {
  private static final Migrations MIGRATIONS = new Migrations(LogQuotaStore.class, "quota", 1);

  private final Database database;

  /** In a database, whose tables are made if they are not there. */
  LogQuotaStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** In bytes, by account; of those that are there. */
  Map<UUID, Long> quotas() {
    return database.read(
        c -> {
          Map<UUID, Long> quotas = new HashMap<>();
          Sql.of(c, "SELECT * FROM log_quota WHERE user_id IN (SELECT id FROM users)")
              .all(row -> quotas.put(row.id("user_id"), row.number("bytes")));
          return quotas;
        });
  }

  void saveQuotas(Map<UUID, Long> quotas) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM log_quota").execute();
          for (Map.Entry<UUID, Long> quota : quotas.entrySet()) {
            Sql.of(
                    c,
                    "INSERT INTO log_quota (user_id, bytes) VALUES (?, ?)",
                    quota.getKey(),
                    quota.getValue())
                .execute();
          }
          return quotas.size();
        });
  }

  void addUnkept(UUID runId) {
    database.write(
        c ->
            Sql.of(c, "INSERT INTO log_unkept (run_id) VALUES (?) ON CONFLICT DO NOTHING", runId)
                .execute());
  }

  boolean isUnkept(UUID runId) {
    return database.read(
        c -> Sql.of(c, "SELECT 1 FROM log_unkept WHERE run_id = ?", runId).exists());
  }

  void forget(Collection<UUID> runIds) {
    database.write(
        c -> {
          for (UUID runId : runIds) {
            Sql.of(c, "DELETE FROM log_unkept WHERE run_id = ?", runId).execute();
          }
          return runIds.size();
        });
  }

  /** Forgets runs that were deleted while nobody watched. */
  void prune() {
    database.write(
        c ->
            Sql.of(c, "DELETE FROM log_unkept WHERE run_id NOT IN (SELECT id FROM run)").execute());
  }
}
