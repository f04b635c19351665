package dev.tempo.server.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at all that a server needs: databases, keys, permissions, the disk, what runs left behind,
 * interpreters, mail and the locale. Looking changes nothing; each finding says what would mend it.
 */
public final class Doctor {
  private final List<Examination> examinations;

  /** A look at one part. */
  @FunctionalInterface
  interface Examination {
    List<Finding> findings() throws IOException;
  }

  private Doctor(List<Examination> examinations) {
    this.examinations = List.copyOf(examinations);
  }

  /** One that needs no store: for databases that may be damaged. */
  public static Doctor ofFiles(Patient patient) {
    return new Doctor(
        List.of(
            new DatabaseExamination(patient),
            new KeyExamination(patient),
            new PermissionExamination(patient),
            new MachineExamination(patient),
            new MailExamination(patient)));
  }

  /** One that compares directories with what the store knows. */
  public static Doctor ofOrphans(Patient patient, KnownThings known) {
    return new Doctor(List.of(new OrphanExamination(patient.directory(), known)));
  }

  /** What is not as it should be; what could not be looked at is a finding, too. */
  public List<Finding> examine() {
    List<Finding> all = new ArrayList<>();
    for (Examination examination : examinations) {
      try {
        all.addAll(examination.findings());
      } catch (IOException | UncheckedIOException e) {
        all.add(Finding.fault("files", "Something cannot be looked at: " + e.getMessage()));
      }
    }
    return all;
  }
}
