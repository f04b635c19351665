package dev.tempo.faults.kill;

import dev.tempo.faults.history.Outage;
import dev.tempo.faults.server.Launcher;
import dev.tempo.store.Store;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** One server on SQLite that is killed. */
final class SqliteScenario implements Scenario {
  private final Path data;
  private final SingleServer server;

  SqliteScenario(Launcher launcher, Path directory) throws IOException {
    this.data = directory.resolve("data");
    this.server = new SingleServer(launcher, data);
  }

  @Override
  public String name() {
    return "kill -9, SQLite";
  }

  @Override
  public String url() {
    return server.url();
  }

  @Override
  public List<Path> directories() {
    return List.of(data);
  }

  @Override
  public void begin() throws IOException {
    server.start();
  }

  @Override
  public Outage strike(SplittableRandom random) throws IOException {
    return server.killAndRestart(random);
  }

  @Override
  public boolean allows(int status) {
    return false;
  }

  @Override
  public void end() {
    server.stop();
  }

  @Override
  public <T> T read(Function<Store, T> work) {
    try (SqliteStore store = SqliteStore.open(data)) {
      return work.apply(store);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
