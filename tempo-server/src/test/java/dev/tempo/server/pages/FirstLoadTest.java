package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.LoadState;
import dev.tempo.RunStatus;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import dev.tempo.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the pages cost somebody who has nothing of them yet, and somebody who loads them again, over
 * a line with 150 ms and 1.6 Mbit/s. Requests and bytes are as few as they are, and may not become
 * more; times depend on the machine, so what is asserted of them is generous, and the figures are
 * kept. More rounds: {@code -Dtempo.load.rounds=5}; for an account of another language, for which
 * the browser asks, too: {@code -Dtempo.load.language=fr}.
 */
final class FirstLoadTest extends BrowserTest {
  private static final int JOBS = 100;
  private static final int RUNS = 20;
  private static final int ROUNDS = Integer.getInteger("tempo.load.rounds", 1);
  private static final String LANGUAGE = System.getProperty("tempo.load.language", "en");
  private static final long MOST_MS = 10_000;

  /** Heads of requests and how full lists are differ from time to time. */
  private static final long ROOM_BYTES = 3_000;

  /** Other languages are longer than English: their texts take some 2,000 bytes more. */
  private static final long LONGER_BYTES = 3_000;

  /**
   * A page, and the most that it may cost.
   *
   * @param path with the id of a job or a run
   * @param sign a selector of what is there when the page is
   * @param requests of the first visit, its WebSockets included
   * @param bytes of the first visit, heads included
   * @param again requests of a reload
   */
  private record Cost(String path, String sign, int requests, long bytes, int again) {}

  private static final List<Cost> COSTS =
      List.of(
          new Cost("/jobs", ".table.jobs tbody tr", 15, 120_500, 6),
          new Cost("/", "tempo-timeline", 17, 105_000, 8),
          new Cost("/runs", "tempo-run-table tbody tr", 15, 101_000, 5),
          new Cost("/jobs/{job}?tab=script", "tempo-editor", 18, 303_500, 5),
          new Cost("/runs/{run}", "tempo-log .line", 22, 122_500, 10));

  /**
   * Notes when what one waits for was first there, in milliseconds since one asked for the page.
   */
  private static final String WATCH =
      """
      new MutationObserver((_, observer) => {
        if (document.querySelector('%s')) {
          requestAnimationFrame(() => (window.firstRows = performance.now()));
          observer.disconnect();
        }
      }).observe(document, { childList: true, subtree: true });
      """;

  private TestServer server;
  private SlowLine line;
  private String job;
  private String run;

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
    line = new SlowLine(URI.create(server.url()).getPort(), 150, 200_000);
    String language = "{'language':'" + LANGUAGE + "'}";
    server.admin().put("/api/me/preferences", language).status(200);
    job = jobs.getFirst();
    run = ran(server.admin(), job);
  }

  @Override
  void stop() {
    line.close();
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> pages_costFewRequestsAndBytes_andAReloadAsksForDataOnly() {
    return COSTS.stream().map(cost -> dynamicTest(cost.path(), () -> measure(cost)));
  }

  private void measure(Cost cost) {
    List<Long> cold = new ArrayList<>();
    List<Long> again = new ArrayList<>();
    Asked first = new Asked();
    Asked second = new Asked();
    for (int round = 0; round < ROUNDS; round++) {
      openWindow(desk().setLocale(LANGUAGE));
      logIn(context, line.url());
      context.addInitScript(WATCH.formatted(cost.sign()));
      first = asked();
      navigate(first, line.url() + cost.path().replace("{job}", job).replace("{run}", run));
      cold.add(firstRows());
      assertThat(namedNotBeforehand()).as("Modules that the document did not name").isEmpty();
      quiet();
      first.end();
      second = asked();
      page.reload();
      again.add(firstRows());
      quiet();
      context.close();
    }
    cold.sort(null);
    again.sort(null);
    Figures.keep(
        cost.path() + " over 150 ms and 1.6 Mbit/s",
        "cold " + cold + " ms, " + first + "; reload " + again + " ms, " + second);
    assertThat(first.urls()).hasSizeLessThanOrEqualTo(cost.requests());
    long longer = LANGUAGE.equals("en") ? 0 : LONGER_BYTES;
    assertThat(first.bytes().get()).isLessThanOrEqualTo(cost.bytes() + ROOM_BYTES + longer);
    assertThat(second.urls()).hasSizeLessThanOrEqualTo(cost.again());
    assertThat(cold.getFirst()).isLessThan(MOST_MS);
    assertThat(again.getFirst()).isLessThan(MOST_MS);
  }

  /** A page that does not come tells what it waits for. */
  private void navigate(Asked asked, String url) {
    try {
      page.navigate(url);
    } catch (TimeoutError e) {
      throw new AssertionError("Still waiting for " + asked.pending(), e);
    }
  }

  private long firstRows() {
    page.waitForCondition(() -> Boolean.TRUE.equals(page.evaluate("window.firstRows > 0")));
    return ((Number) page.evaluate("Math.round(window.firstRows)")).longValue();
  }

  /** Waits until the page has asked for all that it wants, its live events included. */
  private void quiet() {
    page.waitForLoadState(LoadState.NETWORKIDLE);
  }

  private List<?> namedNotBeforehand() {
    return (List<?>)
        page.evaluate(
            """
            () => {
              const named = new Set([...document.querySelectorAll('link[href], script[src]')].map((one) => one.href ?? one.src));
              return performance.getEntriesByType('resource')
                .filter((one) => ['script', 'link', 'other', 'css'].includes(one.initiatorType) && /\\.(js|mjs|css)$/.test(one.name))
                .map((one) => one.name)
                .filter((name) => !named.has(name) && !document.querySelector(`script[src="${new URL(name).pathname}"]`));
            }""");
  }

  /** What came over a line, how many bytes that were, heads included, and what has not come yet. */
  private record Asked(
      List<String> urls, AtomicLong bytes, AtomicBoolean ended, Map<String, String> pending) {
    Asked() {
      this(
          Collections.synchronizedList(new ArrayList<>()),
          new AtomicLong(),
          new AtomicBoolean(),
          new ConcurrentHashMap<>());
    }

    /** Whatever comes from now on is of the next visit. */
    void end() {
      ended.set(true);
    }

    void add(String url, long size) {
      if (!ended.get()) {
        urls.add(url);
        bytes.addAndGet(size);
      }
    }

    @Override
    public String toString() {
      return urls.size() + " requests, " + bytes + " bytes";
    }
  }

  /** What the window asks for from now on. */
  private Asked asked() {
    Asked asked = new Asked();
    Map<String, String> known = asked.pending();
    CDPSession session = context.newCDPSession(page);
    session.send("Network.enable");
    session.on(
        "Network.requestWillBeSent",
        event ->
            known.put(
                event.get("requestId").getAsString(),
                event.getAsJsonObject("request").get("url").getAsString()));
    session.on(
        "Network.loadingFinished",
        event -> {
          String url = known.remove(event.get("requestId").getAsString());
          long bytes = event.get("encodedDataLength").getAsLong();
          if (url != null && bytes > 0) {
            asked.add(url, bytes);
          }
        });
    session.on("Network.webSocketCreated", event -> asked.add(event.get("url").getAsString(), 0));
    return asked;
  }
}
