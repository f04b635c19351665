package dev.tempo.store.memory;

import dev.tempo.store.LogStore;
import dev.tempo.store.conformance.LogStoreConformance;

class MemoryLogStoreTest extends LogStoreConformance {

  @Override
  protected LogStore open() {
    return new MemoryLogStore();
  }
}
