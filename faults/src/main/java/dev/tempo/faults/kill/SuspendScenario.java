package dev.tempo.faults.kill;

import dev.tempo.faults.history.Outage;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.Launcher;
import dev.tempo.store.Store;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One server on SQLite that is stopped for seconds, and once for longer than triggers have grace.
 */
final class SuspendScenario implements Scenario {
  private static final Duration LONG = Duration.ofSeconds(90);

  private final Path data;
  private final SingleServer server;
  private boolean slept;

  SuspendScenario(Launcher launcher, Path directory) throws IOException {
    this.data = directory.resolve("data");
    this.server = new SingleServer(launcher, data);
  }

  @Override
  public String name() {
    return "SIGSTOP, up to 8 s and once 90 s, SQLite";
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
    boolean first = !slept;
    slept = true;
    return server.suspend(first ? LONG : Duration.ofMillis(random.nextInt(500, 8_000)));
  }

  /** While it sleeps longer than clients wait. */
  @Override
  public boolean allows(int status) {
    return status == Api.NO_ANSWER;
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
