package dev.tempo.store.memory;

import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.conformance.ClusterStoreConformance;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.time.TimeSource;

/** Holds the store of tests with several engines to what such stores must do. */
class MemoryClusterTest extends ClusterStoreConformance {
  private final MemoryCluster cluster = new MemoryCluster(TimeSource.system());

  @Override
  protected ClusteredStore open() {
    return cluster.connect();
  }

  @Override
  protected ClusteredStore openAgain() {
    return cluster.connect();
  }
}
