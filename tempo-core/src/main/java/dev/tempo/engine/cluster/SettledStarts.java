package dev.tempo.engine.cluster;

import dev.tempo.Run;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts whose ends are durable, for as long as what was read before that may name them. A run that
 * was never begun may be started once more. Thread-safe.
 */
final class SettledStarts {
  private final Map<UUID, Instant> startOf = new ConcurrentHashMap<>();

  /** Its end is durable. */
  void add(Run run) {
    run.startedAt().ifPresent(start -> startOf.put(run.id(), start));
  }

  /** Whether the end of this very start is. */
  boolean contains(Run run) {
    Instant start = startOf.get(run.id());
    return start != null && run.startedAt().filter(start::equals).isPresent();
  }

  /** Those of which it knows a start. */
  Set<UUID> runs() {
    return Set.copyOf(startOf.keySet());
  }

  /** Nothing that was read names it any more. */
  void remove(UUID runId) {
    startOf.remove(runId);
  }
}
