package dev.tempo.engine.cluster;

import dev.tempo.Run;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts whose ends are durable, for as long as what was read before that may name them. A run that
 * was never begun may be started once more. Thread-safe.
 */
final class SettledStarts {
  private static final Logger LOG = LoggerFactory.getLogger(SettledStarts.class);

  private final Map<UUID, Set<Instant>> startsOf = new ConcurrentHashMap<>();

  /** Its end is durable. */
  void add(Run run) {
    run.startedAt()
        .ifPresent(
            start ->
                startsOf.merge(
                    run.id(),
                    Set.of(start),
                    (before, more) ->
                        Stream.concat(before.stream(), more.stream())
                            .collect(Collectors.toUnmodifiableSet())));
  }

  /** Whether the end of this very start is. */
  boolean contains(Run run) {
    Set<Instant> starts = startsOf.getOrDefault(run.id(), Set.of());
    return run.startedAt().filter(starts::contains).isPresent();
  }

  /** The store has it as under way once more, after it was settled: that was lost. */
  void forgetLost(Run run) {
    if (contains(run)) {
      LOG.warn("The database has lost how run {} ended: it is begun again", run.id());
      remove(run.id());
    }
  }

  /** Those of which it knows starts. */
  Set<UUID> runs() {
    return Set.copyOf(startsOf.keySet());
  }

  /** Nothing that was read names it any more. */
  void remove(UUID runId) {
    startsOf.remove(runId);
  }
}
