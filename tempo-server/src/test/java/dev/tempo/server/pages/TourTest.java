package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every page of a lived-in installation: nothing is wider than the window, on a desk, a tablet and
 * a phone, the banner of a paused queue is no higher than its words, and all looks the same
 * whatever was seen before. With {@code -Dtempo.pictures=true} goes to the main menus and dialogs,
 * too, and keeps a picture of each in {@code target/tour}, in light and dark, to be looked at by
 * people; with {@code -Dtempo.tour=} of those alone whose names match, and with {@code
 * -Dtempo.language=} in another language.
 */
final class TourTest extends BrowserTest {
  private static final int[] WIDTHS = {1440, 820, 390, 360};
  private static final int PHONE = 390;
  private static final int NARROWEST = 360;
  private static final String LANGUAGE =
      "if (location.host) { localStorage.setItem('tempo.language', '%s'); }";
  private static final int[] HEIGHTS = {900, 1180, 844, 740};
  private static final List<String> ADMIN =
      List.of(
          "keys",
          "permissions",
          "data",
          "discovery",
          "changes",
          "queues",
          "nodes",
          "environments",
          "settings",
          "smtp",
          "backups",
          "retention",
          "trash",
          "machine",
          "audit",
          "log");

  /** Sections that load style sheets of their own. */
  private static final List<String> OF_OTHER_STYLES = List.of("documentation", "ports");

  private final String only = System.getProperty("tempo.tour", "");
  private final String language = System.getProperty("tempo.language", "en");
  private final List<String> wider = new ArrayList<>();
  private PageTexts texts = PageTexts.in(language);
  private boolean pseudo;
  private String running;
  private LivedInServer server;
  private LivedInDetails details;

  @BeforeEach
  void open() {
    server = LivedInServer.start(directory, TimeSource.system().instant());
    details = LivedInDetails.addTo(server);
    SampleGroups.into(directory);
    openWindow();
    page.addInitScript(LANGUAGE.formatted(language));
    server.admin().put("/api/me/preferences", "{'language':'" + language + "'}").status(200);
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
    logIn(context, server.url());
  }

  @Override
  void stop() {
    server.close();
  }

  /**
   * In a language of long words, of which nothing may be missing; whatever fits in it fits in
   * English, which is looked at in pictures and where there is time. In one go, since the
   * installation takes its time.
   */
  @Test
  void everyPage_fits_andIsTranslated() throws IOException {
    provoked("404", "422");
    if (PICTURES || IN_FULL || !only.isEmpty()) {
      walk();
      assertThat(wider).isEmpty();
    }
    if (!PICTURES && only.isEmpty()) {
      PseudoLanguage.addTo(directory);
      server.admin().put("/api/me/preferences", "{'language':'qps'}").status(200);
      closeWindow();
      openWindow();
      PseudoLanguage.speak(page);
      logIn(context, server.url());
      pseudo = true;
      texts = PageTexts.pseudo();
      PseudoLanguage.requireNoticed(page, server.url());
      walk();
      assertThat(wider).isEmpty();
    }
  }

  private void walk() {
    if (PICTURES && only.isEmpty()) {
      details.awaitLate();
    }
    lists();
    runs();
    tabsOfAJob();
    administration();
    if (PICTURES || pseudo) {
      dialogs();
    }
    gate();
  }

