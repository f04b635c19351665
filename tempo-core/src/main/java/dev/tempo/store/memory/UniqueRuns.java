package dev.tempo.store.memory;

import dev.tempo.Run;
import java.util.Collection;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Ids of runs by the unique keys of their requests; guarded by the store's lock. */
final class UniqueRuns {
  private static final UUID LOWEST = new UUID(Long.MIN_VALUE, Long.MIN_VALUE);
  private static final UUID HIGHEST = new UUID(Long.MAX_VALUE, Long.MAX_VALUE);
  private static final Comparator<Keyed> ORDER =
      Comparator.comparing(Keyed::jobId).thenComparing(Keyed::key).thenComparing(Keyed::runId);

  private final NavigableSet<Keyed> all = new TreeSet<>(ORDER);
  private final NavigableSet<Keyed> open = new TreeSet<>(ORDER);

  private record Keyed(UUID jobId, String key, UUID runId) {}

  /** Most runs have no unique key, and are not kept here. */
  void add(Run run) {
    Optional<Keyed> keyed = keyed(run);
    keyed.ifPresent(all::add);
    if (!run.status().isFinal()) {
      keyed.ifPresent(open::add);
    }
  }

  void ended(Run run) {
    keyed(run).ifPresent(open::remove);
  }

  void remove(Run run) {
    keyed(run).ifPresent(all::remove);
  }

  /** Those that have not ended, and the newest of all; the newest first. */
  Collection<UUID> find(UUID jobId, String key) {
    Keyed first = new Keyed(jobId, key, LOWEST);
    Keyed last = new Keyed(jobId, key, HIGHEST);
    NavigableSet<UUID> found = new TreeSet<>(Comparator.reverseOrder());
    open.subSet(first, last).forEach(keyed -> found.add(keyed.runId()));
    NavigableSet<Keyed> ofKey = all.subSet(first, true, last, true);
    if (!ofKey.isEmpty()) {
      found.add(ofKey.last().runId());
    }
    return found;
  }

  private static Optional<Keyed> keyed(Run run) {
    return run.request().attributes().uniqueKey().map(key -> new Keyed(run.jobId(), key, run.id()));
  }
}
