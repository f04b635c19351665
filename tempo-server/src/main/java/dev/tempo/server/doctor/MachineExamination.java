package dev.tempo.server.doctor;

import dev.tempo.python.Interpreters;
import dev.tempo.server.settings.MachineChecks;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the machine gives: room, an encoding for names of files, interpreters, accounts. */
final class MachineExamination implements Doctor.Examination {
  private static final long LEAST_BYTES = 64L << 20;

  private final Patient patient;
  private final List<Finding> found = new ArrayList<>();

  MachineExamination(Patient patient) {
    this.patient = patient;
  }

  @Override
  public List<Finding> findings() throws IOException {
    lookAtRoom();
    lookAtLocale();
    Optional<SettingValues> settings = patient.settings();
    if (settings.isPresent()) {
      lookAtInterpreters(settings.get());
      lookAtSettings(settings.get());
    }
    return found;
  }

  private void lookAtRoom() throws IOException {
    Path directory = patient.directory();
    if (!Files.isDirectory(directory)) {
      return;
    }
    long free = Files.getFileStore(directory).getUsableSpace();
    long reserve =
        patient.settings().map(all -> (long) all.get(Settings.DISK_RESERVE) << 20).orElse(0L);
    String room = "The disk of " + directory + " has " + (free >> 20) + " MiB left";
    if (free < LEAST_BYTES) {
      found.add(Finding.fault("disk", room + ": make room, or runs cannot be stored"));
    } else if (free < reserve) {
      found.add(
          Finding.warning(
              "disk",
              room + ", less than diskReserve: what scripts print waits until there is more"));
    }
  }

  private void lookAtLocale() {
    String names = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!Charset.isSupported(names) || !Charset.forName(names).equals(StandardCharsets.UTF_8)) {
      found.add(
          Finding.warning(
              "locale",
              "Names of files are in "
                  + names
                  + ", which cannot name all: start by bin/tempo, or set LC_ALL=C.UTF-8"));
    }
  }

  /** Whether an interpreter works is only asked of all where it matters: each is a process. */
  private void lookAtInterpreters(SettingValues settings) {
    String wanted = settings.get(Settings.DEFAULT_PYTHON);
    if (!wanted.isEmpty()) {
      if (Interpreters.ofThisMachine().find(wanted).isEmpty()) {
        found.add(
            Finding.warning(
                "interpreters",
                "The setting defaultPython wants Python " + wanted + ", which is not here"));
      }
    } else if (!isOnPath("python3") && Interpreters.ofThisMachine().all().isEmpty()) {
      found.add(
          Finding.warning(
              "interpreters", "No Python 3 was found: Python jobs cannot run. Install one"));
    }
    if (!Files.isExecutable(Path.of("/bin/sh"))) {
      found.add(Finding.fault("interpreters", "There is no /bin/sh, by which scripts are started"));
    }
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private void lookAtSettings(SettingValues settings) {
    try {
      MachineChecks.check(settings, patient.directory());
    } catch (SettingsException e) {
      found.add(Finding.fault("settings", String.valueOf(e.getMessage())));
    }
  }
}