  private void lists() {
    visit("dashboard", "/", ".timeline .run");
    visit("jobs", "/jobs", ".jobs tempo-sparkline svg");
    visit("jobs-view", "/jobs?tags=money&enabled=true", ".filter-chip");
    visit("jobs-empty", "/jobs?q=nowhere", ".state");
    visit("groups", "/groups", ".group-card[data-group=system] [data-warnings]");
    groups();
    visit("runs", "/runs", "tempo-run-table tbody tr");
    visit("runs-view", "/runs?status=failure&cause=manual", ".filter-chip");
    visit("forecast", "/forecast?day=" + dayToCome(), ".forecast-day .coming");
    visit(
        "forecast-timeline", "/forecast?as=timeline&day=" + dayToCome(), ".forecast-table .count");
    visit("search-empty", "/search", "#text");
    visit("search", "/search?q=check&context=1", ".hit.around");
    visit("forecast", "/forecast?view=month", ".forecast-day");
    visit("forecast-day", "/forecast?view=day", ".forecast-hour");
    visit("forecast-timeline", "/forecast?as=timeline", "thead th");
    visit("nowhere", "/nowhere", ".state h2");
    visit("dead-letters", "/dead-letters", ".dead-letters :is(.card, .state)");
    visit("interfaces", "/interfaces", ".interfaces .state");
    projects();
  }

  private void projects() {
    String project = "/projects/" + details.project();
    visit("projects", "/projects", ".usage");
    visit("project", project, ".files tr[data-path]");
    visit("project-backups", project + "?tab=backups", "[data-backup]");
    if (PICTURES || pseudo) {
      show("project-new", "/projects", () -> button(texts.text("projects.new")).click());
    }
  }

  private void groups() {
    visit("group", "/groups/system", ".group-jobs li");
    show(
        "group-details",
        "/groups/system",
        () -> {
          page.locator("[data-job=backup] [data-details]").click();
          page.locator("[data-field=description] [data-edit]").click();
          assertThat(page.locator("[data-language=fr]")).isVisible();
        });
    show(
        "metadata",
        "/jobs/@system:backup?tab=metadata",
        () -> {
          page.locator("[data-field=tags]").waitFor();
          changeCategory();
          page.locator(".metadata .source-edited").waitFor();
        });
    visit("script-of-group", "/jobs/@system:backup?tab=script", ".notice.locked");
  }

  /** Changes what describes a script, so that there is a change to be shown. */
  private void changeCategory() {
    String path = "/api/jobs/@system:backup/metadata";
    long version = server.admin().get(path).data("version").longValue();
    String change = "{'category':'archive','version':%d}".formatted(version);
    server.admin().put(path, change).status(200);
  }

  private void runs() {
    if (running == null) {
      running = server.runEndless();
    }
    visit("run-live", "/runs/" + running, "tempo-usage .is-cpu svg");
    visit("search-tail", "/search?live=true", ".tail-lines .who");
    visit("run-failed", "/runs/" + details.run("Import prices"), "tempo-log-view .is-stderr");
    if (PICTURES) { // a machine may have that module
      visit("run-missing", "/runs/" + details.run("Read settings"), "tempo-missing");
    }
    visit("run-groups", "/runs/" + details.run("Release"), ".annotations li");
    String beside = details.run("Release") + "," + details.run("Publish");
    visit("logs", "/logs?runs=" + beside, "tempo-log .line");
    for (String tab : List.of("parameters", "environment", "timeline", "system")) {
      String ready = tab.equals("system") ? "tempo-log" : "tempo-run-panel .panel-body";
      visit("run-" + tab, "/runs/" + details.run("Publish") + "?tab=" + tab, ready);
    }
    visit("run-unsaved", "/runs/" + details.run("tried"), ".run-head [data-status=success]");
    visit("run-paused", "/runs/" + details.run("Mirror the archive"), "tempo-paused .notice");
    show(
        "run-compared",
        "/runs/" + details.run("Publish"),
        () -> {
          choose(texts.text("run.actions"), texts.text("compare.withSuccess"));
          assertThat(page.locator("tempo-log[beside]")).containsText("published");
        });
  }

