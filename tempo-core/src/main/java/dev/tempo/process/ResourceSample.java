package dev.tempo.process;

import java.time.Instant;
import java.util.Objects;

/**
 * One sample of the resources that a process tree used.
 *
 * @param at when
 * @param cpuPercent the share of one core since the sample before; 200 is two cores
 * @param memoryBytes the memory of all its processes together. It is the sum of their resident
 *     sets, in which shared pages count once for each; where that would break the memory limit, the
 *     sum of their proportional sets, which counts them once
 * @param processes how many processes live
 */
public record ResourceSample(Instant at, double cpuPercent, long memoryBytes, int processes) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public ResourceSample {
    Objects.requireNonNull(at, "at");
  }
}
