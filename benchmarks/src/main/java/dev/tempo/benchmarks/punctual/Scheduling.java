package dev.tempo.benchmarks.punctual;

import java.nio.file.Path;

/** A scheduler under a load. */
@FunctionalInterface
interface Scheduling {
  /**
   * Makes the triggers, starts, and lets them fire until the watch is over.
   *
   * @param directory an empty one, for files
   */
  Lateness run(Load load, Path directory) throws Exception;
}
