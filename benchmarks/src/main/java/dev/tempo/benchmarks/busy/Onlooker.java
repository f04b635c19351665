package dev.tempo.benchmarks.busy;

import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.server.LaunchedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks for lists, one after the other with a rest between, and looks at the server's memory. */
final class Onlooker implements AutoCloseable {
  private static final List<String> PATHS =
      List.of("/api/runs?limit=50", "/api/jobs?limit=50", "/api/stats", "/api/queues");
  private static final Duration REST = Duration.ofMillis(100);
  private static final int LISTS_A_LOOK = 10;

  private final Samples millis = new Samples();
  private final List<Double> memory = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final LaunchedServer server;
  private final Thread thread;
  private long failed;

  /** One that has begun. */
  Onlooker(LaunchedServer server) {
    this.server = server;
    this.thread = Thread.ofPlatform().name("onlooker").start(this::look);
  }

  private void look() {
    try {
      for (int asked = 0; !end.await(REST.toMillis(), TimeUnit.MILLISECONDS); asked++) {
        ask(PATHS.get(asked % PATHS.size()));
        if (asked % LISTS_A_LOOK == 0) {
          memory.add(server.megabytes("Rss"));
        }
      }
    } catch (InterruptedException | IOException e) {
      failed++;
      System.err.println("  No more lists are asked for: " + e);
    }
  }

  private void ask(String path) throws InterruptedException, IOException {
    try {
      millis.add(server.millis(path));
    } catch (IllegalStateException e) {
      failed++;
      System.err.println("  " + e.getMessage());
    }
  }

  /** How long the lists took; once this is closed. */
  Samples millis() {
    return millis;
  }

  /** The server's memory in MB, at the end; once this is closed. */
  double memory() {
    return memory.getLast();
  }

  /** By how much its median is higher in the last third of the time than in the one before. */
  double growth() {
    int third = memory.size() / 3;
    double before = median(memory.subList(third, 2 * third + 1));
    return median(memory.subList(2 * third, memory.size())) / before - 1;
  }

  private static double median(List<Double> values) {
    Samples samples = new Samples();
    values.forEach(samples::add);
    return samples.median();
  }

  /** How many were not answered as they should; once this is closed. */
  long failed() {
    return failed;
  }

  /** Ends. */
  @Override
  public void close() {
    end.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
