package dev.tempo.server.wiring;

import dev.tempo.server.backup.BackupService;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.projects.ProjectFeatures;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;

/**
 * What the areas of a server share, made in the order of its parts: each may need those before it.
 * Immutable.
 *
 * @param traffic what counts and carries requests
 * @param people who has an account, and shows it how
 * @param scripts what runs
 * @param jobs when it is to run
 * @param runs what has run
 */
record ServerServices(
    TrafficServices traffic,
    People people,
    ScriptServices scripts,
    JobServices jobs,
    RunServices runs) {

  /** Who has an account, how that is shown, and what they keep. */
  record People(
      AccountServices accounts, CredentialServices credentials, ProjectFeatures projects) {}

  static ServerServices of(ServerContext context) {
    TrafficServices traffic = TrafficServices.of(context);
    AccountServices accounts = AccountServices.of(context);
    CredentialServices credentials = CredentialServices.of(context, accounts, traffic);
    ProjectFeatures projects = projects(context, accounts);
    ScriptServices scripts = ScriptServices.of(context);
    JobServices jobs = JobServices.of(context, accounts, scripts);
    RunServices runs = RunServices.of(context, jobs);
    return new ServerServices(
        traffic, new People(accounts, credentials, projects), scripts, jobs, runs);
  }

  private static ProjectFeatures projects(ServerContext context, AccountServices accounts) {
    return projects(
        context.store(), context.config(), accounts.users(), accounts.names(), context.time());
  }

  /** Projects over a store, which may not belong to a server yet. */
  static ProjectFeatures projects(
      JdbcStore store,
      SettingsService settings,
      UserStore users,
      UserNames names,
      TimeSource time) {
    return new ProjectFeatures(
        store.database(),
        settings,
        new ProjectFeatures.People(users, names),
        BackupService.directory(settings.get(Settings.BACKUP_PATH), settings.directory()),
        time);
  }

  UserStore users() {
    return people.accounts().users();
  }

  UserNames names() {
    return people.accounts().names();
  }

  JobIndex index() {
    return jobs.jobs().index();
  }

  RunAccess access() {
    return runs.access();
  }
}
