package dev.tempo.python.environment;

import java.util.List;
import java.util.Objects;

/**
 * What a look at an environment found.
 *
 * @param problems each a sentence; empty when all is well
 */
public record EnvironmentHealth(List<String> problems) {
  /** Copies the list. */
  public EnvironmentHealth {
    Objects.requireNonNull(problems, "problems");
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean healthy() {
    return problems.isEmpty();
  }
}
