package dev.tempo.server.interfaces;

import dev.tempo.server.tunnel.PageActivity;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which tabs show one interface, and when it was used last; says when nobody needs it any more.
 *
 * <p>A tab holds its lease by a stream of events. If it says that it goes (it was closed, reloaded
 * or left), the interface is kept for a while, as a tab that is reloaded comes back at once. If its
 * stream just ends, the machine may sleep or its network be gone: then the interface is kept as
 * long as one that is not used. Use is what a browser asks of the script, not that a tab is there.
 * Thread-safe.
 */
final class Leases implements PageActivity {
  /** One lost tab keeps the interface as well as many do. */
  private static final int MOST_LOST = 64;

  /** Stands for the tabs of an earlier process, whose names are not known. */
  private static final String EARLIER = "";

  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Integer> open = new HashMap<>();
  private final Set<String> lost = new HashSet<>();

  /** How many streams of tabs that went have still to end. */
  private final Map<String, Integer> gone = new HashMap<>();

  private volatile long usedNanos;
  private long leftNanos;
  private boolean everOpen;

  Leases(TimeSource time) {
    this.time = time;
    this.usedNanos = time.nanoTime();
    this.leftNanos = usedNanos;
  }

  /** Why an interface is ended. */
  enum Reason {
    /** All its tabs were closed. */
    LEFT,
    /** Nobody has used it for long. */
    IDLE
  }

  void open(String tab) {
    lock.lock();
    try {
      everOpen = true;
      lost.remove(EARLIER);
      lost.remove(tab);
      open.merge(tab, 1, Integer::sum);
      usedNanos = time.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** The stream of a tab has ended; whether it was closed, its word tells. */
  void end(String tab) {
    lock.lock();
    try {
      Map<String, Integer> counted = gone.containsKey(tab) ? gone : open;
      counted.computeIfPresent(tab, (same, count) -> count > 1 ? count - 1 : null);
      if (counted == open && !open.containsKey(tab) && lost.size() < MOST_LOST) {
        lost.add(tab);
      }
      leftNanos = time.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** A tab has said that it goes; its stream may still stand. */
  void leave(String tab) {
    lock.lock();
    try {
      lost.remove(tab);
      Integer streams = open.remove(tab);
      if (streams != null) {
        gone.merge(tab, streams, Integer::sum); // until they have ended, too
      }
      leftNanos = time.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  /** A tab of an earlier process may come back. */
  void expectBack() {
    lock.lock();
    try {
      everOpen = true;
      lost.add(EARLIER);
    } finally {
      lock.unlock();
    }
  }

  /** How many tabs are there. */
  int count() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onRequest() {
    usedNanos = time.nanoTime();
  }

  @Override
  public void onSocketBytes(long bytes) {
    usedNanos = time.nanoTime();
  }

  /** How long it has not been used. */
  Duration unused() {
    return Duration.ofNanos(Math.max(0, time.nanoTime() - usedNanos));
  }

  /**
   * Why it need not go on; empty as long as somebody may need it.
   *
   * @param comeBack for so long it is kept for tabs that went
   * @param idle for so long it is kept though nobody uses it
   */
  Optional<Reason> over(Duration comeBack, Duration idle) {
    lock.lock();
    try {
      long now = time.nanoTime();
      long unused = now - usedNanos;
      boolean nobody = everOpen && open.isEmpty() && lost.isEmpty();
      if (nobody && Math.min(now - leftNanos, unused) >= comeBack.toNanos()) {
        return Optional.of(Reason.LEFT);
      }
      boolean away = !open.isEmpty() || now - leftNanos >= idle.toNanos();
      return unused >= idle.toNanos() && away ? Optional.of(Reason.IDLE) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
