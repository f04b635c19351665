package dev.tempo.engine;

import dev.tempo.engine.cluster.ClusterSimulation;
import java.time.Duration;

/** Random histories in virtual time, for whoever goes through very many of them. */
public enum Simulation {
  /** One engine: schedules, edits, crashes, steps of the clock, faults of the store. */
  ENGINE(400) {
    @Override
    public Duration run(long seed, int steps) {
      return SimulationTest.simulate(seed, steps);
    }
  },

  /** Queues of one engine: priorities, keys, unique requests, rates. */
  QUEUES(1_500) {
    @Override
    public Duration run(long seed, int steps) {
      return QueueSimulationTest.simulate(seed, steps);
    }
  },

  /** Three nodes on one store: deaths, pauses, cuts, clocks that are wrong. */
  NODES(300) {
    @Override
    public Duration run(long seed, int steps) {
      return ClusterSimulation.run(seed, steps);
    }
  };

  private final int steps;

  Simulation(int steps) {
    this.steps = steps;
  }

  /** How many things happen in one history. */
  public int steps() {
    return steps;
  }

  /**
   * Goes through the history of a seed; the same one each time.
   *
   * @return how much time has passed in it
   * @throws AssertionError if something was not as it is promised
   */
  public abstract Duration run(long seed, int steps);
}
