package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.security.authorization.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that end and servers that go away while somebody works: nothing typed is lost. */
final class SessionEndPageTest extends BrowserTest {
  private static final String NAME = "input[name=name]";

  private final Map<String, String> ids = new HashMap<>();
  private TestServer server;
  private ApiClient admin;
  private String job;

  @BeforeEach
  void open() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    job = shellJob(admin, "Dump 5", "echo dumped");
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void endedSession_asksOverThePage_keepsWhatWasTyped_andGoesOn() {
    openSettingsOf("anna", Role.ADMIN);
    page.locator(NAME).fill("Dump 6");
    endSessions("anna");
    assertThat(dialog()).isVisible();
    assertThat(dialog().locator("input[name=username]")).hasValue("anna");
    pictures("session-ended");
    page.locator("#save-settings").dispatchEvent("click");
    logInAgain("anna", "wrong password");
    assertThat(dialog().getByRole(AriaRole.ALERT)).isVisible();
    logInAgain("anna", TestServer.PASSWORD);
    assertThat(dialog()).hasCount(0);
    assertThat(page.locator(".job-head h1")).containsText("Dump 6");
    admin.await("/api/jobs/" + job, data -> data.path("name").textValue().equals("Dump 6"));
    provoked("WebSocket");
    shellJob(admin, "Seen live", "true");
    page.locator(".section-jobs").click();
    assertThat(page.locator(".jobs .name", pageText("Seen live"))).isVisible();
    shellJob(admin, "Seen later", "true");
    assertThat(page.locator(".jobs .name", pageText("Seen later"))).isVisible();
  }

  @Test
  void anotherUser_isAsked_beforeThePageIsLoadedAnew() {
    server.as("bob", Role.DEVELOPER);
    openSettingsOf("anna", Role.ADMIN);
    page.locator(NAME).fill("Of anna");
    endSessions("anna");
    dialog().locator("input[name=username]").fill("bob");
    logInAgain("bob", TestServer.PASSWORD);
    assertThat(dialog()).containsText("logged in as bob");
    dialog().locator("button", withText("Log in as anna")).click();
    logInAgain("anna", TestServer.PASSWORD);
    assertThat(dialog()).hasCount(0);
    assertThat(page.locator(NAME)).hasValue("Of anna");

    deactivate("anna");
    assertThat(dialog()).isVisible();
    logInAgain("anna", TestServer.PASSWORD);
    assertThat(dialog().getByRole(AriaRole.ALERT)).isVisible();
    dialog().locator("button", withText("Not now")).click();
    assertThat(page.locator(NAME)).hasValue("Of anna"); // to be copied elsewhere
    page.locator(".connection button", pageText("Log in")).click();
    dialog().locator("input[name=username]").fill("bob");
    logInAgain("bob", TestServer.PASSWORD);
    page.onDialog(question -> question.accept());
    dialog().locator("button.primary").click();
    assertThat(page.locator("tempo-menu.user")).containsText("bob");
    provoked("WebSocket"); // whose ticket ended with the session
  }

  /** A proxy that answers in the server's place, as nginx does while the server is away. */
  @Test
  void pageThatIsOpened_whileTheServerIsAway_comesBackByItself() {
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator(".jobs .name")).hasCount(1);
    for (List<String> away :
        List.of(
            List.of("**/api/**"),
            List.of("**/app/shell/app.js", "**/ui/build.json"),
            List.of("**/app/pages/jobs.js", "**/ui/build.json"),
            List.of("**/css/frame.css", "**/ui/build.json"),
            List.of("**/i18n/en.json", "**/ui/build.json"))) {
      away.forEach(url -> page.route(url, SessionEndPageTest::badGateway));
      page.reload();
      assertThat(page.locator("body")).containsText("The server does not answer");
      boolean isLoadedAnew = away.contains("**/ui/build.json");
      page.evaluate(
          "loadedAnew => { if (loadedAnew) document.documentElement.dataset.old = ''; }",
          isLoadedAnew);
      away.forEach(page::unroute);
      assertThat(page.locator("html:not([data-old]) .jobs .name")).hasCount(1);
      page.waitForLoadState(); // or the page's own load would meet the next one
    }
    provoked("502", "MIME");
  }

  @Test
  void pageOfAnOlderVersion_loadsTheNewOne_unlessSomethingIsTyped() {
    openSettingsOf("anna", Role.ADMIN);
    page.locator(NAME).fill("Typed");
    page.route("**/ui/build.json", route -> answer(route, "{\"build\":\"0123456789abcdef\"}"));
    reconnect();
    assertThat(page.locator(".outdated")).isVisible();
    assertThat(page.locator(NAME)).hasValue("Typed");
    page.locator(".section-runs").click();
    page.locator("dialog[open] button.danger").click();
    requireLoadedAnew(() -> page.locator(".outdated button").click());
    requireLoadedAnew(this::reconnect);
    provoked("WebSocket");
  }

  private void requireLoadedAnew(Runnable action) {
    page.evaluate("document.documentElement.dataset.old = ''");
    page.waitForRequest(Request::isNavigationRequest, action);
    assertThat(page.locator("html:not([data-old]) tempo-runs")).isVisible();
    page.waitForLoadState(LoadState.NETWORKIDLE);
  }

  /** Has the page lose its connection and find it again, as when a server is restarted. */
  private void reconnect() {
    page.evaluate(
        """
        () => setTimeout(async () => {
          const files = [...document.querySelectorAll('link[rel=modulepreload]')].map((link) => link.href);
          const { events } = (await Promise.all(files.map((file) => import(file)))).find((module) => 'events' in module);
          events.dispatchEvent(new CustomEvent('state', { detail: 'waiting' }));
          events.dispatchEvent(new CustomEvent('state', { detail: 'open' }));
        }, 0)""");
  }

  private void openSettingsOf(String name, Role role) {
    ids.put(name, server.as(name, role).get("/api/auth/me").data("id").textValue());
    openWindow();
    page.navigate(server.url() + "/jobs/" + job + "?tab=settings");
    page.locator("input[name=username]").fill(name);
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator(NAME)).hasValue("Dump 5");
  }

  /** A password that an administrator sets ends all sessions. */
  private void endSessions(String name) {
    admin
        .put("/api/users/" + ids.get(name), "{'password':'" + TestServer.PASSWORD + "'}")
        .status(200);
  }

  private void deactivate(String name) {
    admin.put("/api/users/" + ids.get(name), "{'active':false}").status(200);
  }

  private void logInAgain(String name, String password) {
    dialog().locator("input[name=username]").fill(name);
    dialog().locator("input[name=password]").fill(password);
    dialog().locator("tempo-gate button.primary").click();
  }

  private Locator dialog() {
    return page.locator("dialog.session");
  }

  private static void badGateway(Route route) {
    route.fulfill(
        new FulfillOptions().setStatus(502).setContentType("text/html").setBody("<h1>502</h1>"));
  }

  private static void answer(Route route, String json) {
    route.fulfill(new FulfillOptions().setContentType("application/json").setBody(json));
  }

  private static Page.LocatorOptions pageText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static Locator.LocatorOptions withText(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }
}
