package dev.tempo.server;

import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStoreProvider;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;

@WithPostgres
final class PostgresConformanceTest extends ServerConformance {
  private final PostgresOptions options =
      PostgresOptions.DEFAULT.withSchema(PostgresServer.newSchema());

  @Override
  protected StoreProvider stores() {
    return new PostgresStoreProvider(() -> PostgresServer.shared().source(), options);
  }
}
