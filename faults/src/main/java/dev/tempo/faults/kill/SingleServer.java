package dev.tempo.faults.kill;

import dev.tempo.faults.history.Outage;
import dev.tempo.faults.server.Launcher;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** One server, always at the same address, that is killed while it works or while it starts. */
final class SingleServer implements AutoCloseable {
  private static final int MOST_RUNS = 24;
  private static final double WHILE_STARTING = 0.15;

  private final Launcher launcher;
  private final Path data;
  private final int port;
  private ServerProcess server;

  SingleServer(Launcher launcher, Path data) throws IOException {
    this.launcher =
        launcher
            .with("TEMPO_RATE_LIMIT_ENABLED", "false")
            .with("TEMPO_MAX_CONCURRENT_RUNS", Integer.toString(MOST_RUNS))
            .with("TEMPO_QUEUE_LIMITS", "limited=2");
    this.data = data;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  void start() throws IOException {
    server = launcher.start(data, port);
    server.awaitReady();
  }

  /** Kills it, starts it again, maybe kills that one before it answers, and waits for an answer. */
  Outage killAndRestart(SplittableRandom random) throws IOException {
    Instant from = Instant.now();
    server.kill();
    while (random.nextDouble() < WHILE_STARTING) {
      server = launcher.start(data, port);
      pause(random, 1_500);
      server.kill();
    }
    start();
    return new Outage(from, Instant.now());
  }

  /** Stops all of it for so long, as a machine that sleeps does. */
  Outage suspend(Duration length) throws IOException {
    Instant from = Instant.now();
    try {
      server.signal("STOP");
      LockSupport.parkNanos(length.toNanos());
      server.signal("CONT");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Outage(from, Instant.now());
  }

  /** A moment of up to so many milliseconds. */
  static void pause(SplittableRandom random, int maxMillis) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1, maxMillis)).toNanos());
  }

  /** Whether it goes on. */
  boolean isAlive() {
    return server.isAlive();
  }

  void stop() {
    server.stop();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
