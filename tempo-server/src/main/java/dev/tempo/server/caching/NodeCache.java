package dev.tempo.server.caching;

/**
 * Something that one process keeps in memory of what the database holds. It follows changes that
 * are made by this process by itself; of those that are made elsewhere it must be told.
 * Implementations are thread-safe.
 */
public interface NodeCache {

  /**
   * Drops or reads anew what a change may have made stale; without effect if that concerns nothing
   * here. When this returns, whoever asks gets what the database holds, or held later.
   *
   * @throws dev.tempo.store.StoreException if it cannot be read anew; to be called again then
   */
  void invalidate(DataChange change);
}
