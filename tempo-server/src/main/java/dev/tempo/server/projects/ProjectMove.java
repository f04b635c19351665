package dev.tempo.server.projects;

import java.util.Optional;
import java.util.UUID;

/**
 * Directories of a project that are given another name, for each group: kept while it goes on, so
 * that what a crash leaves is ended.
 *
 * @param projectId of which project
 * @param kind what for, and how far it is
 * @param home the directory of the account
 * @param way from which name to which
 * @param fresh the name of what takes the place of what is moved; empty for nothing
 */
record ProjectMove(UUID projectId, Kind kind, String home, Way way, Optional<String> fresh) {

  /** What a move is for. */
  enum Kind {
    /** The project is called otherwise already; its directories follow. */
    RENAME,
    /** The project is deleted, once its directories are out of the way. */
    DELETE,
    /** What was there is moved out of the way of a backup. */
    REPLACE,
    /** All of that is out of the way, and the backup takes its place. */
    RESTORE
  }

  /** Names below the account's directory. */
  record Way(String source, String target) {}

  static ProjectMove of(Kind kind, Project project, String target) {
    return new ProjectMove(
        project.id(), kind, project.home(), new Way(project.directory(), target), Optional.empty());
  }

  /** Returns a copy with what takes its place. */
  ProjectMove withFresh(String directory) {
    return new ProjectMove(projectId, kind, home, way, Optional.of(directory));
  }

  /** Returns a copy that is as far as another kind. */
  ProjectMove as(Kind kind) {
    return new ProjectMove(projectId, kind, home, way, fresh);
  }
}
