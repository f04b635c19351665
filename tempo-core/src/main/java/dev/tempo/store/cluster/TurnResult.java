package dev.tempo.store.cluster;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What of a turn was refused; everything else was done.
 *
 * @param refusedRuns new runs whose trigger has one for the same instant already
 * @param refusedStarts runs that were to start, and are not under way under the incarnation that
 *     was to have them
 */
public record TurnResult(Set<UUID> refusedRuns, Set<UUID> refusedStarts) {
  /** Nothing was refused. */
  public static final TurnResult ALL_DONE = new TurnResult(Set.of(), Set.of());

  /** Copies the sets. */
  public TurnResult {
    Objects.requireNonNull(refusedRuns, "refusedRuns");
    Objects.requireNonNull(refusedStarts, "refusedStarts");
    refusedRuns = Set.copyOf(refusedRuns);
    refusedStarts = Set.copyOf(refusedStarts);
  }
}
