package dev.tempo.server.cli;

import picocli.CommandLine.Command;

/** {@code tempo migrate}: what every start does first, alone. */
@Command(
    name = "migrate",
    description = "Brings the databases up to date, without starting anything.")
final class MigrateCommand extends SettingsCommand {
  private final Launcher launcher;

  MigrateCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    Launcher.Options told = told();
    launcher.migrate(told);
    out().println("Up to date (data in " + told.dataDirectory() + ")");
    return ExitCode.OK;
  }
}
