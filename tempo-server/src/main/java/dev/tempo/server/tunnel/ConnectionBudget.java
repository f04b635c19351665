package dev.tempo.server.tunnel;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections all pages may have together: an eighth of the process's descriptors, each
 * taking two, so that Tempo's own are never used up. Thread-safe.
 */
final class ConnectionBudget {
  private static final int MOST = 4_096;
  private static final int FEWEST = 16;
  private static final int PARTS = 8;

  private final int limit;
  private final AtomicInteger taken = new AtomicInteger();

  private ConnectionBudget(int limit) {
    this.limit = limit;
  }

  static ConnectionBudget ofThisProcess() {
    long descriptors =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE;
    return of(Math.clamp(descriptors / PARTS, FEWEST, MOST));
  }

  static ConnectionBudget of(int limit) {
    return new ConnectionBudget(limit);
  }

  /** Takes a connection's place. */
  boolean take() {
    return taken.getAndUpdate(now -> Math.min(now + 1, limit)) < limit;
  }

  /** Gives it back. */
  void giveBack() {
    taken.decrementAndGet();
  }
}
