package dev.tempo;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a {@link Tempo} is.
 *
 * @param problems what is wrong, in words, by the part that has it: {@code loop}, {@code store},
 *     {@code node}, {@code logs}, {@code processes}, {@code directory} or {@code listeners}; empty
 *     if all is well
 */
public record Health(Map<String, String> problems) {

  /**
   * Copies the map.
   *
   * @throws NullPointerException if anything is null
   */
  public Health {
    Objects.requireNonNull(problems, "problems");
    problems = Collections.unmodifiableMap(new TreeMap<>(problems));
  }

  /** Whether all is well. */
  public boolean isHealthy() {
    return problems.isEmpty();
  }
}
