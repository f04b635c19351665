package dev.tempo.engine.queue;

import dev.tempo.Run;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.store.RunPlace;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The queued runs of a queue that are ranked and have one priority, in the order of their places.
 * Used by the loop's thread alone.
 *
 * <p>All that stand up to the <em>bound</em> are in memory; what stands behind it is only in the
 * store, but for the instant at which the first of it may start. When that has come, the next
 * stretch is read. So of a million runs that wait for their time, those of the next seconds are in
 * memory, and nothing is polled for.
 */
final class RankedLane {
  private static final Duration STRETCH = Duration.ofSeconds(2);

  private final int priority;
  private final int window;
  private final TreeMap<RunPlace, Run> near = new TreeMap<>();
  private final Map<UUID, RunPlace> places = new HashMap<>();
  private RunPlace bound = RunPlace.FIRST;
  private Instant beyondAt = Instant.MAX;

  RankedLane(int priority, int window) {
    this.priority = priority;
    this.window = window;
  }

  int priority() {
    return priority;
  }

  /** Reads everything from the store, as after a restart. */
  void recover() {
    bound = RunPlace.FIRST;
    beyondAt = Instant.MIN;
  }

  /** Adds a run that is new; what is far off, or beyond the window, is left to the store. */
  void add(Run run, Instant now) {
    RunPlace place = RunPlace.of(run);
    if (place.compareTo(bound) <= 0) {
      addBack(run);
    } else if (isNear(place, now)) {
      put(place, run);
      bound = place;
    } else if (place.from().isBefore(beyondAt)) {
      beyondAt = place.from();
    }
  }

  /** Adds a run that was in memory before, or was read. */
  void addBack(Run run) {
    put(RunPlace.of(run), run);
    if (near.size() > 2 * window) {
      trim();
    }
  }

  private void put(RunPlace place, Run run) {
    remove(run.id()); // it may have had another place
    near.put(place, run);
    places.put(run.id(), place);
  }

  void remove(UUID runId) {
    RunPlace place = places.remove(runId);
    if (place != null) {
      near.remove(place);
    }
  }

  /** Whether the first one may start. */
  boolean hasDue(Instant now) {
    return !near.isEmpty() && !near.firstKey().from().isAfter(now) && !isPreceded(now);
  }

  /** Whether runs that may start are only in the store, and stand before the first one. */
  private boolean isPreceded(Instant now) {
    return !beyondAt.isAfter(now) && near.firstKey().compareTo(bound) > 0;
  }

  /** The rank of the first one; only if there is one. */
  long firstRank() {
    return RunPlace.rank(near.firstKey().from(), priority);
  }

  Run first() {
    return near.firstEntry().getValue();
  }

  Run poll() {
    Run first = near.pollFirstEntry().getValue();
    places.remove(first.id());
    return first;
  }

  /** When the first one that has to wait for its time may start. */
  Instant nextAfter(Instant now) {
    RunPlace next = near.higherKey(RunPlace.behind(now));
    Instant at = next == null ? Instant.MAX : next.from();
    return beyondAt.isAfter(now) && beyondAt.isBefore(at) ? beyondAt : at;
  }

  /** True if the store has runs that may start, and there is room for them. */
  boolean wantsMore(Instant now) {
    return !beyondAt.isAfter(now)
        && (near.size() <= window / 2 || near.firstKey().compareTo(bound) > 0);
  }

  /** The next runs that are only in the store; they are not added yet. */
  List<Run> readMore(RetryingStore store, String queue, Instant now) {
    Instant until = now.plus(STRETCH);
    RunPlace after = bound;
    List<Run> more = store.ask(all -> all.runs().ranked(queue, priority, after, until, window));
    if (!more.isEmpty()) { // a short page is not the last one: some cannot be read
      bound = RunPlace.of(more.getLast());
      beyondAt = bound.from();
    } else {
      RunPlace end = RunPlace.behind(until);
      bound = end.compareTo(bound) > 0 ? end : bound;
      RunPlace read = bound;
      beyondAt =
          store
              .ask(all -> all.runs().ranked(queue, priority, read, TimeBounds.MAX_INSTANT, 1))
              .stream()
              .map(run -> run.timeline().notBefore())
              .findFirst()
              .orElse(Instant.MAX);
    }
    return more;
  }

  /** Whether it may stand at the bound: all that are beyond stand behind it. */
  private boolean isNear(RunPlace place, Instant now) {
    return place.from().isBefore(beyondAt)
        && !place.from().isAfter(now.plus(STRETCH))
        && near.size() < window;
  }

  /** Leaves the later ones to the store, which has them by the time at which it is read. */
  private void trim() {
    while (near.size() > window) {
      RunPlace last = near.pollLastEntry().getKey();
      places.remove(last.runId());
      beyondAt = last.from().isBefore(beyondAt) ? last.from() : beyondAt;
    }
    bound = near.lastKey().compareTo(bound) < 0 ? near.lastKey() : bound;
  }
}
