package dev.tempo.process;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** What every supervision shares. */
record Services(Host host, ProcessTable table, Timing timing) {

  /**
   * Clocks and rhythms.
   *
   * @param clock for what is shown to people
   * @param nanos monotonic time, for all that is waited for
   * @param sample between two samples of a run
   * @param watch between two looks at a run that has limits
   * @param patience with a run that cannot be supervised, though it is tried again and again
   */
  record Timing(
      InstantSource clock,
      LongSupplier nanos,
      Duration sample,
      Duration watch,
      Duration patience) {}

  long nanos() {
    return timing.nanos().getAsLong();
  }
}
