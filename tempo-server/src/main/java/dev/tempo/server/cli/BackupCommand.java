package dev.tempo.server.cli;

import dev.tempo.message.Message;
import dev.tempo.server.backup.BackupService;
import dev.tempo.server.backup.BackupWriter;
import dev.tempo.server.settings.MachineChecks;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.server.settings.Settings;
import dev.tempo.store.jdbc.StoreProvider;
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
  /** Why there are no backups of a database that is not a file. */
  static final String NO_COPIES =
      "the database is a PostgreSQL server's: back it up and restore it by pg_dump and pg_restore,"
          + " or its own tools, together with the data directory";

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where it goes (TEMPO_BACKUP_PATH; default DIR/backups).")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() {
    ServerLauncher.Options told = run();
    StoreProvider stores = stores(told);
    if (!stores.makesCopies()) {
      err().println("tempo: " + NO_COPIES);
      return ExitCode.FAILURE;
    }
    SettingValues settings = peek(told);
    String place = output.map(Path::toString).orElseGet(() -> settings.get(Settings.BACKUP_PATH));
    Optional<Message> problem = MachineChecks.backups(place, told.dataDirectory());
    if (problem.isPresent()) {
      err().println("tempo: " + place + " " + problem.get().text());
      return ExitCode.FAILURE;
    }
    Path backups = BackupService.directory(place, told.dataDirectory());
    BackupWriter.Places places =
        new BackupWriter.Places(told.dataDirectory(), backups, told.databaseFile());
    BackupWriter.Exclusions excluded =
        BackupWriter.Exclusions.of(
            settings.get(Settings.BACKUP_EXCLUDE), settings.get(Settings.BACKUP_MAX_SIZE));
    // A server that deletes old runs just now does no harm: they would be deleted after a restore.
    BackupWriter.Source source =
        new BackupWriter.Source(stores, directory -> stores.copy(told.databaseFile(), directory));
    BackupWriter maker = new BackupWriter(places, excluded, source, TimeSource.system());
    out().println(maker.make());
    return ExitCode.OK;
  }
}
