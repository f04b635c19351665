package dev.tempo.server.cli;

import picocli.CommandLine.Command;

/** {@code tempo migrate}: what every start does first, alone. */
@Command(
    name = "migrate",
    description = "Brings the databases up to date, without starting anything.")
final class MigrateCommand extends SettingsCommand {
  private final ServerLauncher launcher;

  MigrateCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    ServerLauncher.Options told = run();
    launcher.migrate(told);
    out().println("Up to date (data in " + told.dataDirectory() + ")");
    return ExitCode.OK;
  }
}
