package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.TriggerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From when on a trigger has occurrences, and between which it has none. */
final class TriggerPlans {
  /** From after an instant up to another. */
  record Span(Instant from, Instant to) {
    boolean contains(Instant at) {
      return at.isAfter(from) && !at.isAfter(to);
    }
  }

  private Instant first;
  private Instant gap;
  private final List<Span> gaps = new ArrayList<>();

  /** A job is saved: its trigger goes on, ends or begins to occur. */
  void saved(Optional<TriggerState> before, TriggerState after, List<Change> changes) {
    if (first == null) {
      first = after.next().orElseThrow().nominal();
      return;
    }
    Optional<Instant> next = before.flatMap(TriggerState::next).map(TriggerState.Due::nominal);
    Optional<Instant> planned = after.next().map(TriggerState.Due::nominal);
    if (next.isPresent() && planned.isEmpty()) {
      gap = dropped(after, changes).orElseGet(() -> next.get().minusMillis(1));
    } else if (gap != null && planned.isPresent()) {
      gaps.add(new Span(gap, planned.get().minusMillis(1)));
      gap = null;
    } else {
      assertThat(planned).isEqualTo(next);
    }
  }

  /** Since when it has occurrences. */
  Instant first() {
    return first;
  }

  boolean isInAGap(Instant at) {
    return gaps.stream().anyMatch(span -> span.contains(at));
  }

  /** The last of what was due and is in the ledger instead. */
  private static Optional<Instant> dropped(TriggerState after, List<Change> changes) {
    return changes.stream()
        .filter(Change.Record.class::isInstance)
        .map(change -> ((Change.Record) change).entry())
        .filter(entry -> entry.subject().triggerId().equals(after.triggerId()))
        .filter(entry -> entry.subject().decision() == DecisionEntry.Decision.SUPPRESSED)
        .map(entry -> entry.range().to())
        .findFirst();
  }
}
