package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.transport.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Asks a server how it is, each time over a new connection, and notes how long that took. */
final class HealthWatch {
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final int port;

  HealthWatch(int port) {
    this.port = port;
  }

  /**
   * How long answers took, in milliseconds.
   *
   * @param median half took no longer
   * @param most nine of ten took no longer than {@code ninth}
   */
  record Times(int count, double median, double ninth, double most) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "n=%d p50=%.1f p90=%.1f max=%.1f ms", count, median, ninth, most);
    }
  }

  /** Asks for so long, and at least a few times. */
  Times watch(Duration window) throws IOException {
    List<Double> times = new ArrayList<>();
    long begin = System.nanoTime();
    while (times.size() < 5 || System.nanoTime() - begin < window.toNanos()) {
      long before = System.nanoTime();
      try (RawClient client = new RawClient(port)) {
        client.send("GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
      }
      times.add((System.nanoTime() - before) / 1e6);
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
    times.sort(null);
    return new Times(
        times.size(),
        times.get(times.size() / 2),
        times.get(times.size() * 9 / 10),
        times.getLast());
  }
}
