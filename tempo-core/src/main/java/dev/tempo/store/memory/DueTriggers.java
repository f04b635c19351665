package dev.tempo.store.memory;

import dev.tempo.store.TriggerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Triggers in the order in which they are due; guarded by the store's lock. Those of one instant
 * lie together: of many triggers many fall on the same second, and instants are fewer to look
 * through.
 */
final class DueTriggers {
  private final TreeMap<Instant, TreeMap<UUID, TriggerState>> byInstant = new TreeMap<>();

  /** Puts in a trigger, if it is due at all. */
  void add(TriggerState state) {
    state
        .next()
        .ifPresent(
            next ->
                byInstant
                    .computeIfAbsent(next.at(), at -> new TreeMap<>())
                    .put(state.triggerId(), state));
  }

  /** Takes out a trigger that was put in as it is given. */
  void remove(TriggerState state) {
    state
        .next()
        .ifPresent(
            next ->
                byInstant.computeIfPresent(
                    next.at(),
                    (at, triggers) -> {
                      triggers.remove(state.triggerId());
                      return triggers.isEmpty() ? null : triggers;
                    }));
  }

  /** The first so many that are due by an instant, ties by id. */
  List<TriggerState> until(Instant last, int limit) {
    List<TriggerState> found = new ArrayList<>();
    for (TreeMap<UUID, TriggerState> triggers : byInstant.headMap(last, true).values()) {
      for (TriggerState state : triggers.values()) {
        if (found.size() == limit) {
          return found;
        }
        found.add(state);
      }
    }
    return found;
  }

  Optional<Instant> first() {
    return byInstant.isEmpty() ? Optional.empty() : Optional.of(byInstant.firstKey());
  }
}
