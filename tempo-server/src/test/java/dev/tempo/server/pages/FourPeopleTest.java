package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.security.authorization.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Four people at once, each in another language, in light or dark, at a desk or with a phone: they
 * log in, see their own runs, follow several logs, run one again as it was, and see what they ran
 * in the project in which they work.
 */
final class FourPeopleTest extends BrowserTest {
  private static final List<Person> PEOPLE =
      List.of(
          new Person("olga", Role.OPERATOR, "es-ES", ColorScheme.LIGHT, 1280),
          new Person("dan", Role.DEVELOPER, "fr-FR", ColorScheme.DARK, 1280),
          new Person("ida", Role.OPERATOR, "it-IT", ColorScheme.DARK, 390),
          new Person("ann", Role.DEVELOPER, "en-GB", ColorScheme.LIGHT, 390));

  private static final int MOST_PRESSES = 80;

  private record Person(
      String name, Role role, String locale, ColorScheme colors, int widthPixels) {
    String language() {
      return locale.substring(0, 2);
    }
  }

  /** Somebody's browser. */
  private record Window(Person person, BrowserContext context, Page page) {}

  private final List<Window> windows = new ArrayList<>();
  private TestServer server;
  private String job;

  @Override
  void stop() {
    windows.forEach(window -> window.context().close());
    server.close();
  }

  @Test
  void fourPeople_workAtOnce_eachWithTheirOwn() {
    server = TestServer.startSetUp(directory);
    job = shellJob(server.admin(), "Station", "echo \"seen from $2\"");
    String asks = "{'requiredLevel':'operator','parameters':[{'name':'place'}]}";
    server.admin().put("/api/jobs/" + job, asks).status(200);
    PEOPLE.forEach(this::runTwice);
    ran(server.admin(), job); // which nobody of them sees
    PEOPLE.forEach(this::open);
    windows.forEach(this::enter);
    windows.forEach(this::seeOwnRuns);
    windows.forEach(FourPeopleTest::followTwoLogs);
    windows.forEach(FourPeopleTest::runAgain);
    windows.forEach(FourPeopleTest::seeTheProjectAlone);
    followLogsByKeyboard(windows.getFirst());
    seeBackupsByKeyboard();
  }

  /** Chooses runs, opens their logs, leaves one, without a mouse. */
  private void followLogsByKeyboard(Window window) {
    Page by = window.page();
    by.navigate(server.url() + "/runs");
    assertThat(rows(by)).hasCount(3);
    for (String key : List.of("j", "x", "j", "x")) {
      by.keyboard().press(key);
    }
    tabTo(by, by.locator("#beside"));
    by.keyboard().press("Enter");
    Locator logs = by.locator("tempo-one-log");
    assertThat(logs).hasCount(2);
    tabTo(by, logs.last().locator("header button"));
    by.keyboard().press("Enter");
    assertThat(logs).hasCount(1);
    tabTo(by, logs.locator("header a"));
    by.keyboard().press("Enter");
    assertThat(by).hasURL(Pattern.compile("/runs/[0-9a-f-]+$"));
  }

  private void seeBackupsByKeyboard() {
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/admin/backups");
    tabTo(page, page.locator("main button.primary").first());
    page.keyboard().press("Enter");
    Locator row = page.locator("tr[data-backup]");
    assertThat(row).hasCount(1);
    assertThat(page.locator("main button.primary").first()).isEnabled();
    assertThat(Axe.serious(page)).isEmpty();
    tabTo(page, row.locator("a.button"));
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("backup="));
    assertThat(Axe.serious(page)).isEmpty();
  }

  /** Presses the key until what is wanted has the focus, as somebody does who has no mouse. */
  private static void tabTo(Page by, Locator wanted) {
    assertThat(wanted).isVisible();
    for (int presses = 0; presses < MOST_PRESSES; presses++) {
      if ((Boolean) wanted.evaluate("element => element === document.activeElement")) {
        return;
      }
      by.keyboard().press("Tab");
    }
    throw new AssertionError("The keyboard does not lead to " + wanted);
  }

  /** Once in the project that everybody has, and once in another one. */
  private void runTwice(Person person) {
    ApiClient client = server.as(person.name(), person.role());
    String field =
        client.post("/api/projects", "{'name':'Field'}").status(201).data("id").textValue();
    for (String where : List.of("", ",'projectId':'" + field + "'")) {
      String place = person.name() + (where.isEmpty() ? " at home" : " in the field");
      String body = "{'parameters':{'place':'%s'}%s}".formatted(place, where);
      String run =
          client.post("/api/jobs/" + job + "/run", body).status(202).data("runId").textValue();
      client.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull());
    }
  }

  private void open(Person person) {
    openWindow(
        new Browser.NewContextOptions()
            .setLocale(person.locale())
            .setColorScheme(person.colors())
            .setViewportSize(person.widthPixels(), 800));
    windows.add(new Window(person, context, page));
    page.navigate(server.url() + "/");
  }

  private void enter(Window window) {
    Page page = window.page();
    assertThat(page.locator("html")).hasAttribute("lang", window.person().language());
    page.locator("input[name=username]").fill(window.person().name());
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator("tempo-dashboard #state")).isVisible();
    look(window, "dashboard");
    follow(page, server.url(), "/runs");
  }

  private void seeOwnRuns(Window window) {
    assertThat(rows(window.page())).hasCount(2);
    look(window, "runs");
    for (int row = 0; row < 2; row++) {
      rows(window.page()).nth(row).locator("input[type=checkbox]").check();
    }
    window.page().locator("#beside").click();
  }

  private static void followTwoLogs(Window window) {
    Locator logs = window.page().locator("tempo-one-log");
    assertThat(logs).hasCount(2);
    for (String place : List.of(" at home", " in the field")) {
      String line = "seen from " + window.person().name() + place;
      assertThat(logs.filter(new Locator.FilterOptions().setHasText(line))).hasCount(1);
    }
    assertThat(Axe.serious(window.page())).isEmpty();
    logs.filter(new Locator.FilterOptions().setHasText(" in the field"))
        .locator("header a")
        .click();
  }

  private static void runAgain(Window window) {
    Page page = window.page();
    String before = page.url();
    page.locator("#run-again").click();
    assertThat(page).not().hasURL(before);
    String line = "seen from " + window.person().name() + " in the field";
    assertThat(page.locator("tempo-log")).containsText(line);
  }

  /** What runs again runs in the project in which it ran; the active one is still the first. */
  private static void seeTheProjectAlone(Window window) {
    Page page = window.page();
    String origin = page.url().replaceAll("/runs/.*", "");
    follow(page, origin, "/projects");
    page.locator("a:has-text('Field')").first().click();
    page.locator(".project .page-head a.button").click();
    assertThat(page).hasURL(Pattern.compile("/runs\\?project="));
    assertThat(rows(page)).hasCount(2);
    page.locator("button.project").click();
    page.locator("dialog[open] [data-project=project_default]").click();
    follow(page, origin, "/projects");
    page.locator("a:has-text('project_default')").first().click();
    page.locator(".project .page-head a.button").click();
    assertThat(rows(page)).hasCount(1);
  }

  private static Locator rows(Page page) {
    return page.locator("tempo-run-table tbody tr");
  }

  private void look(Window window, String what) {
    page = window.page();
    assertThat(Axe.serious(page)).as(window.person() + " " + what).isEmpty();
    requireNoSidewaysScrolling();
    picture("four-" + window.person().name() + "-" + what);
  }
}
