package dev.tempo.engine.queue;

import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.store.RunPlace;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A named queue: so many at once, in the order of their {@linkplain RunPlace#rank ranks}. Used by
 * the loop's thread alone.
 *
 * <p>Most runs are ordinary. Ids sort by the time at which runs were queued, so the order of ids is
 * the order of service among these. Only a window of them is kept in memory; when it is full, later
 * runs are only in the store, and are read from there when the window has become half empty. Ranked
 * runs stand in a {@link RankedLane} for each priority.
 */
final class RunQueue {
  private static final int WINDOW = 20_000;

  private final TreeMap<UUID, Run> ready = new TreeMap<>();
  private final TreeMap<Integer, RankedLane> lanes = new TreeMap<>();
  private final int window;
  private final KeyLocks keys;
  private QueueSettings settings;
  private RateWindow rate;
  private boolean paused;
  private boolean overflowed;
  private UUID lastRead;
  private int running;

  /**
   * A queue.
   *
   * @param waiting where it is noted for all threads which runs wait for which key
   */
  RunQueue(QueueSettings settings, Map<UUID, String> waiting) {
    this(settings, waiting, WINDOW);
  }

  RunQueue(QueueSettings settings, Map<UUID, String> waiting, int window) {
    this.window = window;
    this.keys = new KeyLocks(waiting);
    settings(settings);
  }

  QueueSettings settings() {
    return settings;
  }

  /** From now on as these settings say. */
  final void settings(QueueSettings settings) {
    this.settings = settings;
    rate =
        settings
            .rate()
            .map(wanted -> rate == null ? new RateWindow(wanted) : rate.withRate(wanted))
            .orElse(null);
  }

  /** What is taken of its rate; empty if it has none. */
  Optional<RateWindow> rate() {
    return Optional.ofNullable(rate);
  }

  /** Lets a run wait if another one has its key; true if it waits. */
  boolean park(Run run) {
    return keys.park(run);
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean pause) {
    paused = pause;
  }

  /** Adds a run that is new; beyond the window it is left to the store. */
  void add(Run run, Instant now) {
    if (RunPlace.isRanked(run)) {
      lane(run).add(run, now);
    } else if (overflowed || ready.size() >= window) {
      overflow();
    } else {
      ready.put(run.id(), run);
    }
  }

  /** Adds a run that was in memory before and must not be lost from it. */
  void addBack(Run run) {
    if (RunPlace.isRanked(run)) {
      lane(run).addBack(run);
    } else {
      ready.put(run.id(), run);
    }
  }

  /** Adds a run that was read; one that is ranked and far off is left to the store. */
  void addRead(Run run, Instant now) {
    if (RunPlace.isRanked(run)) {
      lane(run).add(run, now);
    } else {
      ready.put(run.id(), run);
    }
  }

  /** Reads everything from the store, as after a restart. */
  void recover(List<Integer> priorities) {
    overflowed = true;
    lastRead = null;
    priorities.forEach(priority -> lane(priority).recover());
  }

  /** A run waits for something else than its key; if that is free, another one may have it. */
  void passOver(Run run) {
    keys.nextAfter(run).ifPresent(this::addBack);
  }

  /** Removes a run, wherever it stands; that may be elsewhere than where the given one would. */
  void remove(Run run) {
    keys.remove(run);
    passOver(run);
    ready.remove(run.id());
    RankedLane lane = lanes.get(run.request().attributes().priority());
    if (lane != null) {
      lane.remove(run.id());
    }
  }

  boolean hasWork(Instant now, long nanos) {
    return running < settings.limit() && hasReady(now) && (rate == null || rate.isOpen(nanos));
  }

  /** Whether only its rate keeps it from starting a run. */
  boolean waitsForRate(Instant now, long nanos) {
    return rate != null && running < settings.limit() && hasReady(now) && !rate.isOpen(nanos);
  }

  private boolean hasReady(Instant now) {
    return !paused && (!ready.isEmpty() || hasRanked(now));
  }

  /** Takes the run of the least rank of all that may start; only if there is one. */
  Run poll(Instant now) {
    if (lanes.isEmpty()) {
      return ready.pollFirstEntry().getValue();
    }
    RankedLane first = null;
    for (RankedLane lane : lanes.values()) {
      if (lane.hasDue(now) && (first == null || isBefore(lane, first))) {
        first = lane;
      }
    }
    return first == null || comesAfterReady(first)
        ? ready.pollFirstEntry().getValue()
        : first.poll();
  }

  /** When a run that waits for its time may start next, unless something else is in its way. */
  Instant nextAfter(Instant now) {
    Instant next = Instant.MAX;
    if (!paused) {
      for (RankedLane lane : lanes.values()) {
        Instant at = lane.nextAfter(now);
        next = at.isBefore(next) ? at : next;
      }
    }
    return next;
  }

  /** A run begins, and takes a permit. */
  void started(Run run, long nanos) {
    adopted(run);
    if (rate != null) {
      rate.take(nanos);
    }
  }

  /** A run that an earlier engine has started goes on. */
  void adopted(Run run) {
    running++;
    keys.take(run);
  }

  void ended(Run run) {
    running--;
    keys.release(run).ifPresent(this::addBack);
  }

  /** These of its runs are under way. */
  void running(Collection<Run> active) {
    running = active.size();
    keys.reset(active).forEach(this::addBack);
  }

  /** True if the store has runs that may start and are not in memory, and there is room. */
  boolean wantsMore(Instant now) {
    return wantsOrdinary() || lanes.values().stream().anyMatch(lane -> lane.wantsMore(now));
  }

  /** The next runs that are only in the store; they are not added yet. */
  List<Run> readMore(RetryingStore store, Instant now) {
    if (!wantsOrdinary()) {
      for (RankedLane lane : lanes.values()) {
        if (lane.wantsMore(now)) {
          return lane.readMore(store, settings.name(), now);
        }
      }
    }
    Optional<UUID> after = Optional.ofNullable(lastRead);
    List<Run> more = store.ask(all -> all.runs().queued(settings.name(), after, window));
    overflowed = !more.isEmpty(); // a short page is not the last one: some cannot be read
    if (overflowed) {
      lastRead = more.getLast().id();
    }
    return more;
  }

  private boolean wantsOrdinary() {
    return overflowed && ready.size() + keys.size() <= window / 2;
  }

  private boolean hasRanked(Instant now) {
    if (lanes.isEmpty()) {
      return false; // mostly
    }
    for (RankedLane lane : lanes.values()) {
      if (lane.hasDue(now)) {
        return true;
      }
    }
    return false;
  }

  private boolean comesAfterReady(RankedLane lane) {
    if (ready.isEmpty()) {
      return false;
    }
    Run first = ready.firstEntry().getValue();
    int order = Long.compare(RunPlace.rank(first), lane.firstRank());
    return order < 0 || order == 0 && first.id().compareTo(lane.first().id()) < 0;
  }

  private static boolean isBefore(RankedLane one, RankedLane other) {
    int order = Long.compare(one.firstRank(), other.firstRank());
    return order < 0 || order == 0 && one.first().id().compareTo(other.first().id()) < 0;
  }

  private RankedLane lane(Run run) {
    return lane(run.request().attributes().priority());
  }

  private RankedLane lane(int priority) {
    return lanes.computeIfAbsent(priority, any -> new RankedLane(priority, window));
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
