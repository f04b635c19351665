package dev.tempo.server.forecast;

import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Finds the triggers of some jobs that fire by an instant; of a bounded number of triggers, those
 * that fire first. Thread-safe.
 */
public final class VisibleTriggers {
  /** Triggers of other jobs may come first: so many times as many are read to find the wanted. */
  private static final int PATIENCE = 64;

  private static final int GROWTH = 4;

  private final TriggerStore triggers;
  private final int most;

  /**
   * One.
   *
   * @param limit how many are found at most
   */
  public VisibleTriggers(TriggerStore triggers, int limit) {
    this.triggers = triggers;
    this.most = limit;
  }

  /**
   * Triggers that fire by an instant.
   *
   * @param states how far each has come; each has a next fire
   * @param knownUntil until when these are all; empty if they are
   */
  public record Found(List<TriggerState> states, Optional<Instant> knownUntil) {}

  /** Those of these jobs that are visible, however many there are. */
  public Found ofJobs(Set<UUID> only, Instant until, Predicate<UUID> visible) {
    List<TriggerState> states =
        triggers.findByJobs(only).stream()
            .filter(state -> visible.test(state.jobId()))
            .filter(state -> state.next().filter(n -> !n.at().isAfter(until)).isPresent())
            .toList();
    return new Found(states, Optional.empty());
  }

  /** The first that are of visible jobs; those of others neither count nor show. */
  public Found first(Instant until, Predicate<UUID> visible) {
    int limit = most;
    while (true) {
      List<TriggerState> all = triggers.due(until, limit);
      List<TriggerState> states =
          all.stream().filter(state -> visible.test(state.jobId())).limit(most).toList();
      if (states.size() == most) {
        return new Found(states, Optional.of(at(states.getLast())));
      }
      if (all.size() < limit) {
        return new Found(states, Optional.empty());
      }
      if (limit >= PATIENCE * most) {
        return new Found(states, Optional.of(at(all.getLast())));
      }
      limit *= GROWTH;
    }
  }

  private static Instant at(TriggerState state) {
    return state.next().orElseThrow().at();
  }
}
