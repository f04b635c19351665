package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.ShutdownPolicy;
import dev.tempo.Tempo;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TempoServer;
import dev.tempo.server.TestServer;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stops the whole server, engine and store, while somebody watches, and starts it again. */
final class RestartPageTest extends BrowserTest {
  private SqliteStore store;
  private Tempo tempo;
  private TempoServer server;

  @BeforeEach
  void start() {
    start(0);
  }

  @Override
  void stop() {
    server.close();
    tempo.close();
    store.close();
  }

  @Test
  void log_thatIsWatched_goesOnAfterTheLastLine_noneLostAndNoneDoubled() throws Exception {
    String url = "http://127.0.0.1:" + server.port();
    ApiClient admin = setUp(url);
    Path gate = directory.resolve("gate");
    String script = "i=0; while [ ! -e %s ]; do i=$((i+1)); echo said $i; sleep 0.02; done";
    String run = run(admin, shellJob(admin, "Chatty", script.formatted(gate)));
    openWindowOfAdmin(url);
    page.navigate(url + "/runs/" + run);
    page.waitForCondition(() -> shown() > 40);

    int port = server.port();
    stop();
    int before = shown();
    start(port);
    page.waitForCondition(
        () -> shown() > before + 40,
        new com.microsoft.playwright.Page.WaitForConditionOptions().setTimeout(60_000));
    Files.createFile(gate);
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();

    int last = admin.get("/api/runs/" + run).data("lineCount").intValue();
    page.waitForCondition(() -> shown() == last);
    Map<Integer, String> seen = everyLine(last);
    assertThat(seen.keySet())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, last).boxed().toList());
    assertThat(seen.values())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, last).mapToObj(i -> "said " + i).toList());
    provokedByAStop();
    provoked("WebSocket");
  }

  private void start(int port) {
    store = SqliteStore.open(directory);
    tempo =
        Tempo.builder()
            .store(store)
            .queue("default", 4)
            .shutdown(ShutdownPolicy.DEFAULT.withScriptPolicy(ShutdownPolicy.ScriptPolicy.LEAVE))
            .build()
            .start();
    server = TempoServer.builder().port(port).rateLimits(false).start(tempo, store);
  }

  private static ApiClient setUp(String url) {
    ApiClient client = new ApiClient(url);
    client
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    return client.logIn("admin", TestServer.PASSWORD);
  }

  /** How many lines the page knows of. */
  private int shown() {
    String text = page.locator(".log-count").textContent();
    return Integer.parseInt(text.replaceAll("[^0-9]", ""));
  }

  /**
   * Goes through the whole log from its beginning; what stands there twice shows up as two texts.
   */
  private Map<Integer, String> everyLine(int last) {
    Map<Integer, String> seen = new TreeMap<>();
    page.locator("tempo-log-view").press("Home");
    page.waitForCondition(() -> collect(seen).containsKey(1));
    page.locator("tempo-log-view").hover();
    page.waitForCondition(
        () -> {
          page.mouse().wheel(0, 300);
          return collect(seen).containsKey(last);
        });
    return seen;
  }

  private Map<Integer, String> collect(Map<Integer, String> seen) {
    @SuppressWarnings("unchecked")
    List<List<Object>> rows =
        (List<List<Object>>)
            page.evaluate(
                "[...document.querySelectorAll('tempo-log-view .line')]"
                    + ".map(l => [Number(l.dataset.line), l.querySelector('.text').textContent])");
    Map<Integer, String> now =
        rows.stream()
            .collect(
                Collectors.toMap(
                    row -> ((Number) row.get(0)).intValue(),
                    row -> row.get(1).toString(),
                    (a, b) -> a + " and " + b));
    seen.putAll(now);
    return seen;
  }
}
