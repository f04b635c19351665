package dev.tempo.process.supervise;

import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Holds the services that all run supervisors share. */
public record SupervisorContext(ProcessBackend host, ProcessTable table, Timing timing) {

  /**
   * Clocks and rhythms.
   *
   * @param clock for what is shown to people
   * @param nanos monotonic time, for all that is waited for
   * @param sample between two samples of a run
   * @param watch between two looks at a run that has limits
   * @param patience with a run that cannot be supervised, though it is tried again and again
   */
  public record Timing(
      InstantSource clock,
      LongSupplier nanos,
      Duration sample,
      Duration watch,
      Duration patience) {}

  long nanos() {
    return timing.nanos().getAsLong();
  }
}
