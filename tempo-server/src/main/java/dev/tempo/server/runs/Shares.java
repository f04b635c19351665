package dev.tempo.server.runs;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which runs were shown to whom by an administrator. Held in memory, since every look at a run asks
 * for it; there are few. Thread-safe.
 */
public final class Shares {
  private final AnnotationStore store;
  private final Map<UUID, Set<UUID>> usersOf = new ConcurrentHashMap<>();

  /** The shares of a store. */
  public Shares(AnnotationStore store) {
    this.store = store;
    store.shares().stream()
        .collect(
            Collectors.groupingBy(
                AnnotationStore.Share::runId,
                Collectors.mapping(AnnotationStore.Share::userId, Collectors.toSet())))
        .forEach(usersOf::put);
  }

  /** Whether a run was shown to somebody. */
  boolean has(UUID runId, UUID userId) {
    return with(runId).contains(userId);
  }

  /** To whom a run was shown. */
  Set<UUID> with(UUID runId) {
    return usersOf.getOrDefault(runId, Set.of());
  }

  /** The runs that were shown to somebody. */
  Set<UUID> of(UUID userId) {
    return usersOf.entrySet().stream()
        .filter(share -> share.getValue().contains(userId))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Shows a run to these people, and to nobody else any more. */
  void set(UUID runId, Set<UUID> userIds) {
    store.setShares(runId, userIds);
    if (userIds.isEmpty()) {
      usersOf.remove(runId);
    } else {
      usersOf.put(runId, Set.copyOf(userIds));
    }
  }

  /** Forgets runs that are gone. */
  void forget(Collection<UUID> runIds) {
    runIds.forEach(usersOf::remove);
  }
}
