package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.tempo.server.TestServer;
import dev.tempo.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every page, and every dialog, in light and in dark: axe-core finds nothing serious in them. */
final class AccessibilityTest extends BrowserTest {
  private static final List<String> ADMIN =
      List.of(
          "users",
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
          "audit",
          "log");

  private static final String USER =
      "{'username':'olga','password':'correct horse','role':'operator','email':'olga@example.org'}";

  private final List<String> found = new ArrayList<>();
  private AutoCloseable server = () -> {};

  @Override
  void stop() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("The server could not be stopped", e);
    }
    assertThat(found).as("What axe-core finds serious").isEmpty();
  }

  @Test
  void gate_isForEverybody() {
    TestServer empty = TestServer.start(directory);
    server = empty;
    openWindow();
    page.navigate(empty.url());
    assertThat(page.locator(".gate input[name=email]")).isVisible();
    look("set-up");
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator("tempo-dashboard")).isVisible();
    for (String path : List.of("/", "/jobs", "/runs")) {
      page.navigate(empty.url() + path);
      assertThat(page.locator(".state h2").first()).isVisible();
      look("nothing yet " + path);
    }
    choose("Your account", "Log out");
    assertThat(page.locator(".gate h1")).hasText("Log in");
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill("wrong password");
    page.locator("form button.primary").click();
    assertThat(page.locator("[role=alert]")).isVisible();
    look("log-in");
  }

  @Test
  void listsAndRuns_areForEverybody() {
    LivedInServer lived = open();
    String running = lived.runEndless();
    visit(lived, "/", ".rows [data-status=running]");
    visit(lived, "/jobs", ".jobs .name");
    page.getByLabel("Select all").check();
    look("/jobs, selected");
    menu("Actions for Check links");
    visit(lived, "/jobs?q=nowhere", ".state");
    visit(lived, "/runs", "tempo-run-table tbody tr");
    button("More filters").click();
    page.getByLabel("Select all").check();
    look("/runs, selected");
    menu("Saved filters");
    visit(lived, "/runs/" + running, "tempo-log-view .text:not(:empty)");
    visit(lived, "/runs/" + lived.lastRun("Database dump"), "tempo-log-view .is-stderr");
    page.locator("tempo-log input[type=search]").fill("done");
    assertThat(page.locator("tempo-log-view mark").first()).isVisible();
    button("Add a note").click();
    look("a run, searched and noted");
    choose("More about this run", "Compare with the last success");
    assertThat(page.locator(".comparison")).isVisible();
    look("two runs compared");
    visit(lived, "/search?q=done", ".hit");
    visit(lived, "/forecast?view=month&day=" + dayToCome(), ".forecast-day .coming");
    visit(lived, "/forecast?view=day&as=timeline&day=" + dayToCome(), ".forecast-table .count");
  }

  @Test
  void tabsOfAJob_areForEverybody() {
    LivedInServer lived = open();
    String job = lived.page("Nightly invoices");
    visit(lived, job, "tempo-bars");
    page.locator("button:text-is('90 days')").click();
    assertThat(page.locator("tempo-bars").first()).isVisible();
    look("a job, by the day");
    visit(lived, job + "?tab=script&version=1", ".versions li");
    paste("def broken(:\n    return 1");
    assertThat(page.locator(".problems li").first()).isVisible();
    look("a script with a mistake");
    visit(lived, job + "?tab=environment", "[data-environment]");
    visit(lived, job + "?tab=settings", "#save-settings");
    page.locator("tempo-parameter-list button").first().click();
    look("settings, with a parameter");
    visit(lived, job + "?tab=schedule", ".trigger");
    page.locator("#add-trigger").click();
    assertThat(page.locator(".preview .occurrences")).isVisible();
    page.getByLabel("How Weekdays is chosen").selectOption("list");
    page.locator(".trigger-form details summary").click();
    look("a cron trigger");
    for (String type : List.of("interval", "calendar", "startup", "job")) {
      page.locator("label:has(input[name=type][value=" + type + "])").click();
      look("a trigger: " + type);
    }
    provoked("422");
  }

  @Test
  void dialogs_areForEverybody() {
    LivedInServer lived = open();
    page.navigate(lived.url() + "/jobs");
    assertThat(page.locator(".jobs .name").first()).isVisible();
    page.keyboard().press("Control+k");
    page.keyboard().type("in");
    assertThat(page.locator(".palette [role=option]").first()).isVisible();
    dialog("palette");
    page.keyboard().press("?");
    dialog("keys");
    page.locator("#new-job").click();
    dialog("new job");
    page.getByLabel("New folder").click();
    dialog("new folder");
    page.locator("tr[data-job=exchange-rates] [data-run]").click();
    dialog("parameters");
    choose("Actions for Check links", "Delete");
    dialog("really?");
    choose("Import and export", "Import…");
    dialog("import");
    page.locator("tr[data-job=check-links] [data-run]").click();
    assertThat(page.locator(".toast")).isVisible();
    look("a toast");
    page.navigate(lived.url() + "/admin/users");
    page.locator("#new-user").click();
    dialog("new user");
    page.navigate(lived.url() + "/account");
    page.locator("#new-key").click();
    dialog("new key");
    page.navigate(lived.url() + lived.page("Check links"));
    button("Explain…").click();
    dialog("explain");
  }

  @Test
  void administration_account_andDocs_areForEverybody() {
    LivedInServer lived = open();
    lived.admin().post("/api/users", USER).status(201);
    lived.admin().post("/api/keys", "{'name':'ci'}").status(201);
    visit(lived, "/account", "tempo-keys .card");
    menu("Your account");
    menu("Theme");
    for (String section : ADMIN) {
      visit(lived, "/admin/" + section, ".admin .page .card");
    }
    SampleGroups.into(directory);
    visit(lived, "/groups", ".group-card[data-group=system] [data-warnings]");
    visit(lived, "/", ".group-card");
    visit(lived, "/groups/system", ".group-jobs li");
    page.locator("[data-tag=disk]").click();
    page.locator("[data-job=clean] [data-details]").click();
    page.locator("[data-field=description] [data-edit]").click();
    assertThat(page.locator("[data-language=fr]")).isVisible();
    page.locator("#export-group") // else it may be half below the header
        .evaluate("(button) => button.scrollIntoView({ block: 'center' })");
    look("a group, with what describes a script");
    visit(lived, "/jobs/@system:backup?tab=metadata", "[data-field=tags]");
    visit(lived, "/docs", ".api-docs details");
    page.locator(".api-docs details summary").nth(3).click();
    look("API docs, opened");
    page.navigate(lived.url() + "/nowhere");
    assertThat(page.locator(".state h2")).isVisible();
    look("nowhere");
    provoked("404");
  }

  @Test
  void phone_isForEverybody() {
    LivedInServer lived =
        open(desk().setViewportSize(360, 740).setHasTouch(true).setIsMobile(true));
    visit(lived, "/", ".kpi");
    assertThat(page.evaluate("() => matchMedia('(pointer: coarse)').matches")).isEqualTo(true);
    visit(lived, "/jobs", ".jobs .name");
    visit(lived, "/runs", "tempo-run-table tbody tr");
    visit(lived, "/runs/" + lived.lastRun("Database dump"), "tempo-log-view .is-stderr");
    String job = lived.page("Nightly invoices");
    visit(lived, job, "tempo-bars");
    visit(lived, job + "?tab=script", ".cm-line");
    visit(lived, job + "?tab=schedule", ".trigger");
    visit(lived, job + "?tab=environment", "[data-environment]");
    visit(lived, job + "?tab=settings", "#save-settings");
    visit(lived, "/admin/users", "tempo-users tbody");
    visit(lived, "/admin/audit", "tempo-audit tbody");
  }

  private LivedInServer open() {
    openWindow();
    return enter();
  }

  private LivedInServer open(Browser.NewContextOptions window) {
    openWindow(window);
    return enter();
  }

  private LivedInServer enter() {
    LivedInServer lived = LivedInServer.start(directory, TimeSource.system().instant());
    server = lived;
    logIn(context, lived.url());
    page.emulateMedia(
        new Page.EmulateMediaOptions()
            .setReducedMotion(ReducedMotion.REDUCE)); // nothing half faded
    return lived;
  }

  private void visit(LivedInServer lived, String path, String ready) {
    page.navigate(lived.url() + path);
    assertThat(page.locator(ready).first()).isVisible();
    look(path);
  }

  private void menu(String name) {
    Locator button = page.locator("tempo-menu button[aria-label='" + name + "']").first();
    button.click();
    assertThat(page.locator(".menu")).isVisible();
    look("menu " + name);
    page.keyboard().press("Escape");
  }

  private void dialog(String name) {
    assertThat(page.locator("dialog[open]")).isVisible();
    look("dialog " + name);
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog[open]")).hasCount(0);
  }

  private void look(String where) {
    tooSmallToTouch().forEach(one -> found.add(where + " (touch): " + one));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    Axe.serious(page).forEach(one -> found.add(where + " (light): " + one));
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    Axe.seriousColors(page).forEach(one -> found.add(where + " (dark): " + one));
  }

  /** Controls that a finger may miss; none where there is a mouse. Parts of a text are exempt. */
  private List<String> tooSmallToTouch() {
    Object small =
        page.evaluate(
            """
            () => !matchMedia('(pointer: coarse)').matches
              ? []
              : [...document.querySelectorAll('button, a.button, select, summary, nav a, .tabs a, .switch, input:not([type=hidden], [type=file])')]
                  .filter((one) => one.checkVisibility() && !one.closest('.hidden, .skip, .cm-editor, tempo-log-view, .tag, th, .link'))
                  .map((one) => (one.matches('[type=checkbox], [type=radio]') ? one.closest('label') ?? one : one))
                  .filter((one) => one.getBoundingClientRect().height < 43.5)
                  .map((one) => one.outerHTML.slice(0, 120))
            """);
    return ((List<?>) small).stream().map(String::valueOf).toList();
  }
}
