package dev.tempo.server.cli;

import dev.tempo.log.LogStorageException;
import dev.tempo.secret.SecretException;
import dev.tempo.server.backup.BackupException;
import dev.tempo.server.health.Version;
import dev.tempo.server.http.PortTakenException;
import dev.tempo.server.settings.SettingsException;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.StoreProvider;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code tempo}. Without a subcommand it runs the server. */
@Command(
    name = "tempo",
    description = "Schedules and runs Python and shell scripts.",
    mixinStandardHelpOptions = true,
    versionProvider = TempoCommand.VersionLine.class,
    subcommands = CommandLine.HelpCommand.class)
public final class TempoCommand {
  private static final Set<String> ABOUT_TEMPO = Set.of("--help", "--version");

  private final ServerLauncher launcher;
  private final ServerEnvironment surroundings;

  private TempoCommand(ServerLauncher launcher, ServerEnvironment surroundings) {
    this.launcher = launcher;
    this.surroundings = surroundings;
  }

  /** Where the command line runs that a command belongs to. */
  static ServerEnvironment surroundings(CommandSpec spec) {
    return ((TempoCommand) spec.root().userObject()).surroundings;
  }

  /** What opens stores for a command. */
  static StoreProvider stores(CommandSpec spec, ServerLauncher.Options options) {
    return ((TempoCommand) spec.root().userObject()).launcher.stores(options);
  }

  /** The command line, which starts servers by a launcher. */
  public static CommandLine create(ServerLauncher launcher, ServerEnvironment surroundings) {
    return configured(
        serverAlone(launcher, surroundings)
            .addSubcommand(new ServiceCommands.Start())
            .addSubcommand(new ServiceCommands.Stop())
            .addSubcommand(new ServiceCommands.Restart())
            .addSubcommand(new StatusCommand())
            .addSubcommand(new HealthCommand())
            .addSubcommand(new ConfigCommand())
            .addSubcommand(new MigrateCommand(launcher))
            .addSubcommand(new NodesCommand(launcher))
            .addSubcommand(new DoctorCommand(launcher))
            .addSubcommand(new BackupCommand())
            .addSubcommand(new RestoreCommand())
            .addSubcommand(new ResetPasswordCommand(launcher))
            .addSubcommand(new VersionCommand())
            .addSubcommand(new CompletionCommand())
            .addSubcommand(new TrainCommand(launcher)));
  }

  /** With the one command that runs the server, for as long as it runs. */
  private static CommandLine serverAlone(ServerLauncher launcher, ServerEnvironment surroundings) {
    return colored(new CommandLine(new TempoCommand(launcher, surroundings)), surroundings)
        .addSubcommand(new RunServerCommand(launcher));
  }

  private static CommandLine configured(CommandLine line) {
    return line.setExecutionExceptionHandler(TempoCommand::explain)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Plain when asked by the environment (no-color.org); the option is looked at by execute. */
  private static CommandLine colored(CommandLine line, ServerEnvironment surroundings) {
    boolean plain = surroundings.environment().containsKey("NO_COLOR");
    return line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            plain ? CommandLine.Help.Ansi.OFF : CommandLine.Help.Ansi.AUTO));
  }

  /**
   * Does what the arguments say; {@code run} if they name no command.
   *
   * @return the exit code
   */
  public static int execute(ServerLauncher launcher, String... arguments) {
    ServerEnvironment surroundings = ServerEnvironment.ofThisProcess();
    CommandLine line =
        runsServer(arguments)
            ? configured(serverAlone(launcher, surroundings))
            : create(launcher, surroundings);
    if (List.of(arguments).contains("--no-color")) {
      line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    return line.execute(withDefaultCommand(line, arguments));
  }

  /** Whether it is certain already; so a server needs not keep what all other commands are. */
  private static boolean runsServer(String[] arguments) {
    return arguments.length == 0
        || arguments[0].equals("run")
        || arguments[0].startsWith("--") && !ABOUT_TEMPO.contains(arguments[0]);
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
      case StoreException e -> ofStore(e.reason());
      case LogStorageException e -> ofLogs(e.reason());
      case SecretException e -> ExitCode.DATA_DIRECTORY;
      case SettingsException e -> ExitCode.USAGE;
      case BackupException e -> ofBackup(e);
      default -> ExitCode.FAILURE;
    };
  }

  /** A backup that a newer version made is told from one that is damaged. */
  private static int ofBackup(BackupException problem) {
    return problem.getCause() instanceof StoreException store
            && store.reason() == StoreException.Reason.TOO_NEW
        ? ExitCode.TOO_NEW
        : ExitCode.FAILURE;
  }

  private static int ofStore(StoreException.Reason reason) {
    return switch (reason) {
      case DAMAGED -> ExitCode.DAMAGED;
      case TOO_NEW -> ExitCode.TOO_NEW;
      default -> ExitCode.DATA_DIRECTORY;
    };
  }

  private static int ofLogs(LogStorageException.Reason reason) {
    return switch (reason) {
      case DAMAGED -> ExitCode.DAMAGED;
      case TOO_NEW -> ExitCode.TOO_NEW;
      default -> ExitCode.DATA_DIRECTORY;
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
