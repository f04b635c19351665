package dev.tempo.server.cli;

import dev.tempo.server.backup.BackupService;
import dev.tempo.server.backup.Restore;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsException;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.StoreProvider;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tempo restore}: goes back to a backup, or begins with one elsewhere. */
@Command(
    name = "restore",
    description = {
      "Puts a backup into a data directory, after it was checked. The server must not run.",
      "With another directory (--data-path) the data that are here stay as they are.",
      "What was there is kept in DIR/restore/previous."
    })
final class RestoreCommand extends SettingsCommand {
  @Parameters(index = "0", paramLabel = "FILE", description = "The backup, a .tar.gz.")
  private Path file;

  @Option(names = "--force", description = "Also where there is data already.")
  private boolean force;

  @Option(names = "--check", description = "Checks the backup only; touches nothing.")
  private boolean check;

  @Override
  public Integer call() {
    if (check) {
      out().println(Restore.check(file.toAbsolutePath()));
      return ExitCode.OK;
    }
    ServerLauncher.Options told = run();
    Path directory = told.dataDirectory();
    StoreProvider stores = stores(told);
    if (!stores.makesCopies()) {
      err().println("tempo: " + BackupCommand.NO_COPIES);
      return ExitCode.FAILURE;
    }
    if (Files.exists(told.databaseFile()) && !force) {
      err().println("tempo: " + directory + " holds data; --force puts the backup in its place");
      return ExitCode.FAILURE;
    }
    PrintWriter out = out();
    Restore restore = new Restore(stores, directory, () -> backups(told));
    stores.whileLocked(
        directory,
        () -> {
          out.println("Checking " + file);
          out.flush();
          restore.stage(file.toAbsolutePath());
          restore.applyIfStaged(told.databaseFile());
        });
    out.println("Restored into " + directory + "; what was there is in " + restore.previous());
    return ExitCode.OK;
  }

  /** By what is saved, unless just that is damaged. */
  private Path backups(ServerLauncher.Options told) {
    String setting;
    try {
      setting = peek(told).get(Settings.BACKUP_PATH);
    } catch (StoreException | SettingsException e) {
      setting = told.sources().early(Settings.BACKUP_PATH);
    }
    return BackupService.directory(setting, told.dataDirectory());
  }
}
