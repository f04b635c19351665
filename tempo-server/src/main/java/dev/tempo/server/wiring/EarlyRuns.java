package dev.tempo.server.wiring;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunSurroundings;
import dev.tempo.RunType;
import dev.tempo.Tempo;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.projects.RunProjects;
import dev.tempo.server.runs.ScriptLanguage;
import dev.tempo.server.security.authentication.AuthService;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;

/**
 * Gives runs their projects before there is a server: an engine begins with what fires at its
 * start, and with what has waited.
 */
public final class EarlyRuns {
  private EarlyRuns() {}

  /** Tells an engine that has not begun yet; the server tells it more when it starts. */
  public static void prepare(Tempo tempo, JdbcStore store, SettingsService settings) {
    Database database = store.database();
    UserStore users = new UserStore(database);
    // Not every database lets tables refer to others that are not there yet.
    AuthService.makeTables(database);
    FolderTree.makeTables(database);
    RunProjects projects =
        ServerServices.projects(store, settings, users, new UserNames(users), TimeSource.system())
            .runs(JobIndex.detailsIn(database));
    tempo.runLabels(projects);
    tempo.runSurroundings(
        ((RunSurroundings) EarlyRuns::refusePage)
            .and(ScriptLanguage.usual(settings).and(projects)));
  }

  /** Without a port it would run where nobody finds it. */
  private static RunSurroundings.Additions refusePage(Job job, Run run) {
    if (run.type() == RunType.SERVICE && run.cause() == RunCause.INTERFACE) {
      throw new IllegalStateException("No pages of scripts are served before the server has begun");
    }
    return RunSurroundings.Additions.NONE;
  }
}
