package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.RunStatus;
import dev.tempo.server.ApiClient;
import dev.tempo.server.Await;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What everybody has for themselves: saved filters, a time zone, a theme. */
final class PersonalPagesTest extends BrowserTest {
  private static final KeptContext TOKYO = keptContext();
  private static final Instant RUN_AT = Instant.parse("2026-01-15T23:30:00Z");

  private TestServer server;
  private ApiClient admin;
  private String job;

  @BeforeEach
  void open() {
    try (TestServer first = TestServer.startSetUp(directory)) {
      job = shellJob(first.admin(), "Winter", "true");
    }
    new StoredRuns()
        .add(new Past(UUID.fromString(job), RUN_AT, Duration.ofSeconds(5), RunStatus.SUCCESS))
        .into(directory);
    server = TestServer.start(directory);
    admin = server.admin();
    openWindow(TOKYO, desk().setTimezoneId("Asia/Tokyo").setColorScheme(ColorScheme.LIGHT));
    logIn(context, server.url());
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void filtersOfRuns_areSaved_usedAgainAndForgotten() {
    page.navigate(server.url() + "/runs");
    page.locator("select[name=status]").selectOption("failure");
    assertThat(page.locator(".state")).containsText("No runs match");
    choose("Saved filters", "Save these filters…");
    page.locator("dialog[open] input").fill("What failed");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".toast")).containsText("saved");
    assertThat(admin.get("/api/me/filters").data("filters").toString())
        .isEqualTo("[{\"name\":\"What failed\",\"page\":\"runs\",\"query\":\"status=failure\"}]");

