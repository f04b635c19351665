package dev.tempo.server.runfiles;

import dev.tempo.server.http.json.Json;
import dev.tempo.server.runfiles.RunFileResponses.FileResponse;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Files of runs in the database; they go with the run. */
final class RunFileStore {
  private static final Migrations MIGRATIONS = new Migrations(RunFileStore.class, "runfiles", 1);

  private final Database database;

  RunFileStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  Optional<RunFiles> find(UUID runId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM run_file WHERE run_id = ?", runId)
                .first(
                    row ->
                        new RunFiles(
                            row.id("project_id"),
                            row.text("group_id"),
                            (int) row.number("total"),
                            row.flag("is_complete"),
                            files(row.text("document")))));
  }

  private static List<FileResponse> files(String document) {
    List<FileResponse> files = new ArrayList<>();
    Json.parse(document.getBytes(StandardCharsets.UTF_8))
        .forEach(file -> files.add(FileResponse.of(file)));
    return files;
  }

  /** Keeps those of a run, unless it is gone meanwhile. */
  void save(UUID runId, RunFiles files) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO run_file (run_id, project_id, group_id, total, is_complete,"
                        + " document) SELECT id, ?, ?, ?, ?, ? FROM run WHERE id = ?"
                        + " ON CONFLICT (run_id) DO NOTHING",
                    files.projectId(),
                    files.groupId(),
                    files.total(),
                    files.isComplete(),
                    Json.text(Json.node(files.files())),
                    runId)
                .execute());
  }
}
