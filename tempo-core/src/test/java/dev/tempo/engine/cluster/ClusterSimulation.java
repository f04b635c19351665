package dev.tempo.engine.cluster;

import java.time.Duration;

/** The histories of {@link ClusterSimulationTest}, for whoever goes through very many of them. */
public final class ClusterSimulation {
  private ClusterSimulation() {}

  /** Goes through the history of a seed; how much time has passed in it. */
  public static Duration run(long seed, int steps) {
    return ClusterSimulationTest.simulate(seed, steps);
  }
}
