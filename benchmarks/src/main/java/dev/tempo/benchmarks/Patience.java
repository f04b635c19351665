package dev.tempo.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, but not for ever. */
public final class Patience {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private Patience() {}

  /** Waits for as long as this. */
  public static void rest(Duration length) {
    LockSupport.parkNanos(length.toNanos());
  }

  /**
   * Waits until something is so.
   *
   * @param what what is waited for, for the message
   * @param every how long to rest between two looks
   * @throws IllegalStateException if it is not so after three minutes
   */
  public static void until(String what, Duration every, BooleanSupplier reached) {
    if (!isReached(every, reached)) {
      throw new IllegalStateException("Waited " + LONGEST + " in vain for " + what);
    }
  }

  /**
   * Waits until something is so, for three minutes at most, and says whether it is.
   *
   * @param every how long to rest between two looks
   */
  public static boolean isReached(Duration every, BooleanSupplier reached) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(every.toNanos());
    }
    return true;
  }
}
