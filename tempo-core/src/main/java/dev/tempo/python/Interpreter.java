package dev.tempo.python;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A Python that ran and told its version. Immutable.
 *
 * @param executable where it was found, absolute; may be a symbolic link
 * @param version as it said
 * @param pipVersion of the pip that it can import; empty when it has none
 */
public record Interpreter(Path executable, PythonVersion version, Optional<String> pipVersion) {
  private static final int[] FIRST_PIP_FOR_OTHERS = {22, 3};

  /** Checks that nothing is null. */
  public Interpreter {
    Objects.requireNonNull(executable, "executable");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(pipVersion, "pipVersion");
  }

  /**
   * Whether its pip can fill another environment, with {@code --python}: pip 22.3 and newer (pip's
   * release notes).
   */
  public boolean pipFillsOthers() {
    return pipVersion.map(Interpreter::fillsOthers).orElse(false);
  }

  private static boolean fillsOthers(String version) {
    String[] parts = version.split("[^0-9]+", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return major > FIRST_PIP_FOR_OTHERS[0]
          || major == FIRST_PIP_FOR_OTHERS[0] && minor >= FIRST_PIP_FOR_OTHERS[1];
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** For people: {@code Python 3.12.1 (/usr/bin/python3.12)}. */
  @Override
  public String toString() {
    return "Python " + version + " (" + executable + ")";
  }
}
