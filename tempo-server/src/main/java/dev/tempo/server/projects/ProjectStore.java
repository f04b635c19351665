package dev.tempo.server.projects;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Projects in the database; they go with their account, and the active one with its session. */
final class ProjectStore {
  private static final Migrations MIGRATIONS = new Migrations(ProjectStore.class, "projects", 2);

  private static final String SELECT =
      "SELECT p.*, h.directory AS home FROM project p JOIN project_home h ON h.user_id = p.user_id";

  private final Database database;

  ProjectStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /**
   * The directory of an account.
   *
   * @param userId whose; the account may be gone
   * @param directory below each group's
   */
  record Home(UUID userId, String directory) {}

  Optional<String> home(UUID userId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT directory FROM project_home WHERE user_id = ?", userId)
                .first(row -> row.text("directory")));
  }

  boolean isHome(String directory) {
    return database.read(
        c ->
            Sql.of(c, "SELECT 1 AS one FROM project_home WHERE directory = ?", directory)
                .first(row -> true)
                .isPresent());
  }

  /** Keeps which directory is an account's; that which it has stays. */
  void keep(Home home) {
    database.write(
        c ->
            Sql.of(
                    c,
                    "INSERT INTO project_home (user_id, directory) VALUES (?, ?)"
                        + " ON CONFLICT (user_id) DO NOTHING",
                    home.userId(),
                    home.directory())
                .execute());
  }

  /** Directories whose accounts are gone. */
  List<Home> abandoned() {
    return database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT user_id, directory FROM project_home"
                        + " WHERE user_id NOT IN (SELECT id FROM users)")
                .all(row -> new Home(row.id("user_id"), row.text("directory"))));
  }

  void forget(Home home) {
    database.write(
        c -> Sql.of(c, "DELETE FROM project_home WHERE user_id = ?", home.userId()).execute());
  }

  /** Those of an account, the default one first, then by name. */
  List<Project> of(UUID userId) {
    return database.read(
        c ->
            Sql.of(
                    c,
                    SELECT + " WHERE p.user_id = ? ORDER BY p.is_default DESC, p.name, p.id",
                    userId)
                .all(ProjectStore::project));
  }

  List<Project> all() {
    return database.read(c -> Sql.of(c, SELECT + " ORDER BY p.id").all(ProjectStore::project));
  }

  Optional<Project> find(UUID id) {
    return database.read(
        c -> Sql.of(c, SELECT + " WHERE p.id = ?", id).first(ProjectStore::project));
  }

  /** Adds one; nothing if the account has one in that directory. */
  void insert(Project project) {
    database.write(c -> insert(c, project));
  }

  /** Adds one whose files are on their way to its place. */
  void insert(Project project, ProjectMove move) {
    database.write(
        c -> {
          insert(c, project);
          return keep(c, move);
        });
  }

  private static int insert(Connection c, Project project) throws SQLException {
    return Sql.of(
            c,
            "INSERT INTO project (id, user_id, name, directory, description, is_default,"
                + " created_at, accessed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (user_id, directory) DO NOTHING",
            project.id(),
            project.userId(),
            project.name(),
            project.directory(),
            project.label().description(),
            project.isDefault(),
            project.createdAt(),
            project.accessedAt())
        .execute();
  }

  /** Changes what a project is called, and keeps which move comes of that, if any. */
  void rename(UUID id, Project.Label label, Optional<ProjectMove> move) {
    database.write(
        c -> {
          Sql.of(
                  c,
                  "UPDATE project SET name = ?, directory = ?, description = ? WHERE id = ?",
                  label.name(),
                  label.directory(),
                  label.description(),
                  id)
              .execute();
          return move.isEmpty() ? forget(c, id) : keep(c, move.get());
        });
  }

  /** Deletes the project of a move, which has ended by that. */
  void delete(ProjectMove move) {
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM project WHERE id = ?", move.projectId()).execute();
          return forget(c, move.projectId());
        });
  }

  /** Keeps a move that is begun, or how far it is. */
  void begin(ProjectMove move) {
    database.write(c -> keep(c, move));
  }

  /** Forgets a move that has ended. */
  void end(ProjectMove move) {
    database.write(c -> forget(c, move.projectId()));
  }

  /** The moves that have not ended. */
  List<ProjectMove> moves() {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM project_move")
                .all(
                    row ->
                        new ProjectMove(
                            row.id("project_id"),
                            ProjectMove.Kind.valueOf(row.text("kind")),
                            row.text("home"),
                            new ProjectMove.Way(row.text("source"), row.text("target")),
                            row.optionalText("fresh"))));
  }

  private static int keep(Connection c, ProjectMove move) throws SQLException {
    return Sql.of(
            c,
            "INSERT INTO project_move (project_id, kind, home, source, target, fresh)"
                + " VALUES (?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (project_id) DO UPDATE SET kind = excluded.kind,"
                + " home = excluded.home, source = excluded.source, target = excluded.target,"
                + " fresh = excluded.fresh",
            move.projectId(),
            move.kind().name(),
            move.home(),
            move.way().source(),
            move.way().target(),
            move.fresh())
        .execute();
  }

  private static int forget(Connection c, UUID projectId) throws SQLException {
    return Sql.of(c, "DELETE FROM project_move WHERE project_id = ?", projectId).execute();
  }

  /** The project that is active in a session; empty if none was chosen. */
  Optional<UUID> active(UUID sessionId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT project_id FROM active_project WHERE session_id = ?", sessionId)
                .first(row -> row.id("project_id")));
  }

  void activate(UUID sessionId, UUID projectId, Instant now) {
    database.write(
        c -> {
          Sql.of(
                  c,
                  "INSERT INTO active_project (session_id, project_id) VALUES (?, ?)"
                      + " ON CONFLICT (session_id) DO UPDATE SET project_id = excluded.project_id",
                  sessionId,
                  projectId)
              .execute();
          return Sql.of(c, "UPDATE project SET accessed_at = ? WHERE id = ?", now, projectId)
              .execute();
        });
  }

  private static Project project(ResultRow row) throws SQLException {
    return new Project(
        row.id("id"),
        row.id("user_id"),
        row.text("home"),
        new Project.Label(row.text("name"), row.text("directory"), row.text("description")),
        row.flag("is_default"),
        row.instant("created_at"),
        row.instant("accessed_at"));
  }
}
