package dev.tempo.server.cli;

import dev.tempo.server.backup.Restore;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tempo restore}: goes back to a backup, or begins with one elsewhere. */
@Command(
    name = "restore",
    description = {
      "Puts a backup into a data directory, after it was checked. The server must not run.",
      "What was there is kept in DIR/restore/previous."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Parameters(index = "0", paramLabel = "FILE", description = "The backup, a .tar.gz.")
  private Path file;

  @Option(names = "--force", description = "Also where there is data already.")
  private boolean force;

  @Override
  public Integer call() {
    Launcher.Options told = options.read();
    Path directory = told.dataDirectory();
    if (Files.exists(told.databaseFile()) && !force) {
      spec.commandLine()
          .getErr()
          .println("tempo: " + directory + " holds data; --force puts the backup in its place");
      return ExitCode.FAILURE;
    }
    PrintWriter out = spec.commandLine().getOut();
    Restore restore = new Restore(directory, told.databaseFile());
    SqliteStore.whileLocked(
        directory,
        () -> {
          out.println("Checking " + file);
          out.flush();
          restore.stage(file.toAbsolutePath());
          restore.applyIfStaged();
        });
    out.println("Restored into " + directory + "; what was there is in " + restore.previous());
    return ExitCode.OK;
  }
}
