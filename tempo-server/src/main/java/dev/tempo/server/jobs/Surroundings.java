package dev.tempo.server.jobs;

import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.scripts.ScriptTree;
import dev.tempo.server.templates.TemplateCatalog;
import dev.tempo.server.users.UserNames;

/**
 * What jobs need of other parts of the server.
 *
 * @param names the names of accounts
 * @param folders the folders that jobs are in
 * @param scripts what is done with their scripts
 * @param templates what new jobs can start from
 * @param personal what accounts have marked jobs with
 */
public record Surroundings(
    UserNames names,
    FolderTree folders,
    Scripts scripts,
    TemplateCatalog templates,
    Personal personal) {

  /**
   * What is done with scripts.
   *
   * @param history keeps what they said
   * @param check finds mistakes in them
   * @param tree their files
   * @param environments what they run in
   */
  public record Scripts(
      ScriptHistory history, ScriptCheck check, ScriptTree tree, JobEnvironments environments) {}
}
