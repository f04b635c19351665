package dev.tempo.server.runs;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What people noted about runs. Thread-safe. */
public final class AnnotationStore {
  private static final List<String> TABLES =
      List.of("run_note", "run_tag", "run_bookmark", "run_share");
  private static final Migrations MIGRATIONS =
      new Migrations(AnnotationStore.class, "annotations", 1);

  private final Database database;

  /** What is noted in a database, whose tables are made if they are not there. */
  public AnnotationStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** Who may see which run that is not theirs. */
  record Share(UUID runId, UUID userId) {}

  Optional<String> note(UUID runId) {
    return Optional.ofNullable(notes(List.of(runId)).get(runId));
  }

  /** The notes of those runs that have one. */
  Map<UUID, String> notes(Collection<UUID> runIds) {
    Map<UUID, String> notes = new HashMap<>();
    String sql = "SELECT * FROM run_note WHERE run_id IN (" + Sql.marks(runIds) + ")";
    if (!runIds.isEmpty()) {
      database
          .read(
              c ->
                  Sql.of(c, sql, runIds.toArray())
                      .all(row -> Map.entry(row.id("run_id"), row.text("note"))))
          .forEach(note -> notes.put(note.getKey(), note.getValue()));
    }
    return notes;
  }

  void setNote(UUID runId, Optional<String> note) {
    database.write(
        c ->
            note.isPresent()
                ? Sql.of(
                        c,
                        "INSERT INTO run_note (run_id, note) VALUES (?, ?)"
                            + " ON CONFLICT (run_id) DO UPDATE SET note = excluded.note",
                        runId,
                        note.get())
                    .execute()
                : Sql.of(c, "DELETE FROM run_note WHERE run_id = ?", runId).execute());
  }

  List<String> tags(UUID runId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT tag FROM run_tag WHERE run_id = ? ORDER BY tag", runId)
                .all(row -> row.text("tag")));
  }

  void setTags(UUID runId, Collection<String> tags) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM run_tag WHERE run_id = ?", runId).execute();
          for (String tag : tags) {
            Sql.of(c, "INSERT INTO run_tag (run_id, tag) VALUES (?, ?)", runId, tag).execute();
          }
          return tags.size();
        });
  }

  /** The runs with a tag, the newest first. */
  List<UUID> tagged(String tag, int limit) {
    return ids("SELECT run_id FROM run_tag WHERE tag = ? ORDER BY run_id DESC LIMIT ?", tag, limit);
  }

  boolean isBookmarked(UUID userId, UUID runId) {
    return !ids("SELECT run_id FROM run_bookmark WHERE user_id = ? AND run_id = ?", userId, runId)
        .isEmpty();
  }

  void setBookmarked(UUID userId, UUID runId, boolean bookmarked) {
    String sql =
        bookmarked
            ? "INSERT INTO run_bookmark (user_id, run_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
            : "DELETE FROM run_bookmark WHERE user_id = ? AND run_id = ?";
    database.write(c -> Sql.of(c, sql, userId, runId).execute());
  }

  /** The runs that somebody has bookmarked, the newest first. */
  List<UUID> bookmarks(UUID userId, int limit) {
    return ids(
        "SELECT run_id FROM run_bookmark WHERE user_id = ? ORDER BY run_id DESC LIMIT ?",
        userId,
        limit);
  }

  List<Share> shares() {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM run_share")
                .all(row -> new Share(row.id("run_id"), row.id("user_id"))));
  }

  void setShares(UUID runId, Collection<UUID> userIds) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM run_share WHERE run_id = ?", runId).execute();
          for (UUID user : userIds) {
            Sql.of(c, "INSERT INTO run_share (run_id, user_id) VALUES (?, ?)", runId, user)
                .execute();
          }
          return userIds.size();
        });
  }

  /** Forgets what was noted about runs. */
  void delete(Collection<UUID> runIds) {
    database.write(
        c -> {
          for (UUID runId : runIds) {
            delete(c, "run_id = ?", runId);
          }
          return runIds.size();
        });
  }

  /** Forgets what was noted about runs that are gone. */
  void prune() {
    database.write(c -> delete(c, "NOT EXISTS (SELECT 1 FROM run WHERE run.id = run_id)"));
  }

  private static int delete(Connection c, String where, Object... arguments) throws SQLException {
    int deleted = 0;
    for (String table : TABLES) {
      deleted += Sql.of(c, "DELETE FROM " + table + " WHERE " + where, arguments).execute();
    }
    return deleted;
  }

  private List<UUID> ids(String sql, Object... arguments) {
    return database.read(c -> Sql.of(c, sql, arguments).all(row -> row.id("run_id")));
  }
}
