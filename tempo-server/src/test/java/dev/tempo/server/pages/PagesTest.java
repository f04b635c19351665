package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The frame of the pages, and the way of somebody who uses them for the first time. */
final class PagesTest extends BrowserTest {
  private TestServer server;

  @BeforeEach
  void open() {
    server = TestServer.start(directory);
    openWindow();
    page.navigate(server.url());
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator("tempo-dashboard")).isVisible();
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void newcomer_writesAScript_schedulesIt_andWatchesItRun() {
    assertThat(page.locator("tempo-dashboard")).containsText("Nothing has run yet");
    page.locator(".section-jobs").click();
    create("Nightly sum");

    assertThat(page.locator(".save")).hasText("Saved");
    paste(
        "import sys\nfor i in range(3):\n    print(\"tick\", i)\nprint(\"done\", file=sys.stderr)\n");
    assertThat(page.locator(".save")).hasText("Saved");

    page.locator(".tabs a", withText("Schedule")).click();
    page.locator("#add-trigger").click();
    page.locator(".chips button", withText("Every 5 minutes")).click();
    assertThat(page.locator(".preview")).containsText("Every 5 minutes");
    assertThat(page.locator(".preview .occurrences tbody tr")).hasCount(8);
    page.locator("#save-trigger").click();
    assertThat(page.locator(".trigger strong")).hasText("Every 5 minutes");

    page.locator("#run-now").click();
    assertThat(page.locator("tempo-log")).containsText("tick 2");
    assertThat(page.locator("[data-status]").first()).hasText("Success");
    page.locator(".section-dashboard").click();
    assertThat(page.locator("tempo-dashboard")).containsText("Nightly sum");
    pictures("dashboard");
  }

  @Test
  void logIn_withWrongPassword_saysSo_andLogOutLeaves() {
    choose("Your account", "Log out");
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill("wrong password");
    page.locator("form button.primary").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("wrong");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator("tempo-dashboard")).isVisible();
  }

  @Test
  void palette_findsJobsAndCommands_byKeysAlone() {
    server
        .client()
        .logIn("ada", TestServer.PASSWORD)
        .post("/api/jobs", "{'name':'Weekly cleaning'}")
        .status(201);
    page.keyboard().press("Control+k");
    page.keyboard().type("clean");
    assertThat(page.locator(".palette [role=option]").first()).containsText("Weekly cleaning");
    page.keyboard().press("Enter");
    assertThat(page.locator(".job-head h1")).containsText("Weekly cleaning");
    page.keyboard().press("g");
    page.keyboard().press("r");
    assertThat(page).hasURL(Pattern.compile(".*/runs"));
    page.keyboard().press("?");
    assertThat(page.locator("dialog[open]")).containsText("Keyboard shortcuts");
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog[open]")).hasCount(0);
  }

  @Test
  void theme_isChosen_andKept() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    String light = ground();
    choose("Theme", "Dark");
    assertThat(ground()).isNotEqualTo(light);
    page.reload();
    assertThat(page.locator("tempo-dashboard")).isVisible();
    assertThat(ground()).isNotEqualTo(light);
    choose("Theme", "Same as system");
    assertThat(ground()).isEqualTo(light);
  }

  @Test
  void unknownAddress_isAPageThatSaysSo_with404() {
    int status = page.navigate(server.url() + "/no/such/page").status();
    assertThat(status).isEqualTo(404);
    assertThat(page.locator(".state h2")).hasText("There is no such page");
    page.locator(".state a").click();
    assertThat(page.locator("tempo-dashboard")).isVisible();
    provoked("404");
  }

  @Test
  void pageThatIsSlowToCome_doesNotTakeThePlaceOfALaterOne() {
    List<Route> held = hold("**/app/pages/search.js");
    page.locator(".section-search").click();
    page.waitForCondition(() -> !held.isEmpty());
    page.locator(".section-runs").click();
    assertThat(page.locator("tempo-runs")).isVisible();
    letCome(held, "tempo-search");
    assertThat(page.locator("tempo-runs")).isVisible();
    page.locator(".section-search").click();
    assertThat(page.locator("tempo-search")).isVisible();
  }

  @Test
  void tabThatIsSlowToCome_doesNotTakeThePlaceOfALaterOne() {
    List<Route> held = hold("**/app/pages/job/script.js");
    page.locator(".section-jobs").click();
    create("Slow editor");
    page.waitForCondition(() -> !held.isEmpty());
    openTab("Environment");
    assertThat(page.locator("tempo-job-environment")).isVisible();
    letCome(held, "tempo-job-script");
    assertThat(page.locator("tempo-job-environment")).isVisible();
    openTab("Script");
    assertThat(page.locator(".save")).hasText("Saved");
  }

  private List<Route> hold(String url) {
    List<Route> held = new ArrayList<>();
    page.route(url, held::add);
    return held;
  }

  /** Lets a module come, and the page take notice of it. */
  private void letCome(List<Route> held, String element) {
    held.forEach(Route::resume);
    page.waitForCondition(
        () ->
            page.evaluate("name => customElements.get(name) !== undefined", element).equals(true));
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))");
  }

  /** Of an installation that has next to nothing yet; one that is lived in is toured. */
  @Test
  @Tag("long")
  void phone_showsEveryPage_withoutScrollingSideways() {
    String id =
        server
            .client()
            .logIn("ada", TestServer.PASSWORD)
            .post("/api/jobs", "{'name':'On the go'}")
            .data("id")
            .asText();
    page.setViewportSize(360, 740);
    List<String> paths =
        List.of(
            "/",
            "/jobs",
            "/jobs/" + id,
            "/jobs/" + id + "?tab=script",
            "/runs",
            "/search",
            "/forecast",
            "/jobs/" + id + "?tab=schedule",
            "/jobs/" + id + "?tab=settings",
            "/account",
            "/admin/users",
            "/admin/settings",
            "/docs");
    for (String path : paths) {
      page.navigate(server.url() + path);
      assertThat(page.locator("#content > :not(.page-title)").first()).not().isEmpty();
      picture("phone" + path.replace(id, "id").replaceAll("[/?=]", "-"));
      requireNoSidewaysScrolling();
    }
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private String ground() {
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor").toString();
  }
}
