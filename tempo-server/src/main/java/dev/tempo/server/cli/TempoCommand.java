package dev.tempo.server.cli;

import dev.tempo.server.http.PortTakenException;
import dev.tempo.server.system.Version;
import dev.tempo.store.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** {@code tempo}. Without a subcommand it runs the server. */
@Command(
    name = "tempo",
    description = "Schedules and runs Python and shell scripts.",
    mixinStandardHelpOptions = true,
    versionProvider = TempoCommand.VersionLine.class,
    subcommands = CommandLine.HelpCommand.class)
public final class TempoCommand {
  private TempoCommand() {}

  /** The command line, which starts servers by a launcher. */
  public static CommandLine create(Launcher launcher) {
    return new CommandLine(new TempoCommand())
        .addSubcommand("run", new RunCommand(launcher))
        .setExecutionExceptionHandler(TempoCommand::explain)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /**
   * Does what the arguments say; {@code run} if they name no command.
   *
   * @return the exit code
   */
  public static int execute(Launcher launcher, String... arguments) {
    CommandLine line = create(launcher);
    return line.execute(withDefaultCommand(line, arguments));
  }

  private static String[] withDefaultCommand(CommandLine line, String[] arguments) {
    boolean named =
        arguments.length > 0
            && (line.getSubcommands().containsKey(arguments[0])
                || line.getCommandSpec().optionsMap().containsKey(arguments[0]));
    if (named) {
      return arguments;
    }
    String[] run = new String[arguments.length + 1];
    run[0] = "run";
    System.arraycopy(arguments, 0, run, 1, arguments.length);
    return run;
  }

  /** One line, on the error stream, that says what went wrong. */
  private static int explain(Exception problem, CommandLine line, ParseResult result) {
    String text = problem.getMessage() == null ? problem.toString() : problem.getMessage();
    line.getErr().println("tempo: " + text.replace('\n', ' '));
    return switch (problem) {
      case PortTakenException e -> ExitCode.PORT_TAKEN;
      case StoreException e -> ExitCode.DATA_DIRECTORY;
      default -> ExitCode.FAILURE;
    };
  }

  /** Tells the version. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Tempo " + Version.CURRENT};
    }
  }
}
