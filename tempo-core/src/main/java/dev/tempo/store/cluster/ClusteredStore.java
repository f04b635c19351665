package dev.tempo.store.cluster;

import dev.tempo.store.Store;

/**
 * A store that many processes can open at once. An engine on any other store is alone.
 *
 * <p>{@link #commit} has no fence: it is for what has ended ({@link
 * dev.tempo.store.Change.DeleteRuns deleting runs}, {@link dev.tempo.store.Change.PruneDecisions
 * pruning decisions}), which any node may do at any time, and for tests. Everything else goes
 * through {@link ClusterStore#commit}.
 */
public interface ClusteredStore extends Store {
  /** What the nodes on this store share. */
  ClusterStore cluster();
}
