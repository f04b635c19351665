package dev.tempo.server.cli;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code tempo status}: whether the server of a data directory runs. */
@Command(
    name = "status",
    description = "Says whether the server runs.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it runs",
      "1:it ended without clearing up, as after a crash",
      "3:it does not run",
      "2, 4:the command line is wrong, the data directory cannot be read"
    })
final class StatusCommand extends SettingsCommand {
  @Override
  public Integer call() {
    ServerLauncher.Options told = run();
    PidFile file = PidFile.in(told.dataDirectory());
    Optional<PidFile.Server> server = file.read();
    if (server.flatMap(PidFile.Server::handle).isPresent()) {
      say(
          String.format(
              Locale.ROOT,
              "Tempo runs as process %d on %s (data in %s)",
              server.get().process().pid(),
              server.get().url(),
              told.dataDirectory()));
      return ExitCode.Status.RUNNING;
    }
    if (file.isStale()) {
      say("Tempo does not run, but did not end in order (data in " + told.dataDirectory() + ")");
      return ExitCode.Status.DEAD;
    }
    say("Tempo does not run (data in " + told.dataDirectory() + ")");
    return ExitCode.Status.STOPPED;
  }

  private void say(String line) {
    out().println(line);
  }
}
