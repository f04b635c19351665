package dev.tempo.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tempo migrate}: what every start does first, alone. */
@Command(
    name = "migrate",
    description = "Brings the databases up to date, without starting anything.",
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
  private final Launcher launcher;

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  MigrateCommand(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    Launcher.Options told = options.read();
    launcher.migrate(told);
    spec.commandLine().getOut().println("Up to date (data in " + told.dataDirectory() + ")");
    return ExitCode.OK;
  }
}
