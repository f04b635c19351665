package dev.tempo.server.versions;

import dev.tempo.server.versions.ScriptVersion.Origin;
import dev.tempo.server.versions.ScriptVersion.Script;
import dev.tempo.server.versions.ScriptVersion.Span;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Versions of scripts in the database. Outlives jobs, since runs do: of a job that is gone the
 * numbers and digests are kept as long as its runs. Thread-safe.
 */
final class VersionStore {
  private static final Migrations MIGRATIONS = new Migrations(VersionStore.class, "versions", 1);

  private static final String HEAD =
      "number, kind, sha256, size_bytes, author, message, automatic, created_at, updated_at,"
          + " first_definition, last_definition";

  private final Database database;

  VersionStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** The newest version, without its content. */
  Optional<ScriptVersion> newest(UUID jobId) {
    return Optional.ofNullable(newest(List.of(jobId)).get(jobId));
  }

  /** The newest versions of jobs, without their contents; none of a job that has none. */
  Map<UUID, ScriptVersion> newest(Collection<UUID> jobIds) {
    return database.read(
        c -> {
          Map<UUID, ScriptVersion> newest = new HashMap<>();
          for (UUID jobId : jobIds) {
            Sql.of(
                    c,
                    "SELECT "
                        + HEAD
                        + " FROM script_version WHERE job_id = ? ORDER BY number DESC LIMIT 1",
                    jobId)
                .first(row -> version(row, false))
                .ifPresent(version -> newest.put(jobId, version));
          }
          return newest;
        });
  }

  /**
   * Scripts that were saved where no server was. One question for all jobs, as nearly always there
   * are none.
   */
  Set<UUID> unrecorded() {
    return database.read(
        c ->
            Set.copyOf(
                Sql.of(
                        c,
                        "SELECT id FROM job WHERE task_kind IN ('python', 'shell')"
                            + " AND NOT EXISTS (SELECT 1 FROM script_version"
                            + " WHERE script_version.job_id = job.id"
                            + " AND script_version.last_definition >= job.version"
                            + " AND NOT EXISTS (SELECT 1 FROM script_version newer"
                            + " WHERE newer.job_id = script_version.job_id"
                            + " AND newer.number > script_version.number))")
                    .all(row -> row.id("id"))));
  }

