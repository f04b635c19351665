package dev.tempo.store;

import dev.tempo.process.ResourceSample;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Consecutive samples of one run. Immutable.
 *
 * @param runId whose
 * @param samples in the order of their times; at least one
 */
public record RunSamples(UUID runId, List<ResourceSample> samples) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public RunSamples {
    Objects.requireNonNull(samples, "samples");
    Objects.requireNonNull(runId, "runId");
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("There must be a sample of run " + runId);
    }
  }
}
