package dev.tempo.engine.queue;

import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.engine.turn.RetryingStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A named queue: first come, first served, so many at once. Used by the loop's thread alone.
 *
 * <p>Ids sort by the time at which runs were queued, so the order of ids is the order of service.
 * Only a window of the queue is kept in memory; when it is full, later runs are only in the store,
 * and are read from there when the window has become half empty.
 */
final class RunQueue {
  private static final int WINDOW = 20_000;

  private final TreeMap<UUID, Run> ready = new TreeMap<>();
  private final int window;
  private QueueSettings settings;
  private boolean paused;
  private boolean overflowed;
  private UUID lastRead;
  private int running;

  RunQueue(QueueSettings settings) {
    this(settings, WINDOW);
  }

  RunQueue(QueueSettings settings, int window) {
    this.settings = settings;
    this.window = window;
  }

  QueueSettings settings() {
    return settings;
  }

  /** From now on as these settings say. */
  void settings(QueueSettings settings) {
    this.settings = settings;
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean pause) {
    paused = pause;
  }

  /** Adds a run that is new; beyond the window it is left to the store. */
  void add(Run run) {
    if (overflowed || ready.size() >= window) {
      overflow();
    } else {
      ready.put(run.id(), run);
    }
  }

  /** Adds a run that was in memory before and must not be lost from it. */
  void addBack(Run run) {
    ready.put(run.id(), run);
  }

  /** Reads everything from the store, as after a restart. */
  void recover() {
    overflowed = true;
    lastRead = null;
  }

  boolean remove(UUID runId) {
    return ready.remove(runId) != null;
  }

  boolean hasWork() {
    return !paused && running < settings.limit() && !ready.isEmpty();
  }

  Run poll() {
    return ready.pollFirstEntry().getValue();
  }

  void started() {
    running++;
  }

  void ended() {
    running--;
  }

  /** So many of its runs are under way. */
  void running(int count) {
    running = count;
  }

  /** True if the store has runs that are not in memory, and there is room for them. */
  boolean wantsMore() {
    return overflowed && ready.size() <= window / 2;
  }

  /** The next runs that are only in the store; they are not added yet. */
  List<Run> readMore(RetryingStore store) {
    Optional<UUID> after = Optional.ofNullable(lastRead);
    List<Run> more = store.ask(all -> all.runs().queued(settings.name(), after, window));
    overflowed = more.size() == window;
    if (!more.isEmpty()) {
      lastRead = more.getLast().id();
    }
    return more;
  }

  private void overflow() {
    if (!overflowed) {
      overflowed = true;
      Map.Entry<UUID, Run> last = ready.lastEntry();
      if (lastRead == null || last.getKey().compareTo(lastRead) > 0) {
        lastRead = last.getKey();
      }
    }
  }
}
