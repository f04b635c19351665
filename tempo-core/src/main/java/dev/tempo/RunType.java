package dev.tempo;

/** States how a run is treated: as work that ends by itself, or as a program that serves. */
public enum RunType {
  /** Work that ends by itself: it takes a slot of its job's queue, and its end says how it went. */
  BATCH,

  /**
   * A program that serves until it is stopped, such as one with a page: it starts beside all queues
   * and whatever the job's {@link OverlapPolicy}, has no time-out, is not tried again, and counts
   * in no statistics of its job. It goes on over a restart of the engine as every script does that
   * the {@link ShutdownPolicy} leaves.
   */
  SERVICE
}
