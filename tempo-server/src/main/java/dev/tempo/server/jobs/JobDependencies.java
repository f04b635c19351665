package dev.tempo.server.jobs;

import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.scripts.ScriptTree;
import dev.tempo.server.scripts.Trash;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.templates.TemplateCatalog;
import dev.tempo.server.users.UserNames;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holds the services on which jobs depend.
 *
 * @param names the names of accounts
 * @param places where jobs are, and where they come from
 * @param scripts what is done with their scripts
 * @param beginnings what new jobs start from
 * @param personal what accounts have marked jobs with
 */
public record JobDependencies(
    UserNames names, Places places, Scripts scripts, NewJobDefaults beginnings, JobMarks personal) {

  /**
   * Where jobs are, and where they come from.
   *
   * @param folders those that managed jobs are in
   * @param discovered what holds for those that were discovered
   */
  public record Places(FolderTree folders, DiscoveredRules discovered) {}

  /** The folders that jobs are in. */
  public FolderTree folders() {
    return places.folders();
  }

  /** What holds for jobs that were discovered. */
  public DiscoveredRules discovered() {
    return places.discovered();
  }

  /**
   * What is done with scripts.
   *
   * @param history keeps what they said
   * @param check finds mistakes in them
   * @param tree their files
   * @param trash their files when their job is gone
   * @param environments what they run in
   */
  public record Scripts(
      VersionRecorder history,
      ScriptValidator check,
      ScriptTree tree,
      Trash trash,
      JobEnvironments environments) {}

  /**
   * What new jobs start from.
   *
   * @param templates ready-made ones
   * @param defaults what holds as far as nobody says anything
   * @param python the version of Python that new jobs run; empty to leave it open
   */
  public record NewJobDefaults(
      TemplateCatalog templates, JobDefaults defaults, Supplier<Optional<String>> python) {}
}
