package dev.tempo.store.memory;

import dev.tempo.Run;
import dev.tempo.store.RunPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Queued runs in memory, by their queues; guarded by the store's lock. */
final class QueuedRuns {
  private final TreeMap<String, Waiting> byQueue = new TreeMap<>();

  /** Those of one queue. */
  private static final class Waiting {
    private final TreeMap<UUID, Run> ordinary = new TreeMap<>();
    private final TreeMap<Integer, TreeMap<RunPlace, Run>> ranked = new TreeMap<>();

    NavigableMap<RunPlace, Run> ofPriority(int priority) {
      return ranked.getOrDefault(priority, new TreeMap<>());
    }

    long size() {
      return ordinary.size() + ranked.values().stream().mapToLong(TreeMap::size).sum();
    }
  }

  void add(Run run) {
    Waiting waiting = byQueue.computeIfAbsent(run.job().queue(), name -> new Waiting());
    if (RunPlace.isRanked(run)) {
      waiting
          .ranked
          .computeIfAbsent(priority(run), any -> new TreeMap<>())
          .put(RunPlace.of(run), run);
    } else {
      waiting.ordinary.put(run.id(), run);
    }
  }

  void remove(Run run) {
    Waiting waiting = byQueue.get(run.job().queue());
    if (RunPlace.isRanked(run)) {
      waiting.ofPriority(priority(run)).remove(RunPlace.of(run));
      waiting.ranked.values().removeIf(TreeMap::isEmpty);
    } else {
      waiting.ordinary.remove(run.id());
    }
    if (waiting.size() == 0) {
      byQueue.remove(run.job().queue());
    }
  }

  long size() {
    return byQueue.values().stream().mapToLong(Waiting::size).sum();
  }

  /** All of them, in no order. */
  Stream<Run> all() {
    return byQueue.values().stream()
        .flatMap(
            waiting ->
                Stream.concat(
                    waiting.ordinary.values().stream(),
                    waiting.ranked.values().stream().flatMap(lane -> lane.values().stream())));
  }

  List<Run> ordinary(String queue, Optional<UUID> after, int limit) {
    TreeMap<UUID, Run> waiting = of(queue).ordinary;
    return first(
        (after.isPresent() ? waiting.tailMap(after.get(), false) : waiting).values(), limit);
  }

  List<Run> ranked(String queue, int priority, RunPlace after, Instant until, int limit) {
    RunPlace end = RunPlace.behind(until);
    return after.compareTo(end) >= 0
        ? List.of()
        : first(of(queue).ofPriority(priority).subMap(after, false, end, true).values(), limit);
  }

  /** Ranked ones that may start after an instant. */
  List<Run> after(Instant at) {
    List<Run> found = new ArrayList<>();
    for (Waiting waiting : byQueue.values()) {
      for (TreeMap<RunPlace, Run> lane : waiting.ranked.values()) {
        found.addAll(lane.tailMap(RunPlace.behind(at), false).values());
      }
    }
    return found;
  }

  List<Integer> priorities(String queue) {
    return List.copyOf(of(queue).ranked.keySet());
  }

  SortedMap<String, Long> lengths() {
    TreeMap<String, Long> lengths = new TreeMap<>();
    byQueue.forEach((name, waiting) -> lengths.put(name, waiting.size()));
    return lengths;
  }

  /** How many of its queue come before a run that is queued. */
  long before(Run run) {
    Waiting waiting = of(run.job().queue());
    long rank = RunPlace.rank(run);
    long before = 0;
    for (Run one : waiting.ordinary.values()) {
      if (RunPlace.rank(one) > rank) {
        break; // ids grow with time, and so do the ranks of these
      }
      before += comesBefore(one, rank, run) ? 1 : 0;
    }
    for (TreeMap<RunPlace, Run> lane : waiting.ranked.values()) {
      for (Run one : lane.values()) {
        if (RunPlace.rank(one) > rank) {
          break;
        }
        before += comesBefore(one, rank, run) ? 1 : 0;
      }
    }
    return before;
  }

  private static boolean comesBefore(Run one, long rank, Run run) {
    long other = RunPlace.rank(one);
    return other < rank || other == rank && one.id().compareTo(run.id()) < 0;
  }

  private Waiting of(String queue) {
    return byQueue.getOrDefault(queue, new Waiting());
  }

  private static int priority(Run run) {
    return run.request().attributes().priority();
  }

  /** A stream would count all of the rest first. */
  private static List<Run> first(Collection<Run> runs, int limit) {
    List<Run> found = new ArrayList<>();
    for (Run run : runs) {
      if (found.size() == limit) {
        break;
      }
      found.add(run);
    }
    return found;
  }
}
