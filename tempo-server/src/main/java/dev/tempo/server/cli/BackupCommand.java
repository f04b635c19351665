package dev.tempo.server.cli;

import dev.tempo.server.backup.BackupMaker;
import dev.tempo.server.backup.BackupService;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.server.settings.Settings;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempo backup}: makes one now, whether or not the server runs. */
@Command(
    name = "backup",
    description = "Makes a backup now, also while the server runs, and prints its file.")
final class BackupCommand extends SettingsCommand {
  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where it goes (TEMPO_BACKUP_PATH; default DIR/backups).")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() {
    Launcher.Options told = told();
    SettingValues settings = peek(told);
    Path backups =
        output
            .map(Path::toAbsolutePath)
            .orElseGet(
                () ->
                    BackupService.directory(
                        settings.get(Settings.BACKUP_PATH), told.dataDirectory()));
    BackupMaker.Places places = new BackupMaker.Places(told.dataDirectory(), backups);
    BackupMaker.Exclusions excluded =
        BackupMaker.Exclusions.of(
            settings.get(Settings.BACKUP_EXCLUDE), settings.get(Settings.BACKUP_MAX_SIZE));
    // A server that deletes old runs just now does no harm: they would be deleted after a restore.
    BackupMaker.Source source =
        new BackupMaker.Source(
            stores(), directory -> stores().copy(told.databaseFile(), directory));
    BackupMaker maker = new BackupMaker(places, excluded, source, TimeSource.system());
    out().println(maker.make());
    return ExitCode.OK;
  }
}
