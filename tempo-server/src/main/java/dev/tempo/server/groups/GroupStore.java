package dev.tempo.server.groups;

import dev.tempo.server.groups.metadata.MetadataLayer;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Groups and their scripts in the database; a script goes with its job. Thread-safe. */
final class GroupStore {
  static final Migrations MIGRATIONS = new Migrations(GroupStore.class, "groups", 2);

  private final Database database;

  GroupStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  List<GroupRow> groups() {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT id, conda_environment, required_level, discovered_at, refreshed_at"
                        + " FROM script_group")
                .all(GroupStore::group));
  }

  /** What the files of a group said when they could last be read; nothing of one that is new. */
  GroupRow.Files files(String groupId) {
    return database
        .read(
            c ->
                Sql.of(c, "SELECT metadata, scripts FROM script_group WHERE id = ?", groupId)
                    .first(
                        row ->
                            new GroupRow.Files(
                                row.optionalText("metadata"), row.optionalText("scripts"))))
        .orElse(GroupRow.Files.NONE);
  }

  List<ScriptRow> scripts() {
    return database.read(c -> Sql.of(c, "SELECT * FROM group_script").all(GroupStore::script));
  }

  Optional<ScriptRow> find(UUID jobId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM group_script WHERE job_id = ?", jobId)
                .first(GroupStore::script));
  }

  /** Stores a group; what its files said stays. */
  void save(GroupRow group) {
    saveGroups(List.of(group), Map.of());
  }

  /**
   * Stores groups.
   *
   * @param files what the files of some of them say now; those of the others say what they said
   */
  void saveGroups(Collection<GroupRow> groups, Map<String, GroupRow.Files> files) {
    if (groups.isEmpty()) {
      return;
    }
    database.write(
        c -> {
          int saved = 0;
          for (GroupRow group : groups) {
            saved +=
                Sql.of(
                        c,
                        """
                        INSERT INTO script_group
                          (id, conda_environment, required_level, discovered_at, refreshed_at)
                        VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (id) DO UPDATE SET
                          conda_environment = excluded.conda_environment,
                          required_level = excluded.required_level,
                          refreshed_at = excluded.refreshed_at
                        """,
                        group.id(),
                        group.chosen().condaEnvironment(),
                        group.chosen().requiredLevel().map(Role::label),
                        group.discoveredAt(),
                        group.refreshedAt())
                    .execute();
          }
          for (Map.Entry<String, GroupRow.Files> said : files.entrySet()) {
            Sql.of(
                    c,
                    "UPDATE script_group SET metadata = ?, scripts = ? WHERE id = ?",
                    said.getValue().metadata(),
                    said.getValue().scripts(),
                    said.getKey())
                .execute();
          }
          return saved;
        });
  }

  void delete(String groupId) {
    database.write(c -> Sql.of(c, "DELETE FROM script_group WHERE id = ?", groupId).execute());
  }

  /** Stores scripts as they were found; what was edited of those that are there stays. */
  void save(Collection<ScriptRow> scripts) {
    database.write(
        c -> {
          int saved = 0;
          for (ScriptRow script : scripts) {
            saved +=
                Sql.of(
                        c,
                        """
                        INSERT INTO group_script
                          (job_id, group_id, file, missing, resume, discovered_at, found, edited,
                           edits)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (job_id) DO UPDATE SET
                          missing = excluded.missing, resume = excluded.resume,
                          found = excluded.found
                        """,
                        script.jobId(),
                        script.groupId(),
                        script.file(),
                        script.standing().missing(),
                        script.standing().resume(),
                        script.standing().discoveredAt(),
                        FoundJson.write(script.found()),
                        Json.text(script.edited().layer().toJson()),
                        script.edited().count())
                    .execute();
          }
          return saved;
        });
  }

  void saveEdited(ScriptRow script) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "UPDATE group_script SET edited = ?, edits = ? WHERE job_id = ?",
                    Json.text(script.edited().layer().toJson()),
                    script.edited().count(),
                    script.jobId())
                .execute());
  }

  private static GroupRow group(ResultRow row) throws SQLException {
    return new GroupRow(
        row.text("id"),
        new GroupRow.Chosen(
            row.optionalText("conda_environment"),
            row.optionalText("required_level").map(GroupStore::level)),
        row.instant("discovered_at"),
        row.instant("refreshed_at"));
  }

  /** One that is not known, since a later version stored it, is for administrators. */
  private static Role level(String label) {
    return Role.named(label).orElse(Role.ADMIN);
  }

  private static ScriptRow script(ResultRow row) throws SQLException {
    return new ScriptRow(
        row.id("job_id"),
        new ScriptRow.Place(row.text("group_id"), row.text("file")),
        new ScriptRow.Standing(
            row.flag("missing"), row.flag("resume"), row.instant("discovered_at")),
        FoundJson.read(row.text("found")),
        new ScriptRow.Edited(
            MetadataLayer.ofJson(Json.parseOwn(row.text("edited"))), row.number("edits")));
  }
}
