package dev.tempo.store.cluster;

import dev.tempo.store.Store;

/** A store that many processes can open at once. An engine on any other store is alone. */
public interface ClusteredStore extends Store {
  /** What the nodes on this store share. */
  ClusterStore cluster();
}