    page.navigate(server.url() + "/jobs?favorite=true");
    choose("Saved filters", "Save these filters…");
    page.locator("dialog[open] input").fill("Mine");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".toast")).containsText("saved");

    page.navigate(server.url() + "/runs");
    assertThat(page.locator(".views nav a")).hasText(new String[] {"All runs", "What failed"});
    page.locator(".views nav a:has-text('What failed')").click();
    assertThat(page.locator(".views nav a[aria-current=page]")).hasText("What failed");
    assertThat(page).hasURL(Pattern.compile("/runs\\?status=failure$"));
    page.locator(".views nav a:has-text('All runs')").click();
    choose("Saved filters", "What failed");
    assertThat(page).hasURL(Pattern.compile("/runs\\?status=failure$"));
    assertThat(page.locator("select[name=status]")).hasValue("failure");
    choose("Saved filters", "Forget “What failed”");
    assertThat(page.locator(".toast")).containsText("saved");
    assertThat(admin.get("/api/me/filters").data("filters").findValuesAsText("name"))
        .containsExactly("Mine");

    page.navigate(server.url() + "/jobs");
    choose("Saved filters", "Mine");
    assertThat(page).hasURL(Pattern.compile("/jobs\\?favorite=true$"));
  }

  @Test
  void jobsUsedLast_areOnTheDashboard_inEveryBrowser_andCanBeForgotten() {
    String second = shellJob(admin, "Spring", "true");
    page.navigate(server.url() + "/jobs/" + job);
    assertThat(page.locator(".job-head h1")).containsText("Winter");
    Await.until(
        "it is used",
        () -> !admin.get("/api/me/recent-jobs").data("jobs").findValues("name").isEmpty());
    admin.post("/api/jobs/" + second + "/run").status(202); // by a program, which is no use
    page.navigate(server.url() + "/jobs/" + second);
    assertThat(page.locator(".job-head h1")).containsText("Spring");
    Await.until("both are used", () -> admin.get("/api/me/recent-jobs").data("jobs").size() == 2);
    page.close(); // it would ask for the runs of a job that is gone
    openWindow(desk().setColorScheme(ColorScheme.LIGHT)); // another browser
    logIn(context, server.url());
    page.navigate(server.url() + "/");
    assertThat(page.locator("#used li")).hasCount(2);
    assertThat(page.locator("#used li").first()).containsText("Spring");
    picture("dashboard-used");
    page.setViewportSize(390, 844);
    requireNoSidewaysScrolling();
    picture("dashboard-used-phone");
    admin.delete("/api/jobs/" + second).status(200);
    assertThat(page.locator("#used li")).hasCount(1);
    page.locator("#used button").click();
    assertThat(page.locator("#used")).hasCount(0);
    assertThat(admin.get("/api/me/recent-jobs").data("jobs")).isEmpty();
  }

  @Test
  void tags_areGivenOnTheJobsPage_oneMineOneForAll_andJobsAreFilteredByThem() {
    shellJob(admin, "Spring", "true");
    admin.put("/api/jobs/spring/tags", "{'tags':['garden'],'userTags':['cold']}").status(200);
    page.navigate(server.url() + "/jobs/" + job);
    Locator tags = page.locator("tempo-job-tags");
    assertThat(tags.locator("input")).isVisible();
    assertThat(tags.locator(".tag")).hasCount(0);
    tags.locator("input").focus();
    assertThat(tags.locator("datalist option[value=garden]"))
        .hasAttribute("label", "1 job · shared");
    tags.locator("input").fill("not fine");
    tags.locator("form button").click();
    assertThat(tags.locator(".tag")).hasCount(0);
    tags.locator("input").fill("cold");
    tags.locator("form button").click();
    assertThat(tags.locator(".tag[data-source=user]")).containsText("cold");
    tags.locator("input").fill("snow");
    tags.locator("select").selectOption("job");
    tags.locator("form button").click();
    assertThat(tags.locator(".tag[data-source=job]")).containsText("snow");
    picture("job-tags");
    page.setViewportSize(390, 844);
    requireNoSidewaysScrolling();
    picture("job-tags-phone");
    page.setViewportSize(1280, 760);
    assertThat(admin.get("/api/jobs/winter/tags").data("userTags").toString())
        .isEqualTo("[\"cold\"]");
    tags.locator(".tag[data-source=job] a").click();
    assertThat(page).hasURL(server.url() + "/jobs?tags=snow");
    Locator filter = page.locator("tempo-tag-filter");
    filter.locator("input").fill("garden");
    filter.locator("input").press("Enter");
    assertThat(page.locator(".state")).containsText("No jobs match");
    filter.locator("select").selectOption("any");
    assertThat(page.locator("tempo-job-table tbody tr")).hasCount(2);
    assertThat(page.locator(".filter-chips")).containsText("any");
    picture("jobs-tag-filter");
    page.setViewportSize(390, 844);
    requireNoSidewaysScrolling();
    picture("jobs-tag-filter-phone");
    page.setViewportSize(1280, 760);
    page.navigate(server.url() + "/jobs?tags=cold");
    assertThat(page.locator("tempo-job-table tbody tr")).hasCount(2);
    page.navigate(server.url() + "/jobs/" + job);
    tags.getByLabel("Remove the tag snow").click();
    assertThat(tags.locator(".tag")).hasCount(1);
  }

  @Test
  void times_areInTheBrowsersZone_untilTheAccountHasOne() {
    page.navigate(server.url() + "/runs");
    assertThat(time()).containsText(Pattern.compile("Jan 16, 2026, 8:30.AM"));

    page.navigate(server.url() + "/account");
    page.locator("input[name=timezone]").fill("Europe/Nowhere");
    page.locator("input[name=timezone]").press("Tab");
    assertThat(page.locator("label:has(input[name=timezone]) .error")).isVisible();
    provoked("422");
    page.locator("input[name=timezone]").fill("America/New_York");
    page.locator("input[name=timezone]").press("Tab");
    assertThat(page.locator(".kept")).containsText("Saved");

    page.locator(".section-runs").click();
    assertThat(time()).containsText(Pattern.compile("Jan 15, 2026, 6:30.PM"));
    page.reload();
    assertThat(time()).containsText(Pattern.compile("Jan 15, 2026, 6:30.PM"));
    assertThat(time()).hasAttribute("title", Pattern.compile("Thursday, January 15, 2026.*EST"));
  }

  @Test
  void localTimesThatOneTypes_areOfTheAccountsZone() {
    admin.put("/api/me/preferences", "{'timezone':'America/New_York'}").status(200);
    page.navigate(server.url() + "/runs");
    assertThat(page.locator("tempo-run-table tbody tr")).hasCount(1);
    button("More filters").click();
    page.locator("input[name=from]").fill("2026-01-15T18:31");
    page.locator("input[name=from]").press("Enter");
    assertThat(page).hasURL(Pattern.compile("from=2026-01-15T23%3A31%3A00.000Z"));
    assertThat(page.locator(".state")).containsText("No runs match");
    page.locator("input[name=from]").fill("2026-01-15T18:29");
    page.locator("input[name=from]").press("Enter");
    assertThat(page.locator("tempo-run-table tbody tr")).hasCount(1);
    page.reload();
    assertThat(page.locator("input[name=from]")).hasValue("2026-01-15T18:29");
  }

  @Test
  void localTimes_areRightWhereTheClockChanges() {
    page.navigate(server.url());
    Object back =
        page.evaluate(
            """
            async () => {
              const { setTimeZone, toLocalDateTime, fromLocalDateTime } = await import('/ui/app/core/time-zone.js');
              setTimeZone('Europe/Rome');
              const texts = ['2026-03-29T01:59', '2026-03-29T03:00', '2026-10-25T01:30', '2026-10-25T03:30', '2026-07-01T00:00'];
              return texts.map((text) => toLocalDateTime(fromLocalDateTime(text)) === text && fromLocalDateTime(text));
            }""");
    assertThat(back.toString())
        .isEqualTo(
            "[2026-03-29T00:59:00.000Z, 2026-03-29T01:00:00.000Z, 2026-10-24T23:30:00.000Z,"
                + " 2026-10-25T02:30:00.000Z, 2026-06-30T22:00:00.000Z]");
  }

  @Test
  void themeOfTheAccount_isTakenOverByABrowserThatHasNone() {
    admin.put("/api/me/preferences", "{'theme':'dark'}").status(200);
    page.navigate(server.url());
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    choose("Theme", "Same as system");
    page.reload();
    assertThat(page.locator("tempo-dashboard")).isVisible();
    assertThat(page.locator("html")).not().hasAttribute("data-theme", Pattern.compile(".*"));
  }

  private Locator time() {
    return page.locator("tempo-run-table tbody td.when time");
  }
}
