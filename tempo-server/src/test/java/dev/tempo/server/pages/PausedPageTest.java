package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wherever runs wait for a queue that is paused, a page says so. */
final class PausedPageTest extends BrowserTest {
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void startServer() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void pausedQueue_isABannerWhereItsRunsAre_untilItIsResumed() {
    String held = shellJob(admin, "Held", "true");
    String other = shellJob(admin, "Other", "true");
    admin.put("/api/jobs/" + held, "{'queue':'slow'}").status(200);
    admin.post("/api/queues/slow/pause").status(200);
    String run = run(admin, held);
    openWindowOfAdmin(server.url());
    for (String path : new String[] {"/", "/jobs", "/jobs/" + held, "/runs", "/runs/" + run}) {
      page.navigate(server.url() + path);
      assertThat(banner(page)).containsText("slow");
      assertThat(banner(page)).containsText("Paused by admin");
    }
    pictures("paused");
    page.navigate(server.url() + "/runs");
    assertThat(page.locator("[data-run='" + run + "'] .when")).containsText("Queued");
    page.navigate(server.url() + "/jobs/" + other);
    assertThat(page.locator(".job-head h1")).isVisible();
    assertThat(banner(page)).hasCount(0);
    page.navigate(server.url() + "/jobs");
    banner(page).locator("button").click();
    assertThat(banner(page)).hasCount(0);
    admin.await("/api/runs/" + run, found -> !found.path("finishedAt").isNull());
    admin.post("/api/queues/slow/pause").status(200);
    assertThat(banner(page)).hasCount(1);
  }

  @Test
  void runThatWaits_saysForWhat_whereverItIsShown_untilItDoesNot() {
    String job = shellJob(admin, "Slow", "sleep 60");
    String first = run(admin, job);
    String next = run(admin, job);
    String why = "Waiting: another run of its job has not ended";
    openWindowOfAdmin(server.url());
    page.setViewportSize(390, 844);
    page.navigate(server.url() + "/");
    assertThat(page.locator("a[href='/runs/" + next + "'] small.cut")).containsText(why);
    requireNoSidewaysScrolling();
    page.navigate(server.url() + "/runs");
    assertThat(page.locator("[data-run='" + next + "'] .why")).containsText(why);
    requireNoSidewaysScrolling();
    page.navigate(server.url() + "/jobs/" + job);
    assertThat(page.locator("tempo-job-overview tbody tr").first()).containsText(why);
    page.locator("button:text-is('Explain…')").click();
    assertThat(page.locator("#waiting")).containsText("It waits since");
    page.navigate(server.url() + "/runs/" + next);
    assertThat(page.locator("#waits")).containsText(why);
    requireNoSidewaysScrolling();
    picture("waits");
    admin.post("/api/runs/" + first + "/cancel").status(202);
    assertThat(page.locator("#waits")).hasCount(0);
    admin.post("/api/runs/" + next + "/cancel").status(202);
  }

  private static Locator banner(Page where) {
    return where.locator("tempo-paused .notice");
  }
}
