package dev.tempo.benchmarks.cron;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What one call costs, measured over as many as fill a stretch of time. */
final class Cost {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int FIRST_BATCH = 64;

  private static volatile long sink;
  private static Object kept;

  private Cost() {}

  /** Makes a call so many times. */
  @FunctionalInterface
  interface Calls {
    /**
     * Makes them.
     *
     * @return something that depends on all results
     */
    long make(int times) throws Exception;
  }

  /** Nanoseconds of a call; about as many are made as take this long. */
  static double nanos(Calls calls, long stretchNanos) throws Exception {
    int batch = FIRST_BATCH;
    while (true) {
      long begin = System.nanoTime();
      sink += calls.make(batch);
      long spent = System.nanoTime() - begin;
      if (spent >= stretchNanos / 2 || batch >= 1 << 28) {
        return (double) spent / batch;
      }
      batch *= 2;
    }
  }

  /** Makes sure that a result is really made. */
  static void keep(Object result) {
    kept = result;
  }

  /** Bytes that a call allocates. */
  static double bytes(Calls calls, int times) throws Exception {
    sink += calls.make(times);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    sink += calls.make(times);
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / times;
  }
}
