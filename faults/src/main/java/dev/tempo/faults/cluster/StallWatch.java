package dev.tempo.faults.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices when the machine itself stands still, or its database does, as both do under other load:
 * nodes that lose runs then have a reason. Thread-safe.
 */
final class StallWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration LONG = Duration.ofSeconds(2);

  private final NodeGroup group;
  private final List<ClusterFault> stalls = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  StallWatch(NodeGroup group) {
    this.group = group;
    this.thread = Thread.ofPlatform().daemon().start(this::run);
  }

  private void run() {
    group.one("CREATE TABLE stall_watch (at timestamptz)");
    long before = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(LOOK.toNanos());
      group.one("INSERT INTO stall_watch VALUES (now()) RETURNING 1");
      long now = System.nanoTime();
      if (now - before > LONG.toNanos()) {
        add(new ClusterFault(ClusterFault.Kind.STALL, ClusterFault.DATABASE, before, now));
      }
      before = now;
    }
  }

  private synchronized void add(ClusterFault stall) {
    stalls.add(stall);
  }

  /** All that were noticed. */
  synchronized List<ClusterFault> stalls() {
    return List.copyOf(stalls);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
