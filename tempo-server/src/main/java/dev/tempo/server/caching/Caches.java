package dev.tempo.server.caching;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** All caches of a process, in the order in which each may need those before it. Thread-safe. */
public final class Caches {
  private final List<NodeCache> caches = new CopyOnWriteArrayList<>();

  /** Makes an empty list. */
  public Caches() {}

  /**
   * Adds a cache.
   *
   * @return the cache
   */
  public <T extends NodeCache> T register(T cache) {
    caches.add(cache);
    return cache;
  }

  /** Returns all caches, in their order. */
  public List<NodeCache> all() {
    return List.copyOf(caches);
  }

  /**
   * Tells all caches of a change that was made elsewhere. One that fails keeps none of the others
   * from it.
   *
   * @throws RuntimeException the first failure, with the others suppressed in it
   */
  public void invalidate(DataChange change) {
    Optional<RuntimeException> failure = Optional.empty();
    for (NodeCache cache : caches) {
      try {
        cache.invalidate(change);
      } catch (RuntimeException e) {
        failure.ifPresent(first -> first.addSuppressed(e));
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** Tells all caches that anything may have changed, as after changes were missed. */
  public void invalidateAll() {
    invalidate(new DataChange.Everything());
  }
}
