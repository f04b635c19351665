package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.CDPSession;
import dev.tempo.RunStatus;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page of jobs costs somebody who has nothing of it yet. */
final class FirstLoadTest extends BrowserTest {
  private static final int JOBS = 100;
  private static final int RUNS = 20;
  private static final int ROUNDS = 5;
  private static final long MOST_BYTES = 250_000;

  /** Notes when rows of jobs were first there, in milliseconds since one asked for the page. */
  private static final String WATCH =
      """
      new MutationObserver((_, observer) => {
        if (document.querySelector('.table.jobs tbody tr')) {
          requestAnimationFrame(() => (window.firstRows = performance.now()));
          observer.disconnect();
        }
      }).observe(document, { childList: true, subtree: true });
      """;

  private TestServer server;

  @BeforeEach
  void fill() {
    List<String> jobs = new ArrayList<>();
    try (TestServer first = TestServer.startSetUp(directory)) {
      ApiClient admin = first.admin();
      for (int number = 1; number <= JOBS; number++) {
        jobs.add(shellJob(admin, "Job number " + number, "echo " + number));
      }
    }
    StoredRuns runs = new StoredRuns();
    Instant now = TimeSource.system().instant();
    for (int i = 0; i < JOBS * RUNS; i++) {
      Instant at = now.minus(Duration.ofMinutes(10L * (JOBS * RUNS - i)));
      Duration took = Duration.ofMillis(300 + i * 37L % 4_000);
      RunStatus status = i % 13 == 0 ? RunStatus.FAILURE : RunStatus.SUCCESS;
      runs.add(new Past(UUID.fromString(jobs.get(i % JOBS)), at, took, status));
    }
    runs.into(directory);
    server = TestServer.start(directory);
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void jobs_areThereAfterFewBytes() {
    List<Long> times = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      openWindowOfAdmin(server.url());
      AtomicLong bytes = countBytes();
      context.addInitScript(WATCH);
      page.navigate(server.url() + "/jobs");
      page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.firstRows > 0")));
      assertThat(page.locator(".jobs .name")).hasCount(50);
      times.add(((Number) page.evaluate("Math.round(window.firstRows)")).longValue());
      sizes.add(bytes.get());
      if (round < ROUNDS - 1) {
        context.close();
      }
    }
    times.sort(null);
    Figures.keep(
        "first load of the jobs page",
        sizes.getLast() + " bytes, " + times.get(ROUNDS / 2) + " ms (median of " + times + ")");
    assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(30_000L, MOST_BYTES));
  }

  /** All that comes over the wire, heads included. */
  private AtomicLong countBytes() {
    AtomicLong bytes = new AtomicLong();
    CDPSession session = context.newCDPSession(page);
    session.send("Network.enable");
    session.on(
        "Network.loadingFinished",
        event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
    return bytes;
  }
}
