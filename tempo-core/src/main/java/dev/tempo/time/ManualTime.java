package dev.tempo.time;

import java.time.Duration;

/**
 * Time that somebody moves by hand. An engine built on it makes no thread: it works when time is
 * moved, on the thread that moves it.
 */
public interface ManualTime extends TimeSource {

  /** Receives the movements of a manual clock. */
  interface ManuallyDriven {

    /** Does all that is due now, and all that follows from it now. */
    void runUntilIdle();

    /**
     * How long until there is something to do; zero if there is now.
     *
     * @return at most {@code limit}
     */
    Duration untilNext(Duration limit);

    /** Is moved no more, as if its process had died: gives back what the system would. */
    default void abandon() {}
  }

  /** From now on moves this, too. */
  void attach(ManuallyDriven engine);

  /** No longer moves this. */
  void detach(ManuallyDriven engine);
}
