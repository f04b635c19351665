package dev.tempo.server.runs;

import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Holds which runs an administrator has shared with whom. Runs are shown to developers, so a share
 * counts only as long as somebody acts as one: not after a demotion, nor with a key of a lower
 * role. Held in memory, since every look at a run asks for it; there are few. Thread-safe.
 */
public final class RunShares implements NodeCache {
  /** The least role of those whom runs are shown to. */
  static final Role LEAST = Role.DEVELOPER;

  private final AnnotationStore store;
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<UUID, Set<UUID>> usersOf = new ConcurrentHashMap<>();

  /** The shares of a store. */
  public RunShares(AnnotationStore store) {
    this.store = store;
    read();
  }

  private void read() {
    Map<UUID, Set<UUID>> stored =
        store.shares().stream()
            .collect(
                Collectors.groupingBy(
                    AnnotationStore.Share::runId,
                    Collectors.mapping(AnnotationStore.Share::userId, Collectors.toSet())));
    usersOf.keySet().retainAll(stored.keySet());
    usersOf.putAll(stored);
  }

  @Override
  public void invalidate(DataChange change) {
    if (change instanceof DataChange.Everything || change instanceof DataChange.SharesChanged) {
      changing.lock();
      try {
        read();
      } finally {
        changing.unlock();
      }
    }
  }

  /** Where the shares are kept, with what else is noted. */
  AnnotationStore annotations() {
    return store;
  }

  /** Whether a run was shown to a caller, who may still look. */
  boolean has(UUID runId, Caller caller) {
    return caller.has(LEAST) && with(runId).contains(caller.userId());
  }

  /** To whom a run was shown. */
  Set<UUID> with(UUID runId) {
    return usersOf.getOrDefault(runId, Set.of());
  }

  /** The runs that were shown to a caller, who may still look. */
  Set<UUID> of(Caller caller) {
    if (!caller.has(LEAST)) {
      return Set.of();
    }
    return usersOf.entrySet().stream()
        .filter(share -> share.getValue().contains(caller.userId()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Shows a run to these people, and to nobody else any more. */
  void set(UUID runId, Set<UUID> userIds) {
    changing.lock(); // so that what is read between the two is not kept
    try {
      store.setShares(runId, userIds);
      if (userIds.isEmpty()) {
        usersOf.remove(runId);
      } else {
        usersOf.put(runId, Set.copyOf(userIds));
      }
    } finally {
      changing.unlock();
    }
  }

  /** Forgets runs that are gone. */
  void forget(Collection<UUID> runIds) {
    runIds.forEach(usersOf::remove);
  }
}
