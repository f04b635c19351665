package dev.tempo.faults.kill;

import dev.tempo.faults.history.Outage;
import dev.tempo.faults.server.Launcher;
import dev.tempo.store.Store;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStore;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Function;

/** One server on PostgreSQL; now the server is killed, now the database. */
final class PostgresScenario extends SingleServerScenario {
  private static final int UNAVAILABLE = 503;
  private static final int LONGEST_MILLIS = 2_000;

  private final PostgresServer database;

  PostgresScenario(Launcher launcher, Path directory) throws IOException {
    this(launcher, directory, PostgresServer.startOnDisk());
  }

  private PostgresScenario(Launcher launcher, Path directory, PostgresServer database)
      throws IOException {
    super(launcher.with("TEMPO_DATABASE_URL", database.url()), directory);
    this.database = database;
  }

  @Override
  public String name() {
    return "kill -9 of server or database, PostgreSQL";
  }

  @Override
  public Outage strike(SplittableRandom random) throws IOException {
    if (random.nextBoolean()) {
      return server().killAndRestart(random);
    }
    Instant from = Instant.now();
    database.crash();
    if (random.nextBoolean()) {
      SingleServer.pause(random, LONGEST_MILLIS);
    }
    database.restart();
    if (!server().isAlive()) {
      server().start();
    }
    return new Outage(from, Instant.now());
  }

  /** A server whose database is gone says so. */
  @Override
  public boolean allows(int status) {
    return status == UNAVAILABLE;
  }

  @Override
  public <T> T read(Function<Store, T> work) {
    try (PostgresStore store =
        PostgresStore.open(database.source(), PostgresOptions.DEFAULT.withSchema("tempo"))) {
      return work.apply(store);
    }
  }

  @Override
  public void close() {
    super.close();
    database.close();
  }
}
