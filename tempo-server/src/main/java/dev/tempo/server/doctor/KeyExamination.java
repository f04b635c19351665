package dev.tempo.server.doctor;

import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the keys are there that sign sessions and seal secrets. */
final class KeyExamination implements Doctor.Examination {
  private static final String AREA = "keys";

  private final Patient patient;

  KeyExamination(Patient patient) {
    this.patient = patient;
  }

  @Override
  public List<Finding> findings() throws IOException {
    List<Finding> found = new ArrayList<>();
    Path config = patient.directory().resolve("config");
    boolean noSecret = isMissing(config.resolve("secret.key"));
    boolean noSigner = isMissing(config.resolve("jwt.key"));
    if (noSecret == noSigner) {
      return found; // both are there, or no server was started yet, or both are settings
    }
    if (noSecret && !given(Settings.SECRET_KEY)) {
      found.add(
          Finding.fault(
              AREA,
              "The file "
                  + config.resolve("secret.key")
                  + " is missing or empty: secrets that are stored cannot be read. Put it back from"
                  + " a backup (config/secret.key in the archive); without it enter them again"));
    }
    if (noSigner && !given(Settings.JWT_SECRET)) {
      found.add(
          Finding.warning(
              AREA,
              "The file "
                  + config.resolve("jwt.key")
                  + " is missing or empty: the next start makes another, and everybody has to log"
                  + " in again"));
    }
    return found;
  }

  private boolean given(Setting<String> key) {
    return patient.settings().map(values -> !values.get(key).isEmpty()).orElse(false);
  }

  private static boolean isMissing(Path file) throws IOException {
    return !Files.exists(file) || Files.size(file) == 0;
  }
}
