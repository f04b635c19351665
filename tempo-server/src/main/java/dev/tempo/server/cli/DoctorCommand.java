package dev.tempo.server.cli;

import dev.tempo.store.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempo doctor}: tells what in the data cannot be used as it is, and mends it if asked. */
@Command(
    name = "doctor",
    description = {
      "Looks for jobs and triggers that cannot be read. The server must not run.",
      "Ends with 5 if there are some."
    })
final class DoctorCommand extends SettingsCommand {
  private static final String KEPT = "doctor.txt";

  private final ServerLauncher launcher;

  @Option(
      names = "--mend",
      description = {
        "Writes what cannot be read to " + KEPT + " in the data directory, deletes such triggers,",
        "and puts stand-ins in the place of other parts; their jobs are disabled."
      })
  private boolean mend;

  @Option(
      names = "--accept",
      description = {
        "Takes what is in the data directory as it is, though a database is missing or of another",
        "installation: for a new start beside what is left."
      })
  private boolean accept;

  DoctorCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException {
    ServerLauncher.Options told = run();
    if (accept) {
      launcher.accept(told);
      out().println("What is in " + told.dataDirectory() + " is one installation from now on");
    }
    List<Damage> found = launcher.examine(told, false);
    found.forEach(damage -> out().println(place(damage)));
    if (found.isEmpty()) {
      out().println("All jobs can be read (data in " + told.dataDirectory() + ")");
      return ExitCode.OK;
    }
    if (!mend) {
      out().println("Replace them in the server, or run: tempo doctor --mend");
      return ExitCode.DAMAGED;
    }
    Path kept = told.dataDirectory().resolve(KEPT);
    List<String> lines = found.stream().map(DoctorCommand::words).toList();
    Files.write(kept, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    launcher.examine(told, true);
    out().println("Replaced; how it was stored is in " + kept + ". Disabled jobs can be enabled");
    return ExitCode.OK;
  }

  private static String words(Damage damage) {
    return place(damage) + ": " + damage.text();
  }

  private static String place(Damage damage) {
    return "Job " + damage.jobId() + ": " + damage.words();
  }
}