  Optional<ScriptVersion> find(UUID jobId, long number) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT "
                        + HEAD
                        + ", content FROM script_version"
                        + " WHERE job_id = ? AND number = ? AND content IS NOT NULL",
                    jobId,
                    number)
                .first(row -> version(row, true)));
  }

  /** Versions whose content is kept, the newest first, without it. */
  List<ScriptVersion> list(UUID jobId, long before, int limit) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT "
                        + HEAD
                        + " FROM script_version WHERE job_id = ? AND number < ?"
                        + " AND content IS NOT NULL ORDER BY number DESC LIMIT ?",
                    jobId,
                    before,
                    limit)
                .all(row -> version(row, false)));
  }

  int count(UUID jobId) {
    return database.read(
        c ->
            (int)
                Sql.of(
                        c,
                        "SELECT count(*) FROM script_version WHERE job_id = ? AND content IS NOT"
                            + " NULL",
                        jobId)
                    .count());
  }

  /** The version that a version of the definition had. */
  Optional<ScriptVersion> ofDefinition(UUID jobId, long definition) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT "
                        + HEAD
                        + " FROM script_version WHERE job_id = ? AND first_definition <= ?"
                        + " ORDER BY number DESC LIMIT 1",
                    jobId,
                    definition)
                .first(row -> version(row, false)));
  }

  /** The newest version with this digest, without its content. */
  Optional<ScriptVersion> ofDigest(UUID jobId, String sha256) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT "
                        + HEAD
                        + " FROM script_version WHERE job_id = ? AND sha256 = ?"
                        + " ORDER BY number DESC LIMIT 1",
                    jobId,
                    sha256)
                .first(row -> version(row, false)));
  }

  /** Something to be written. */
  sealed interface Write {

    /** What a version says; versions of the job that are too old are forgotten. */
    record Says(UUID jobId, ScriptVersion version, String content) implements Write {}

    /** That a version still holds at a version of the definition. */
    record Holds(UUID jobId, long number, long definition) implements Write {}
  }

  /** Writes all of it, or nothing. */
  void write(List<Write> all) {
    if (all.isEmpty()) {
      return;
    }
    database.write(
        c -> {
          for (Write write : all) {
            switch (write) {
              case Write.Says says -> save(c, says);
              case Write.Holds holds -> holds(c, holds);
            }
          }
          return all.size();
        });
  }

  private static void save(Connection c, Write.Says says) throws SQLException {
    ScriptVersion version = says.version();
    Script script = version.script();
    Sql.of(
            c,
            "INSERT INTO script_version (job_id, "
                + HEAD
                + ", content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (job_id, number) DO UPDATE SET kind = excluded.kind,"
                + " sha256 = excluded.sha256, size_bytes = excluded.size_bytes,"
                + " updated_at = excluded.updated_at, content = excluded.content,"
                + " last_definition = excluded.last_definition",
            says.jobId(),
            version.number(),
            script.kind(),
            script.sha256(),
            script.sizeBytes(),
            version.origin().author(),
            version.origin().message(),
            version.origin().automatic(),
            version.span().createdAt(),
            version.span().updatedAt(),
            version.span().firstDefinition(),
            version.span().lastDefinition(),
            says.content())
        .execute();
    if (version.number() > VersionService.KEPT_CONTENTS) {
      prune(
          c,
          says.jobId(),
          version.number() - VersionService.KEPT_CONTENTS + 1,
          version.number() - VersionService.KEPT_NUMBERS + 1);
    }
  }

  private static void holds(Connection c, Write.Holds holds) throws SQLException {
    Sql.of(
            c,
            "UPDATE script_version SET last_definition = ? WHERE job_id = ? AND number = ?",
            holds.definition(),
            holds.jobId(),
            holds.number())
        .execute();
  }

  /** Forgets the contents of old versions, and very old versions altogether. */
  void prune(UUID jobId, long oldestContent, long oldest) {
    database.write(c -> prune(c, jobId, oldestContent, oldest));
  }

  private static int prune(Connection c, UUID jobId, long oldestContent, long oldest)
      throws SQLException {
    Sql.of(
            c,
            "UPDATE script_version SET content = NULL WHERE job_id = ? AND number < ?"
                + " AND content IS NOT NULL",
            jobId,
            oldestContent)
        .execute();
    return Sql.of(c, "DELETE FROM script_version WHERE job_id = ? AND number < ?", jobId, oldest)
        .execute();
  }

  /** Forgets what jobs that are gone said, and all of them once their runs are gone, too. */
  void pruneGone() {
    database.write(
        c -> {
          Sql.of(
                  c,
                  "UPDATE script_version SET content = NULL WHERE content IS NOT NULL"
                      + " AND job_id NOT IN (SELECT id FROM job)")
              .execute();
          return Sql.of(
                  c,
                  "DELETE FROM script_version WHERE job_id NOT IN (SELECT id FROM job) AND NOT"
                      + " EXISTS (SELECT 1 FROM run WHERE run.job_id = script_version.job_id)")
              .execute();
        });
  }

  private static ScriptVersion version(ResultRow row, boolean withContent) throws SQLException {
    Script script =
        new Script(
            row.text("kind"),
            row.text("sha256"),
            row.number("size_bytes"),
            withContent ? Optional.of(row.text("content")) : Optional.empty());
    Origin origin =
        new Origin(row.optionalText("author"), row.optionalText("message"), row.flag("automatic"));
    Span span =
        new Span(
            row.instant("created_at"),
            row.instant("updated_at"),
            row.number("first_definition"),
            row.number("last_definition"));
    return new ScriptVersion(row.number("number"), script, origin, span);
  }
}
