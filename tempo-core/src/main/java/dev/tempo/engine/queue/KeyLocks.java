package dev.tempo.engine.queue;

import dev.tempo.Run;
import dev.tempo.store.RunPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which keys of a queue are taken by a run, and which runs wait for one. Only keys that are in use
 * are known, so that their number does not matter. Used by the loop's thread alone, except for
 * {@code waiting}.
 */
final class KeyLocks {
  private final Map<String, UUID> holders = new HashMap<>();
  private final Map<String, TreeMap<Turnstile, Run>> parked = new HashMap<>();
  private final Map<UUID, String> waiting;
  private int size;

  /** The order in which the queue would start them. */
  private record Turnstile(long rank, UUID runId) implements Comparable<Turnstile> {
    static Turnstile of(Run run) {
      return new Turnstile(RunPlace.rank(run), run.id());
    }

    @Override
    public int compareTo(Turnstile other) {
      int order = Long.compare(rank, other.rank);
      return order != 0 ? order : runId.compareTo(other.runId);
    }
  }

  /**
   * For a queue.
   *
   * @param waiting where it is noted for all threads which runs wait for which key
   */
  KeyLocks(Map<UUID, String> waiting) {
    this.waiting = waiting;
  }

  /** How many runs wait for a key. */
  int size() {
    return size;
  }

  /** Lets a run wait if another one has its key; true if it waits. */
  boolean park(Run run) {
    Optional<String> key = key(run);
    if (key.isEmpty() || !holders.containsKey(key.get())) {
      return false;
    }
    TreeMap<Turnstile, Run> others = parked.computeIfAbsent(key.get(), any -> new TreeMap<>());
    if (others.put(Turnstile.of(run), run) == null) {
      size++;
    }
    waiting.put(run.id(), key.get());
    return true;
  }

  /** A run begins, and has its key from now on. */
  void take(Run run) {
    Optional<String> key = key(run);
    if (key.isPresent()) {
      holders.put(key.get(), run.id());
    }
  }

  /** A run has ended; the first of those that waited for its key may go on, if any does. */
  Optional<Run> release(Run run) {
    Optional<String> key = key(run);
    return key.isPresent() && holders.remove(key.get(), run.id())
        ? next(key.get())
        : Optional.empty();
  }

  /** A run waits no more. */
  void remove(Run run) {
    String key = waiting.remove(run.id());
    TreeMap<Turnstile, Run> others = key == null ? null : parked.get(key);
    if (others != null && others.remove(Turnstile.of(run)) != null) {
      size--;
      forgetIfEmpty(key, others);
    }
  }

  /** The first of those that wait for the key of a run that waits no more, if nobody has it. */
  Optional<Run> nextAfter(Run withdrawn) {
    return key(withdrawn).filter(key -> !holders.containsKey(key)).flatMap(this::next);
  }

  /** These runs have their keys, and no others; answers who may go on. */
  List<Run> reset(Collection<Run> active) {
    holders.clear();
    active.forEach(this::take);
    List<Run> free = new ArrayList<>();
    for (String key : List.copyOf(parked.keySet())) {
      if (!holders.containsKey(key)) {
        next(key).ifPresent(free::add);
      }
    }
    return free;
  }

  private Optional<Run> next(String key) {
    TreeMap<Turnstile, Run> others = parked.get(key);
    if (others == null) {
      return Optional.empty();
    }
    Run first = others.pollFirstEntry().getValue();
    size--;
    forgetIfEmpty(key, others);
    waiting.remove(first.id());
    return Optional.of(first);
  }

  private void forgetIfEmpty(String key, TreeMap<Turnstile, Run> others) {
    if (others.isEmpty()) {
      parked.remove(key);
    }
  }

  private static Optional<String> key(Run run) {
    return run.request().attributes().key();
  }
}
