package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStoreProvider;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.nio.file.Path;
import java.util.function.Consumer;

@WithPostgres
final class PostgresConformanceTest extends ServerConformance {
  private final String schema = PostgresServer.newSchema();

  @Override
  protected StoreProvider stores() {
    return in(schema);
  }

  private static StoreProvider in(String schema) {
    return new PostgresStoreProvider(
        () -> PostgresServer.shared().source(), PostgresOptions.DEFAULT.withSchema(schema));
  }

  /** Each table has a row by now. */
  @Override
  protected void move(Path directory, Consumer<StoreProvider> check) {
    Moves moves = new Moves(directory);
    String sums = moves.from(schema).sums();
    check.accept(SqliteStoreProvider.INSTANCE);

    String other = PostgresServer.newSchema();
    String sumsOfFiles = moves.to(other).sums();
    check.accept(in(other));
    assertThat(sums.lines()).hasSizeGreaterThan(40);
    assertThat(sumsOfFiles.lines()).hasSameSizeAs(sums.lines().toList());
  }
}
