package dev.tempo.python.environment;

import java.time.Instant;
import java.util.Objects;

/**
 * Why a build came to nothing.
 *
 * @param phase in which it happened
 * @param message the installer's own words, without credentials; may have several lines
 * @param at when
 */
public record BuildFailure(BuildProgress.Phase phase, String message, Instant at) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public BuildFailure {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(at, "at");
  }
}
