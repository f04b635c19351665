package dev.tempo.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Processes whose end can only be learned by looking: those of an earlier JVM, on a host without
 * {@code pidfd_open(2)}.
 */
final class PolledExits {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Map<Long, Long> starts = new HashMap<>();
  private final ProcessTable table;

  PolledExits(ProcessTable table) {
    this.table = table;
  }

  void add(ProcessIdentity identity) {
    starts.put(identity.pid(), identity.startTicks());
  }

  /** How long one may sleep at most before looking again. */
  long cap(long nanos) {
    return starts.isEmpty() ? nanos : Math.min(nanos, INTERVAL_NANOS);
  }

  /** Those that are gone or zombies, each told once. */
  List<Long> ended() {
    List<Long> ended = new ArrayList<>();
    starts.forEach(
        (pid, start) -> {
          if (!table.lives(pid, start)) {
            ended.add(pid);
          }
        });
    ended.forEach(starts::remove);
    return ended;
  }
}
