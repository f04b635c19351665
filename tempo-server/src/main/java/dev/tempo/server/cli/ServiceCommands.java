package dev.tempo.server.cli;

import java.util.Locale;
import picocli.CommandLine.Command;

/** Commands about a server in the background. */
final class ServiceCommands {
  private ServiceCommands() {}

  /** {@code tempo start}. */
  @Command(
      name = "start",
      description = "Starts the server in the background, and waits until it answers.")
  static final class Start extends SettingsCommand {
    @Override
    public Integer call() throws InterruptedException {
      return ServiceCommands.start(this, new BackgroundServer(options()));
    }
  }

  /** {@code tempo stop}. */
  @Command(
      name = "stop",
      description = "Stops the server: asks it to end, and forces it after 10 s.")
  static final class Stop extends SettingsCommand {
    @Override
    public Integer call() throws InterruptedException {
      boolean ran = new BackgroundServer(options()).stop();
      out().println(ran ? "Tempo has ended" : "Tempo does not run");
      return ExitCode.OK;
    }
  }

  /** {@code tempo restart}. */
  @Command(
      name = "restart",
      description = "Stops the server if it runs, and starts it in the background.")
  static final class Restart extends SettingsCommand {
    @Override
    public Integer call() throws InterruptedException {
      BackgroundServer service = new BackgroundServer(options());
      service.stop();
      return ServiceCommands.start(this, service);
    }
  }

  private static int start(SettingsCommand command, BackgroundServer service)
      throws InterruptedException {
    return switch (service.start()) {
      case BackgroundServer.Started.Ready ready -> {
        command
            .out()
            .println(
                String.format(
                    Locale.ROOT,
                    "Tempo %s on %s as process %d",
                    ready.before() ? "runs already" : "runs",
                    ready.server().url(),
                    ready.server().process().pid()));
        yield ExitCode.OK;
      }
      case BackgroundServer.Started.Failed failed -> {
        command.err().println(failed.lastWords());
        yield failed.exitCode();
      }
    };
  }
}
