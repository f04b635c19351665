package dev.tempo.server.projects;

import dev.tempo.server.projects.ProjectMove.Kind;
import dev.tempo.server.projects.ProjectMove.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the directories of projects so that a crash leaves nothing half done: what is begun is kept
 * in the database until it has ended, and is ended at the next start. What fails is undone. The
 * caller keeps others from the project. Thread-safe.
 */
final class ProjectMover {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectMover.class);

  private final ProjectStore store;
  private final ProjectTree tree;
  private final ProjectBackups backups;

  ProjectMover(ProjectStore store, ProjectTree tree, ProjectBackups backups) {
    this.store = store;
    this.tree = tree;
    this.backups = backups;
  }

  /** Calls a project otherwise, and has its directories and backups follow. */
  void rename(Project project, Project.Label label) throws IOException {
    if (label.directory().equals(project.directory())) {
      store.rename(project.id(), label, Optional.empty());
      return;
    }
    ProjectMove move = ProjectMove.of(Kind.RENAME, project, label.directory());
    store.rename(project.id(), label, Optional.of(move));
    try {
      tree.move(project.home(), move.way());
      backups.rename(project.home(), move.way());
    } catch (IOException | RuntimeException e) {
      Way back = new Way(move.way().target(), move.way().source());
      undo(e, () -> backups.rename(project.home(), back));
      undo(e, () -> tree.move(project.home(), back));
      store.rename(project.id(), project.label(), Optional.empty());
      throw e;
    }
    store.end(move);
  }

  /** Deletes a project with its files and backups. */
  void delete(Project project) throws IOException {
    ProjectMove move = ProjectMove.of(Kind.DELETE, project, ProjectTree.unfinished());
    store.begin(move);
    try {
      tree.move(project.home(), move.way());
    } catch (IOException | RuntimeException e) {
      store.end(move);
      throw e;
    }
    try {
      finishDeletion(move);
    } catch (IOException | RuntimeException e) { // it is still there, so with all of its files
      undo(e, () -> tree.move(project.home(), new Way(move.way().target(), project.directory())));
      endIfUndone(e, move);
      throw e;
    }
  }

  /**
   * The name is free from the moment in which the row is gone: nothing may lead there by then, and
   * what cannot be deleted lies in no project's place, where the next start sweeps it away.
   */
  private void finishDeletion(ProjectMove move) throws IOException {
    backups.deleteAll(move.home(), move.way().source());
    store.delete(move);
    deleteLeft(move);
  }

  private void deleteLeft(ProjectMove move) {
    try {
      tree.delete(move.home(), move.way().target());
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Not all files of the project {} can be deleted; the next start tries it again",
          move.projectId(),
          e);
    }
  }

  private void endIfUndone(Exception failure, ProjectMove move) {
    if (failure.getSuppressed().length == 0) {
      store.end(move);
    }
  }

  /**
   * Puts directories in the place of those of a project, and deletes these.
   *
   * @param fresh their name
   */
  void replace(Project project, String fresh) throws IOException {
    ProjectMove move =
        ProjectMove.of(Kind.REPLACE, project, ProjectTree.unfinished()).withFresh(fresh);
    store.begin(move);
    try {
      tree.move(project.home(), move.way());
    } catch (IOException | RuntimeException e) {
      store.end(move);
      throw e;
    }
    try {
      finishRestore(move);
    } catch (IOException | RuntimeException e) { // what was there comes back, or at the next start
      undo(e, () -> tree.move(project.home(), new Way(move.way().target(), project.directory())));
      endIfUndone(e, move);
      throw e;
    }
    store.end(move);
    deleteLeft(move);
  }

  /**
   * Adds a project whose files are complete, and puts them in their place.
   *
   * @param fresh the name of the directories with its files
   */
  void add(Project project, String fresh) throws IOException {
    ProjectMove move =
        ProjectMove.of(Kind.RESTORE, project, ProjectTree.unfinished()).withFresh(fresh);
    store.insert(project, move);
    try {
      finishRestore(move);
    } catch (IOException | RuntimeException e) { // it is as if it had never been there
      undo(e, () -> tree.move(move.home(), new Way(project.directory(), fresh)));
      store.delete(move);
      undo(e, () -> tree.delete(move.home(), fresh));
      throw e;
    }
    store.end(move);
  }

  /** Deletes what was to take the place of a project, unless that is yet to be ended with it. */
  void discard(Project fresh) {
    boolean isNeeded =
        store.moves().stream()
            .anyMatch(move -> move.fresh().equals(Optional.of(fresh.directory())));
    if (isNeeded) {
      return;
    }
    try {
      tree.delete(fresh.home(), fresh.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** If what was to come is nowhere, what was there comes back. */
  private void finishRestoreOrUndo(ProjectMove move) throws IOException {
    boolean isLost =
        !tree.isThere(move.home(), move.fresh().orElseThrow())
            && !tree.isThere(move.home(), move.way().source());
    if (isLost) {
      tree.move(move.home(), new Way(move.way().target(), move.way().source()));
    } else {
      finishRestore(move);
    }
  }

  private void finishRestore(ProjectMove move) throws IOException {
    store.begin(move.as(Kind.RESTORE));
    tree.move(move.home(), new Way(move.fresh().orElseThrow(), move.way().source()));
  }

  /** One step back, which may fail as the one forth did. */
  private interface Step {
    void run() throws IOException;
  }

  private static void undo(Exception failure, Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Ends what has not ended when the server did, and deletes what was never finished. */
  void recover() {
    boolean isEnded = true;
    for (ProjectMove move : store.moves()) {
      try {
        LOG.info("Ending what was begun of the project {}: {}", move.projectId(), move.kind());
        finish(move);
      } catch (IOException | RuntimeException e) { // the server is there for all others
        LOG.error("What was begun of the project {} cannot be ended", move.projectId(), e);
        isEnded = false;
      }
    }
    if (isEnded) { // else what is left of it must not be swept away
      sweep();
    }
  }

  private void sweep() {
    try {
      tree.sweep();
      backups.sweep();
    } catch (IOException | RuntimeException e) {
      LOG.warn("What was never finished of projects cannot be deleted", e);
    }
  }

  private void finish(ProjectMove move) throws IOException {
    switch (move.kind()) {
      case RENAME -> {
        tree.move(move.home(), move.way());
        backups.rename(move.home(), move.way());
        store.end(move);
      }
      case DELETE -> {
        if (store.find(move.projectId()).isEmpty()) {
          store.end(move); // what is of that name now is another project's
          return;
        }
        tree.move(move.home(), move.way());
        finishDeletion(move);
      }
      case REPLACE -> {
        tree.move(move.home(), move.way());
        finishRestoreOrUndo(move);
        store.end(move); // what was there is swept away
      }
      case RESTORE -> {
        finishRestoreOrUndo(move);
        store.end(move);
      }
    }
  }
}
