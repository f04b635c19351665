package dev.tempo.server.cli;

import dev.tempo.server.doctor.Doctor;
import dev.tempo.server.doctor.Finding;
import dev.tempo.server.doctor.KnownThings;
import dev.tempo.server.doctor.Patient;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.store.Damage;
import dev.tempo.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempo doctor}: tells what in an installation is not as it should be, and mends it. */
@Command(
    name = "doctor",
    description = {
      "Looks at databases, jobs that cannot be read, what runs left behind, keys, permissions,",
      "the disk, interpreters, mail and the locale, and says what --fix would do about it.",
      "The server must not run, nor any node of a cluster. Ends with 5 if something is broken that",
      "was not mended."
    })
final class DoctorCommand extends SettingsCommand {
  private static final String KEPT = "doctor.txt";

  private final ServerLauncher launcher;

  @Option(
      names = {"--fix", "--mend"},
      description = {
        "Does what it says that it would do. Jobs that cannot be read are written to " + KEPT,
        "in the data directory; such triggers are deleted, other parts replaced by stand-ins, and",
        "their jobs disabled. A damaged database is kept beside the sound copy of it."
      })
  private boolean fix;

  @Option(
      names = "--accept",
      description = {
        "Takes what is in the data directory as it is, though a database is missing or of another",
        "installation: for a new start beside what is left."
      })
  private boolean accept;

  private int unmended;
  private boolean mendedDatabase;

  DoctorCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException {
    ServerLauncher.Options told = run();
    unmended = 0;
    mendedDatabase = false;
    Patient patient =
        new Patient(told.dataDirectory(), told.databaseFile(), stores(told), settings(told));
    if (accept) {
      launcher.accept(told);
      out().println("What is in " + told.dataDirectory() + " is one installation from now on");
    }
    stores(told).whileLocked(told.dataDirectory(), () -> treat(Doctor.ofFiles(patient).examine()));
    if (mendedDatabase && !launcher.hasLostSecretKey(told)) {
      launcher.accept(told);
    }
    examineJobs(told);
    launcher.withStore(told, store -> treatOrphans(patient, store));
    return unmended == 0 ? ExitCode.OK : ExitCode.DAMAGED;
  }

  /**
   * While nobody else can open the store, since what a server adds meanwhile would not be known.
   */
  private Void treatOrphans(Patient patient, Store store) {
    treat(Doctor.ofOrphans(patient, KnownThings.of(store)).examine());
    return null;
  }

  /** What cannot be read is told when the store is opened. */
  private Optional<SettingValues> settings(ServerLauncher.Options told) {
    try {
      return Optional.of(peek(told));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Tells what was found, and what would be done, or does it. */
  private void treat(List<Finding> findings) {
    for (Finding finding : findings) {
      boolean fault = finding.severity() == Finding.Severity.FAULT;
      out().println((fault ? "broken, " : "warning, ") + finding.area() + ": " + finding.text());
      if (finding.remedy().isPresent() && !fix) {
        out().println("  tempo doctor --fix would " + finding.remedy().get().text());
      }
      if (finding.remedy().isPresent() && fix) {
        mend(finding, finding.remedy().get());
      } else if (fault) {
        unmended++;
      }
    }
  }

  private void mend(Finding finding, Finding.Remedy remedy) {
    try {
      remedy.action().take();
      mendedDatabase |= finding.area().equals(Finding.DATABASE);
      out().println("  done: " + remedy.text());
    } catch (IOException e) {
      unmended++;
      out().println("  failed: " + remedy.text() + " (" + e + ")");
    }
  }

  private void examineJobs(ServerLauncher.Options told) throws IOException {
    List<Damage> found = launcher.examine(told, false);
    found.forEach(damage -> out().println(place(damage)));
    if (found.isEmpty()) {
      out().println("All jobs can be read (data in " + told.dataDirectory() + ")");
      return;
    }
    if (!fix) {
      out().println("Replace them in the server, or run: tempo doctor --fix");
      unmended += found.size();
      return;
    }
    Path kept = told.dataDirectory().resolve(KEPT);
    List<String> lines = found.stream().map(DoctorCommand::words).toList();
    Files.write(kept, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    launcher.examine(told, true);
    out().println("Replaced; how it was stored is in " + kept + ". Disabled jobs can be enabled");
  }

  private static String words(Damage damage) {
    return place(damage) + ": " + damage.text();
  }

  private static String place(Damage damage) {
    return "Job " + damage.jobId() + ": " + damage.words();
  }
}
