package dev.tempo.server.cli;

import dev.tempo.server.health.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tempo version}. */
@Command(name = "version", description = "Tells the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println("Tempo " + Version.CURRENT);
    return ExitCode.OK;
  }
}
