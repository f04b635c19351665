package dev.tempo.server;

import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.sqlite.SqliteStoreProvider;

final class SqliteConformanceTest extends ServerConformance {
  @Override
  protected StoreProvider stores() {
    return SqliteStoreProvider.INSTANCE;
  }
}
