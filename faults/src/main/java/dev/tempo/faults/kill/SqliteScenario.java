package dev.tempo.faults.kill;

import dev.tempo.faults.history.Outage;
import dev.tempo.faults.server.Launcher;
import dev.tempo.store.Store;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Function;

/** One server on SQLite that is killed. */
class SqliteScenario extends SingleServerScenario {
  SqliteScenario(Launcher launcher, Path directory) throws IOException {
    super(launcher, directory);
  }

  @Override
  public String name() {
    return "kill -9, SQLite";
  }

  @Override
  public Outage strike(SplittableRandom random) throws IOException {
    return server().killAndRestart(random);
  }

  @Override
  public boolean allows(int status) {
    return false;
  }

  @Override
  public final <T> T read(Function<Store, T> work) {
    try (SqliteStore store = SqliteStore.open(data())) {
      return work.apply(store);
    }
  }
}
