package dev.tempo.python.environment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A step of a build, or a line that a tool printed in it.
 *
 * @param job whose environment is built
 * @param build names the build
 * @param phase what is being done
 * @param line what the installer printed, without credentials, or why the build failed; empty when
 *     another phase begins
 * @param at when it was seen
 */
public record BuildProgress(
    String job, String build, Phase phase, Optional<String> line, Instant at) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public BuildProgress {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(build, "build");
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(line, "line");
    Objects.requireNonNull(at, "at");
  }

  /** What is being done, in the order of a build; not every build has all. */
  public enum Phase {
    /** Other builds come first. */
    WAITING,
    /** An equal environment is copied by hard links. */
    SHARING,
    /** The empty environment is made. */
    CREATING,
    /** The installer finds out which versions fit. */
    RESOLVING,
    /** A distribution is fetched. */
    DOWNLOADING,
    /** A wheel is built from source. */
    COMPILING,
    /** Distributions are unpacked into the environment. */
    INSTALLING,
    /** The exact versions are written down. */
    LOCKING,
    /** The new environment is in use. */
    READY,
    /** It came to nothing; what was in use before still is. */
    FAILED;

    private static final Map<Phase, List<String>> BEGINNINGS =
        Map.of(
            RESOLVING, List.of("Collecting ", "Looking in ", "Resolved "),
            DOWNLOADING, List.of("Downloading ", "Using cached ", "Prepared "),
            COMPILING, List.of("Building wheel", "Preparing metadata", "Building "),
            INSTALLING, List.of("Installing collected", "Installed "));

    /** The phase that a line of pip or uv tells of; empty if it tells of none. */
    static Optional<Phase> of(String line) {
      String text = line.strip();
      return BEGINNINGS.entrySet().stream()
          .filter(phase -> phase.getValue().stream().anyMatch(text::startsWith))
          .map(Map.Entry::getKey)
          .findFirst();
    }
  }
}
