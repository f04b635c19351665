package dev.tempo.server.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tempo completion}: what makes the Tab key work. */
@Command(
    name = "completion",
    description = "Prints a script for bash and zsh: source <(tempo completion)",
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(AutoComplete.bash("tempo", spec.root().commandLine()));
    return ExitCode.OK;
  }
}
