package dev.tempo.python.environment;

import java.util.Objects;
import java.util.Optional;

/**
 * How it stands with a job's environment.
 *
 * @param state in a word
 * @param current what runs use now; may be there in every state but {@code NONE}
 * @param failure why the last build came to nothing; empty after one that succeeded
 * @param progress the last thing that the build under way did
 */
public record EnvironmentStatus(
    State state,
    Optional<PythonEnvironment> current,
    Optional<BuildFailure> failure,
    Optional<BuildProgress> progress) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public EnvironmentStatus {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(current, "current");
    Objects.requireNonNull(failure, "failure");
    Objects.requireNonNull(progress, "progress");
  }

  /** In a word. */
  public enum State {
    /** There is none, and none is being made. */
    NONE,
    /** One is being built; an older one may be in use. */
    BUILDING,
    /** The last build is in use. */
    READY,
    /** The last build failed; an older one may be in use. */
    FAILED
  }
}
