package dev.tempo.server.projects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What accounts keep in their projects, all together, for administrators. Thread-safe. */
public final class AccountFiles {
  private final ProjectService projects;
  private final ProjectFiles files;
  private final ProjectTree tree;
  private final ProjectBackups backups;

  AccountFiles(
      ProjectService projects, ProjectFiles files, ProjectTree tree, ProjectBackups backups) {
    this.projects = projects;
    this.files = files;
    this.tree = tree;
    this.backups = backups;
  }

  /**
   * What an account keeps.
   *
   * @param projects how many there are
   * @param bytes of their files
   */
  public record Kept(int projects, long bytes) {
    /** Nothing. */
    public static final Kept NOTHING = new Kept(0, 0);
  }

  /** What all accounts keep; those without projects are left out. Looks at all of their files. */
  public Map<UUID, Kept> all() {
    return projects.all().stream()
        .collect(
            Collectors.groupingBy(
                Project::userId, Collectors.collectingAndThen(Collectors.toList(), this::kept)));
  }

  private Kept kept(List<Project> projects) {
    return new Kept(projects.size(), files.usage(projects.getFirst()).usedBytes());
  }

  /**
   * Deletes the projects of an account with their files and backups; the default one is empty
   * afterwards.
   *
   * @return how many there were
   * @throws dev.tempo.server.http.problem.ApiException 409 if something runs in one; then nothing
   *     is deleted
   */
  public int reset(UUID userId) {
    List<Project> all = projects.all().stream().filter(one -> one.userId().equals(userId)).toList();
    all.forEach(one -> projects.whileIdle(one, idle -> idle));
    for (Project one : all) {
      if (one.isDefault()) {
        projects.whileIdle(one, this::empty);
      } else {
        projects.delete(one);
      }
    }
    return all.size();
  }

  private Project empty(Project project) {
    try {
      tree.delete(project.home(), project.directory());
      backups.deleteAll(project.home(), project.directory());
      return project;
    } catch (IOException e) {
      throw new UncheckedIOException("The project " + project.id() + " cannot be emptied", e);
    }
  }
}