  private void tabsOfAJob() {
    String job = server.page("Nightly invoices");
    visit("job", job, "tempo-bars");
    visit("job-late", "/jobs/" + details.job("Mirror the archive"), ".job-head h1");
    visit("script", job + "?tab=script&version=1", ".versions li");
    visit("script-draft", "/jobs/" + details.job("Warehouse report") + "?tab=script", ".draft");
    visit("environment", job + "?tab=environment", "[data-environment]");
    show(
        "settings",
        job + "?tab=settings",
        () -> {
          page.locator("#save-settings").waitFor();
          page.evaluate(
              "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        });
    visit("schedule", job + "?tab=schedule", ".trigger");
    show(
        "schedule-form",
        server.page("Check links") + "?tab=schedule",
        () -> {
          page.locator(".trigger button:text-is('" + texts.text("schedule.edit") + "')").click();
          assertThat(page.locator(".preview .occurrences")).isVisible();
        });
    show(
        "script-tried",
        server.page("Check links") + "?tab=script",
        () -> {
          page.locator(".cm-line").first().waitFor();
          button(texts.text("try.do")).click();
          assertThat(page.locator("tempo-try")).containsText("1204 links");
        });
  }

  private void administration() {
    for (String section : OF_OTHER_STYLES) {
      visit("admin-" + section, "/admin/" + section, ".admin .page .card");
    }
    visit("admin-users", "/admin/users", ".admin .page .card");
    ADMIN.forEach(section -> goOn("admin-" + section, "/admin/" + section));
    visit("account", "/account", "tempo-keys .card");
    visit("docs", "/docs", ".api-docs details");
    visit("docs-found", "/docs?q=environment", ".api-docs details");
  }

  private void dialogs() {
    show("jobs-selected", "/jobs", () -> page.getByLabel(texts.text("jobs.selectAll")).check());
    page.evaluate("() => sessionStorage.clear()");
    show("jobs-menu", "/jobs", () -> menu(actions("Check links")));
    show("jobs-delete", "/jobs", () -> choose(actions("Check links"), texts.text("jobs.delete")));
    show("jobs-run", "/jobs", () -> page.locator("tr[data-job=exchange-rates] [data-run]").click());
    show("jobs-new", "/jobs", () -> page.locator("#new-job").click());
    show("jobs-folder", "/jobs", () -> page.getByLabel(texts.text("folders.new")).click());
    show(
        "jobs-folder-delete",
        "/jobs",
        () ->
            choose(texts.text("folders.actions", "name", "Finance"), texts.text("folders.delete")));
    show("jobs-import", "/jobs", () -> choose(texts.text("jobs.more"), texts.text("jobs.import")));
    show(
        "jobs-toast",
        "/jobs",
        () -> {
          choose(actions("Check links"), texts.text("jobs.disable"));
          assertThat(page.locator(".toast")).isVisible();
        });
    show("runs-selected", "/runs", () -> page.getByLabel(texts.text("runs.selectAll")).check());
    page.evaluate("() => sessionStorage.clear()");
    show("runs-filters", "/runs", () -> button(texts.text("filter.more")).click());
    show("runs-columns", "/runs", () -> page.locator("tempo-list-options button").first().click());
    show(
        "job-explain",
        server.page("Check links"),
        () -> button(texts.text("overview.explain")).click());
    show("admin-new-user", "/admin/users", () -> page.locator("#new-user").click());
    show("account-new-key", "/account", () -> page.locator("#new-key").click());
    show(
        "palette",
        "/",
        () -> {
          page.locator(".timeline .run").first().waitFor();
          page.keyboard().press("Control+k");
          page.keyboard().type("check");
          page.locator(".palette [role=option]").first().waitFor();
        });
    show(
        "keys",
        "/jobs",
        () -> {
          page.locator(".jobs .name").first().waitFor();
          page.keyboard().press("?");
        });
  }

  private String actions(String job) {
    return texts.text("jobs.actionsOf", "name", job);
  }

  private void gate() {
    page.evaluate("() => localStorage.clear()");
    context.clearCookies();
    show("log-in", "/", () -> page.locator(".gate h1").waitFor());
  }

  private void menu(String name) {
    page.locator("tempo-menu button[aria-label='" + name + "']").first().click();
    assertThat(page.locator(".menu")).isVisible();
  }

  private void visit(String name, String path, String ready) {
    show(name, path, () -> page.locator(ready).first().waitFor());
  }

  /** From one section to the next, as people go: its cards are others, its style sheets are not. */
  private void goOn(String name, String path) {
    String card = ".admin .page .card";
    if (!page.url().contains("/admin/")) { // of some pages alone
      visit(name, path, card);
      return;
    }
    page.evaluate(
        """
        cards => {
          document.querySelectorAll(cards).forEach((one) => { one.dataset.left = ''; });
          window.said = 'project_default'; // in the bar
        }""",
        card);
    show(
        name,
        () -> follow(server.url(), path),
        () -> page.locator(card + ":not([data-left])").first().waitFor());
  }

  private void show(String name, String path, Runnable ready) {
    show(name, () -> page.navigate(server.url() + path), ready);
  }

  private void show(String name, Runnable go, Runnable ready) {
    if (!name.matches(only.isEmpty() ? ".*" : only)) {
      return;
    }
    resize(0);
    try {
      go.run();
      ready.run();
      assertThat(page.locator("main .waiting")).hasCount(0);
    } catch (RuntimeException | AssertionError e) {
      wider.add(name + ": " + e.getMessage());
      return;
    }
    if (pseudo) {
      wider.addAll(
          PseudoLanguage.untranslated(page).stream().map(one -> name + ": " + one).toList());
    }
    if (IN_FULL || !name.equals("docs")) { // of whose many operations some are looked at next
      PageStyles.changedByOthers(page).forEach(one -> wider.add(name + ": " + one));
    }
    for (int i = 0; i < WIDTHS.length; i++) {
      if (!isLookedAt(WIDTHS[i])) {
        continue;
      }
      resize(i);
      if (PICTURES && WIDTHS[i] != NARROWEST) {
        keep(name + "-" + WIDTHS[i]);
      }
      try {
        requireNothingOutOfPlace();
      } catch (AssertionError e) {
        wider.add(name + " at " + WIDTHS[i] + ": " + e.getMessage());
      }
    }
  }

  /** Makes the window as large as the one of a number, unless it is. */
  private void resize(int number) {
    if (page.viewportSize().width != WIDTHS[number]) {
      page.setViewportSize(WIDTHS[number], HEIGHTS[number]);
    }
  }

  /** The wider phone is looked at where there is time. */
  private static boolean isLookedAt(int width) {
    return width != PHONE || PICTURES || IN_FULL;
  }

  /**
   * What pictures have shown once: banners over the whole page, fields over each other, columns so
   * narrow that a letter is a line, and, in languages that there are, columns below what can be
   * done with their row.
   */
  private void requireNothingOutOfPlace() {
    requireNoSidewaysScrolling();
    Object wrong =
        page.evaluate(
            """
            (pseudo) => {
              const high = [...document.querySelectorAll('tempo-paused .notice')]
                .filter((notice) => notice.getBoundingClientRect().height > 160);
              const fields = [...document.querySelectorAll('.field input, .field select')]
                .filter((field) => field.checkVisibility());
              const over = fields.filter((field) => {
                const right = field.closest('.field').getBoundingClientRect().right;
                return field.getBoundingClientRect().right > right + 1;
              });
              const narrow = [...document.querySelectorAll('.table tbody td')]
                .filter((cell) => cell.getBoundingClientRect().height > 600);
              const under = [...document.querySelectorAll('.scroll > .table')].filter((table) =>
                !pseudo && table.scrollWidth > table.parentElement.clientWidth
                && [...table.querySelectorAll('tbody td:last-child')]
                  .some((cell) => getComputedStyle(cell).position === 'sticky'));
              return [...high, ...over, ...narrow, ...under].map((one) => one.outerHTML.slice(0, 120));
            }\
            """,
            pseudo);
    assertThat((List<?>) wrong).as("What is out of place").isEmpty();
  }

  private void keep(String name) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String suffix = scheme == ColorScheme.DARK ? "-dark.png" : ".png";
      Path file = Path.of("target", "tour", name + suffix);
      page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }
  }
}
