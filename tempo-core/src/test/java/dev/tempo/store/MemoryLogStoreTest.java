package dev.tempo.store;

import dev.tempo.store.conformance.LogStoreConformance;

class MemoryLogStoreTest extends LogStoreConformance {

  @Override
  protected LogStore open() {
    return new MemoryLogStore();
  }
}
