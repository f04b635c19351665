package dev.tempo.faults.cluster;

import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStore;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens the store of a node. */
final class NodeStores {
  private static final int TRIES = 120;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private NodeStores() {}

  /** The database may be away at the moment. */
  static ClusteredStore open(NodeSettings settings) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    PostgresOptions options =
        PostgresOptions.DEFAULT
            .withSchema(settings.schema())
            .withDirectory(settings.directory().resolve(settings.name()));
    for (int tried = 1; ; tried++) {
      try {
        return Unguarded.of(PostgresStore.open(source, options), settings.control());
      } catch (StoreException e) {
        if (tried == TRIES) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
