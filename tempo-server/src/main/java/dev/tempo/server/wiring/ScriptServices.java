package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.environments.DefaultPython;
import dev.tempo.server.environments.EnvironmentService;
import dev.tempo.server.environments.GroupPython;
import dev.tempo.server.environments.ScriptScanner;
import dev.tempo.server.scripts.ScriptTree;
import dev.tempo.server.scripts.Trash;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.versions.ReadScripts;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.jdbc.JdbcStore;
import java.nio.file.Path;

/**
 * What scripts say, where they lie, and what they run in.
 *
 * @param versions what they said
 * @param files where they lie
 * @param scanner finds mistakes in them
 * @param environments what they run in
 * @param python by which Python they run
 */
record ScriptServices(
    VersionService versions,
    Files files,
    ScriptScanner scanner,
    EnvironmentService environments,
    Python python) {

  /** Their files, and those whose jobs are gone until they are deleted for good. */
  record Files(ScriptTree tree, Trash trash) {}

  /**
   * What is said of the Python of jobs.
   *
   * @param usual the version that new jobs run
   * @param groups what groups say
   */
  record Python(DefaultPython usual, GroupPython groups) {}

  static ScriptServices of(ServerContext context) {
    Tempo tempo = context.tempo();
    JdbcStore store = context.store();
    VersionService versions = new VersionService(store.database(), store.runs(), context.time());
    GroupPython groups = new GroupPython(context.config());
    tempo.python().policy(groups);
    context.register(new ReadScripts(tempo, versions));
    Path directory = store.directory().orElseThrow();
    ScriptTree tree = new ScriptTree(directory.resolve("scripts"));
    ScriptScanner scanner = context.register(new ScriptScanner(tempo.python(), tempo.scriptHost()));
    EnvironmentService environments =
        context.register(new EnvironmentService(tempo, tree, scanner, context.time()));
    Files files = new Files(tree, trash(context, directory.resolve("trash"), tree));
    return new ScriptServices(
        versions,
        files,
        scanner,
        environments,
        new Python(new DefaultPython(tempo.python(), context.config()), groups));
  }

  /** Makes the trash, which is looked through once the server answers. */
  private static Trash trash(ServerContext context, Path directory, ScriptTree tree) {
    Trash trash =
        context.register(
            new Trash(
                directory, tree, context.time(), () -> context.config().get(Settings.TRASH_DAYS)));
    context.onStarted(trash::begin);
    return trash;
  }
}
