package dev.tempo.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Commands about a server in the background. */
final class ServiceCommands {
  private ServiceCommands() {}

  /** {@code tempo start}. */
  @Command(
      name = "start",
      description = "Starts the server in the background, and waits until it answers.",
      mixinStandardHelpOptions = true)
  static final class Start implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SettingsOptions options;

    @Override
    public Integer call() throws InterruptedException {
      return ServiceCommands.start(spec, new Service(options));
    }
  }

  /** {@code tempo stop}. */
  @Command(
      name = "stop",
      description = "Stops the server: asks it to end, and forces it after 10 s.",
      mixinStandardHelpOptions = true)
  static final class Stop implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SettingsOptions options;

    @Override
    public Integer call() throws InterruptedException {
      boolean ran = new Service(options).stop();
      spec.commandLine().getOut().println(ran ? "Tempo has ended" : "Tempo does not run");
      return ExitCode.OK;
    }
  }

  /** {@code tempo restart}. */
  @Command(
      name = "restart",
      description = "Stops the server if it runs, and starts it in the background.",
      mixinStandardHelpOptions = true)
  static final class Restart implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SettingsOptions options;

    @Override
    public Integer call() throws InterruptedException {
      Service service = new Service(options);
      service.stop();
      return ServiceCommands.start(spec, service);
    }
  }

  private static int start(CommandSpec spec, Service service) throws InterruptedException {
    return switch (service.start()) {
      case Service.Started.Ready ready -> {
        spec.commandLine()
            .getOut()
            .println(
                "Tempo %s on %s as process %d"
                    .formatted(
                        ready.before() ? "runs already" : "runs",
                        ready.server().url(),
                        ready.server().process().pid()));
        yield ExitCode.OK;
      }
      case Service.Started.Failed failed -> {
        spec.commandLine().getErr().println(failed.lastWords());
        yield failed.exitCode();
      }
    };
  }
}
