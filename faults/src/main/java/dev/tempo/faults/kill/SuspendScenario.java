package dev.tempo.faults.kill;

import dev.tempo.faults.history.Outage;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * One server on SQLite that is stopped for seconds, and once for longer than triggers have grace.
 */
final class SuspendScenario extends SqliteScenario {
  private static final Duration LONG = Duration.ofSeconds(90);

  private boolean slept;

  SuspendScenario(Launcher launcher, Path directory) throws IOException {
    super(launcher, directory);
  }

  @Override
  public String name() {
    return "SIGSTOP, up to 8 s and once 90 s, SQLite";
  }

  @Override
  public Outage strike(SplittableRandom random) throws IOException {
    boolean first = !slept;
    slept = true;
    return server().suspend(first ? LONG : Duration.ofMillis(random.nextInt(500, 8_000)));
  }

  /** While it sleeps longer than clients wait. */
  @Override
  public boolean allows(int status) {
    return status == Api.NO_ANSWER;
  }
}
