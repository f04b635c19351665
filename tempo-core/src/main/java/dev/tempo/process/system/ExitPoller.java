package dev.tempo.process.system;

import dev.tempo.process.ProcessIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Detects exits by polling: of processes of an earlier JVM, on a system without {@code
 * pidfd_open(2)}.
 */
public final class ExitPoller {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Map<Long, Long> starts = new HashMap<>();
  private final ProcessTable table;

  public ExitPoller(ProcessTable table) {
    this.table = table;
  }

  public void add(ProcessIdentity identity) {
    starts.put(identity.pid(), identity.startTicks());
  }

  /** How long one may sleep at most before looking again. */
  public long cap(long nanos) {
    return starts.isEmpty() ? nanos : Math.min(nanos, INTERVAL_NANOS);
  }

  /** Those that are gone or zombies, each told once. */
  public List<Long> ended() {
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
