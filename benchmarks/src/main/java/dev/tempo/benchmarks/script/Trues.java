package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.report.Samples;
import java.util.concurrent.locks.LockSupport;

/** Times of runs that follow each other. */
final class Trues {
  private static final long REST_NANOS = 20_000_000;

  private Trues() {}

  /** One run. */
  @FunctionalInterface
  interface One {
    void run() throws Exception;
  }

  /** The median in milliseconds of so many. */
  static double medianMs(Spawner.Way way, int runs, One one) throws Exception {
    Samples samples = new Samples();
    for (int i = 0; i < runs; i++) {
      if (way == Spawner.Way.APART) {
        LockSupport.parkNanos(REST_NANOS);
      }
      long begin = System.nanoTime();
      one.run();
      samples.add((System.nanoTime() - begin) / 1e6);
    }
    return samples.median();
  }
}
