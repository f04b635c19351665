package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.WaitForConditionOptions;
import dev.tempo.server.ApiClient;
import dev.tempo.server.SteppedTime;
import dev.tempo.server.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pages tell of jobs that are late, and a job's badge for pages elsewhere. */
final class LatePageTest extends BrowserTest {
  private static final Duration AGO = Duration.ofHours(3);

  private static final Duration STEP = Duration.ofMillis(400);

  private final SteppedTime time = new SteppedTime();
  private TestServer server;
  private ApiClient admin;

  /** The server begins some hours ago, so that its clock is that of the browser in the end. */
  @BeforeEach
  void start() {
    time.step(AGO.negated());
    server =
        TestServer.start(
            directory, engine -> engine.timeSource(time), builder -> builder.time(time));
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'%s'}".formatted(TestServer.PASSWORD))
        .status(201);
    admin = server.admin();
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void lateJob_standsFirstOnTheDashboard_inTheListAndOnItsPage_untilItHasRun() {
    String id = shellJob(admin, "Dump [1]", "true");
    admin.put("/api/jobs/" + id, "{'expect':{'successWithinSeconds':7200}}").status(200);
    shellJob(admin, "Other", "true");
    time.step(AGO.minusMinutes(1));
    provoked("503"); // to the engine's watch a turn has lasted for as long
    admin = server.admin();
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/");
    Locator card = page.locator("#late");
    awaitLate(id);
    assertThat(card.locator("li")).hasCount(1);
    assertThat(card.locator("li strong")).hasText("Dump [1]");
    assertThat(card.locator("li"))
        .containsText("It has not succeeded in the expected time, which began");
    assertThat(page.locator("tempo-dashboard .card").first()).hasId("late");
    assertThat(page.locator("#recent")).containsText("No runs yet");
    assertThat(page.locator("tempo-timeline .body")).not().hasCSS("padding-left", "0px");
    page.setViewportSize(360, 740);
    Locator reason = card.locator("li .soft");
    assertThat((boolean) reason.evaluate("text => text.scrollWidth <= text.clientWidth"))
        .as("the reason can be read whole on a phone")
        .isTrue();
    page.setViewportSize(1280, 760);
    pictures("late-dashboard");
    card.locator("a.link").click();
    assertThat(page.locator(".jobs .name")).hasText(new String[] {"Dump [1]"});
    assertThat(page.locator(".jobs .late-mark")).hasText("Late");
    page.locator(".jobs .name").click();
    assertThat(page.locator(".notice.late"))
        .containsText("It has not succeeded in the expected time");
    assertThat(page.locator(".notice.late")).containsText("Late since");
    pictures("late-job");
    badge(id);
    page.locator("#run-now").click();
    page.waitForURL("**/runs/*");
    admin.await("/api/jobs/" + id, job -> job.path("late").isNull());
    page.navigate(server.url() + "/jobs/" + id);
    assertThat(page.locator(".job-head h1")).containsText("Dump [1]");
    assertThat(page.locator(".notice.late")).hasCount(0);
    page.locator(".section-dashboard").click();
    assertThat(page.locator("tempo-timeline")).isVisible();
    assertThat(card).hasCount(0);
  }

  /** The server judges about a minute after its clock has jumped. */
  private void awaitLate(String id) {
    page.waitForCondition(
        () -> {
          time.step(STEP);
          return !admin.get("/api/jobs/" + id).data("late").isNull();
        },
        new WaitForConditionOptions().setTimeout(120_000));
  }

  /** Made, shown to everybody, renewed and ended, on the job's page. */
  private void badge(String id) {
    Locator badge = page.locator("#badge");
    badge.locator("button:text-is('Create a link')").click();
    assertThat(badge.locator("img")).hasAttribute("alt", "State of Dump [1]");
    page.waitForCondition(
        () -> (boolean) badge.locator("img").evaluate("image => image.naturalWidth > 0"));
    String path = badge.locator("img").getAttribute("src");
    assertThat(badge.locator("pre"))
        .hasText(
            "[![Dump \\[1\\]](%s%s)](%s/jobs/%s)".formatted(server.url(), path, server.url(), id));
    assertThat(server.client().get(path).status(200).body()).contains("Dump [1]");
    badge.scrollIntoViewIfNeeded();
    picture("badge");
    badge.locator("button:text-is('Make another address')").click();
    assertThat(badge.locator("img")).not().hasAttribute("src", path);
    server.client().get(path).problem(404, "NOT_FOUND");
    String second = badge.locator("img").getAttribute("src");
    badge.locator("button:text-is('End it')").click();
    assertThat(badge.locator("img")).hasCount(0);
    server.client().get(second).problem(404, "NOT_FOUND");
  }
}
