package dev.tempo.server.projects;

import dev.tempo.process.OsAccount;
import dev.tempo.server.backup.ItemRestorer;
import dev.tempo.server.http.Feature;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.Origin;
import dev.tempo.server.settings.RunAsAccount;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All there is of projects, put together. */
public final class ProjectFeatures {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectFeatures.class);

  private final ProjectService service;
  private final ProjectFiles files;
  private final ProjectBackups backups;
  private final UserStore users;
  private final ProjectTree tree;
  private final ProjectMover mover;
  private final TimeSource time;
  private final AccountFiles accounts;

  /**
   * Puts projects together.
   *
   * @param people who has an account
   * @param backupDirectory where backups lie
   */
  public ProjectFeatures(
      Database database,
      SettingsService settings,
      People people,
      Path backupDirectory,
      TimeSource time) {
    Optional<OsAccount> account = RunAsAccount.of(settings);
    boolean ownUsers = !settings.get(Settings.RUN_AS_RANGE).isEmpty();
    ProjectTree tree = new ProjectTree(settings.directory().resolve("projects"), account, ownUsers);
    this.users = people.users();
    ProjectStore store = new ProjectStore(database);
    ProjectLocks locks = new ProjectLocks();
    this.files =
        new ProjectFiles(
            store, tree, locks, () -> (long) settings.get(Settings.PROJECT_QUOTA) << 20);
    this.tree = tree;
    this.time = time;
    this.backups = new ProjectBackups(tree, backupDirectory, time);
    this.mover = new ProjectMover(store, tree, backups);
    this.service =
        new ProjectService(
            store,
            mover,
            new ProjectService.ProjectPlaces(tree, backups, locks),
            people.names(),
            time);
    this.accounts = new AccountFiles(service, files, tree, backups, time);
  }

  /** Who has an account. */
  public record People(UserStore users, UserNames names) {}

  /** Whose projects there are. */
  public ProjectService service() {
    return service;
  }

  /**
   * Tells which projects runs belong to, and where their files lie.
   *
   * @param jobs what the server knows of a job
   */
  public RunProjects runs(Function<UUID, Optional<JobDetails>> jobs) {
    return new RunProjects(service, users, jobs);
  }

  /**
   * Which files of a project were made or changed since an instant; empty if it is gone.
   *
   * @param group of the job that did
   */
  public Optional<ProjectChanges.Found> changesSince(UUID projectId, String group, Instant since)
      throws IOException {
    Optional<Project> project = service.find(projectId);
    return project.isEmpty()
        ? Optional.empty()
        : Optional.of(ProjectChanges.since(tree.directory(project.get(), group), since));
  }

  /** The group for whose jobs files are kept apart, that of jobs without one included. */
  public static String groupOf(String jobKey) {
    return Origin.ofKey(jobKey).groupId().orElse(ProjectTree.MANAGED);
  }

  /** Ends what had not ended when the server did; before anything runs in a project. */
  public void recover() {
    service.recover();
  }

  /** What accounts keep in them. */
  public AccountFiles accounts() {
    return accounts;
  }

  /** What restores one out of a backup of the server. */
  public ItemRestorer restorer() {
    return new ProjectItemRestorer(service, backups, mover, tree, users);
  }

  /** The routes. */
  public List<Feature> routes() {
    return List.of(
        new ProjectRoutes(service, files, new ProjectRestore(backups, tree, mover), users),
        new ProjectFileRoutes(service, files));
  }

  /** Backs up each project that has changed, and deletes what accounts left that are gone. */
  public void keepUp() {
    service.all().forEach(this::backUp);
    service.removeAbandoned();
  }

  private void backUp(Project project) {
    try {
      tree.sweep(project, time.instant().minus(Duration.ofDays(1)));
      if (backups.isOutdated(project)) {
        backups.make(project);
      }
    } catch (IOException | RuntimeException e) { // or the others would have none
      LOG.error("The project {} could not be backed up", project.id(), e);
    }
  }
}
