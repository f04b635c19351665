package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.tempo.server.NodeTrio;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers on one database, looked at in windows of one browser with one session, as whoever
 * is sent to one or another of them by a load balancer does. The last test kills the one that
 * leads.
 */
@WithPostgres
@Tag("long")
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterPagesTest extends BrowserTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int EDITS = 3;
  private static final String LINES = "tempo-log-view .line.is-stdout";

  @TempDir private static Path parent;
  private static NodeTrio nodes;

  @BeforeAll
  static void startNodes() {
    nodes = NodeTrio.start(parent);
  }

  @AfterAll
  static void stopNodes() {
    if (nodes != null) {
      nodes.close();
    }
  }

  @BeforeEach
  void logInAtA() {
    openWindowOfAdmin(nodes.urlOfA());
  }

  @Override
  void stop() {} // the nodes are for all tests

  @Test
  @Order(1)
  void jobThatIsEditedAtOneServer_isNewInThePageOfAnother_withinASecond() {
    String id = shellJob(nodes.c().admin(), "Edited 0", "true");
    Page atB = windowAt(nodes.b().url());
    atB.navigate(nodes.b().url() + "/jobs/" + id);
    assertThat(atB.locator(".job-head h1")).containsText("Edited 0");
    page.navigate(nodes.urlOfA() + "/jobs/" + id + "?tab=settings");
    List<Duration> took = new ArrayList<>();
    for (int edit = 1; edit <= EDITS; edit++) {
      String name = "Edited " + edit;
      page.locator("input[name=name]").fill(name);
      long start = System.nanoTime();
      page.locator("#save-settings").click();
      atB.waitForFunction(
          "name => document.querySelector('.job-head h1').textContent.includes(name)", name);
      took.add(Duration.ofNanos(System.nanoTime() - start));
      assertThat(page.locator(".job-head h1")).containsText(name);
    }
    took.sort(null);
    assertThat(took.get(EDITS / 2)).isLessThan(SECOND);
  }

  @Test
  @Order(2)
  void whoLogsOutAtOneServer_isAskedToLogInByThePageOfAnother() {
    Page atB = windowAt(nodes.b().url());
    atB.navigate(nodes.b().url() + "/jobs");
    assertThat(atB.locator(".jobs")).containsText("Edited");
    page.navigate(nodes.urlOfA() + "/jobs");
    choose("Your account", "Log out");
    assertThat(page.locator("input[name=username]")).isVisible();
    assertThat(atB.locator("dialog.session input[name=username]")).isVisible();
    provoked("WebSocket");
  }

  @Test
  @Order(3)
  void runOfOneServer_isWatchedAtAnother_whileThatIsKilled_andCancelledThere() throws Exception {
    nodes.runOnBAlone();
    Path gate = parent.resolve("gate");
    String script =
        "i=0; while [ ! -e %s ]; do i=$((i+1)); echo line $i; sleep 0.02; done; echo all $i; sleep 600"
            .formatted(gate);
    String job = shellJob(nodes.c().admin(), "Talk", script);
    page.navigate(nodes.urlOfA() + "/jobs/" + job);
    page.locator("#run-now").click();
    assertThat(page.locator("tempo-log-view")).containsText("line 1");
    String run = nodes.c().admin().get("/api/runs").data("runs").path(0).path("id").textValue();
    Page atC = windowAt(nodes.c().url());
    atC.navigate(nodes.c().url() + "/runs/" + run);
    Page atB = windowAt(nodes.b().url());
    atB.navigate(nodes.b().url() + "/runs/" + run);
    int seen = awaitLine(atC, 20);
    nodes.killA();
    awaitLine(atC, seen + 60);
    Files.createFile(gate);
    requireEachLineOnce(atC);

    atC.locator("button[aria-label='Cancel run'], button:text-is('Cancel run')").first().click();
    assertThat(atC.locator(".run-head [data-status=cancelled]")).isVisible();
    assertThat(atB.locator(".run-head [data-status=cancelled]")).isVisible();
    requireEachLineOnce(atB);
    provokedByAStop();
    provoked("WebSocket");
  }

  /** Waits until a page that follows a log shows this line; the last one that it shows then. */
  private static int awaitLine(Page where, int number) {
    where.waitForFunction(
        "([lines, number]) => Number([...document.querySelectorAll(lines)].at(-1)?.dataset.line)"
            + " >= number",
        List.of(LINES, number));
    return Integer.parseInt(where.locator(LINES).last().getAttribute("data-line"));
  }

  /** In a window that is as high as the log is long, whose last line says how many there are. */
  private static void requireEachLineOnce(Page where) {
    Locator last = where.locator(LINES + " .text", new Page.LocatorOptions().setHasText("all "));
    assertThat(last).isVisible();
    int all = Integer.parseInt(last.textContent().replace("all ", ""));
    where.setViewportSize(1280, 800 + 40 * all);
    List<String> lines =
        new ArrayList<>(IntStream.rangeClosed(1, all).mapToObj(i -> "line " + i).toList());
    lines.add("all " + all);
    assertThat(where.locator(LINES + " .text")).hasText(lines.toArray(String[]::new));
  }

  /** A window of the same session that shows another server. */
  private Page windowAt(String url) {
    Cookie own = cookie();
    context.addCookies(
        List.of(
            new Cookie("tempo_session_" + URI.create(url).getPort(), own.value)
                .setDomain(own.domain)
                .setPath(own.path)
                .setHttpOnly(true)
                .setSameSite(SameSiteAttribute.STRICT)));
    Page another = watched(context.newPage());
    keepHalf(context, url, (String) page.evaluate("localStorage.getItem('tempo.session')"));
    return another;
  }

  private Cookie cookie() {
    String name = "tempo_session_" + URI.create(nodes.urlOfA()).getPort();
    return context.cookies(nodes.urlOfA()).stream()
        .filter(cookie -> cookie.name.equals(name))
        .findFirst()
        .orElseThrow();
  }
}
