package dev.tempo.store.sqlite;

import dev.tempo.store.LogStore;
import dev.tempo.store.conformance.LogStoreConformance;

class SqliteLogStoreTest extends LogStoreConformance {

  @Override
  protected LogStore open() {
    return SqliteLogStore.open(directory.resolve("logs.db"));
  }
}
