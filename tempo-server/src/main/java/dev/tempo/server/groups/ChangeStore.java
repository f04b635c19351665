package dev.tempo.server.groups;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.SqlConditions;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Changes of metadata in the database, the newest {@value #KEPT} of each job. Thread-safe. */
final class ChangeStore {
  /** How many changes of a job are kept. */
  static final int KEPT = 50;

  private final Database database;

  ChangeStore(Database database) {
    this.database = database;
    database.migrate(GroupStore.MIGRATIONS);
  }

  /**
   * Which changes.
   *
   * @param jobId of one job only
   * @param userId of one account only
   * @param before older than this one
   * @param limit how many at most
   */
  record Wanted(Optional<UUID> jobId, Optional<UUID> userId, Optional<UUID> before, int limit) {}

  void add(Collection<MetadataChange> changes) {
    if (changes.isEmpty()) {
      return;
    }
    database.write(
        c -> {
          for (MetadataChange change : changes) {
            Sql.of(
                    c,
                    "INSERT INTO metadata_change"
                        + " (id, job_id, field, source, old_value, new_value, author_id, at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    change.id(),
                    change.jobId(),
                    change.change().field(),
                    change.change().source(),
                    Json.text(change.change().before()),
                    Json.text(change.change().after()),
                    change.by(),
                    change.at())
                .execute();
          }
          for (UUID job : changes.stream().map(MetadataChange::jobId).distinct().toList()) {
            Sql.of(
                    c,
                    "DELETE FROM metadata_change WHERE job_id = ? AND id NOT IN"
                        + " (SELECT id FROM metadata_change WHERE job_id = ?"
                        + " ORDER BY id DESC LIMIT ?)",
                    job,
                    job,
                    KEPT)
                .execute();
          }
          return changes.size();
        });
  }

  /** The newest first. */
  List<MetadataChange> list(Wanted query) {
    SqlConditions conditions = new SqlConditions();
    query.jobId().ifPresent(id -> conditions.and("job_id = ?", id));
    query.userId().ifPresent(id -> conditions.and("author_id = ?", id));
    query.before().ifPresent(id -> conditions.and("id < ?", id));
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT * FROM metadata_change"
                        + conditions.where()
                        + " ORDER BY id DESC LIMIT "
                        + query.limit(),
                    conditions.arguments())
                .all(ChangeStore::change));
  }

  private static MetadataChange change(ResultRow row) throws SQLException {
    return new MetadataChange(
        row.id("id"),
        row.id("job_id"),
        new MetadataChange.Change(
            row.text("field"),
            row.text("source"),
            value(row, "old_value"),
            value(row, "new_value")),
        row.optionalId("author_id"),
        row.instant("at"));
  }

  private static JsonNode value(ResultRow row, String column) throws SQLException {
    return Json.parse(row.text(column).getBytes(StandardCharsets.UTF_8));
  }
}
