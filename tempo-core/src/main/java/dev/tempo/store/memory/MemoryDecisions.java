package dev.tempo.store.memory;

import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.store.DecisionEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The newest entries of the ledger in memory; guarded by the store's lock. */
final class MemoryDecisions {
  private static final int CAPACITY = 100_000;

  private final Map<UUID, DecisionEntry> entries = BoundedMap.byInsertion(CAPACITY);

  void put(DecisionEntry entry) {
    entries.put(entry.id(), entry);
  }

  void prune(Instant before) {
    entries
        .values()
        .removeIf(
            entry -> entry.decidedAt().isBefore(before) && entry.range().to().isBefore(before));
  }

  List<DecisionEntry> entries(UUID jobId, Instant from, Instant to, int limit) {
    return entries.values().stream()
        .filter(entry -> entry.subject().jobId().equals(jobId))
        .filter(entry -> !entry.range().to().isBefore(from) && !entry.range().from().isAfter(to))
        .sorted(
            Comparator.comparing((DecisionEntry entry) -> entry.range().from())
                .thenComparing(DecisionEntry::id))
        .limit(limit)
        .toList();
  }
}
