package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a page on another port of the host tries on somebody who is logged in: as the same host
 * name, whose cookies it shares, and as another name of this machine.
 */
final class SessionAttackTest extends BrowserTest {
  private static final List<String> NAMES = List.of("127.0.0.1", "localhost");

  private TestServer server;
  private AttackersSite site;

  @BeforeEach
  void open() {
    server = TestServer.startSetUp(directory);
    site = new AttackersSite();
    openWindowOfAdmin(server.url());
    page.navigate(server.url());
    assertThat(page.locator("tempo-dashboard")).isVisible();
  }

  @Override
  void stop() {
    site.close();
    server.close();
  }

  @Test
  void cookieThatAnotherPortIsSent_opensNothing() {
    Page attack = context.newPage();
    attack.navigate(site.url("127.0.0.1"));
    String header = site.awaitCookie();
    assertThat(header).contains(cookieName() + "=");
    String value = header.replaceAll(".*" + cookieName() + "=([^;]+).*", "$1");
    ApiClient thief = server.client().header("Cookie", header);
    String newAdmin = "{'username':'eve','password':'correct horse','role':'admin'}";
    for (ApiClient as :
        List.of(
            thief,
            thief.header("X-CSRF-Token", value),
            server.client().bearer(value),
            server.client().withKey(value))) {
      as.get("/api/auth/me").problem(401, "INVALID_TOKEN");
      as.post("/api/users", newAdmin).problem(401, "INVALID_TOKEN");
      as.post("/api/tickets", "{'path':'/ws'}").problem(401, "INVALID_TOKEN");
      as.get("/ws").problem(401, "INVALID_TOKEN");
    }
    assertThat(server.admin().get("/api/users").data("total").intValue()).isEqualTo(1);
  }

  @Test
  void pageOfAnotherPort_readsNothing() {
    for (String name : NAMES) {
      Page attack = attackFrom(name);
      for (String how : List.of("cors", "noCors", "script", "image", "events", "frame", "popup")) {
        assertThat(attack.evaluate("([how, url]) => window.reads[how](url)", args(how)))
            .as(name + " " + how)
            .isEqualTo("nothing");
      }
      attack.close();
    }
    provoked("");
  }

  @Test
  void pageOfAnotherPort_changesNothing() {
    ApiClient admin = server.admin();
    String job = shellJob(admin, "Target", "echo hit");
    for (String name : NAMES) {
      Page attack = attackFrom(name);
      for (String how :
          List.of("plain", "form", "multipart", "none", "json", "beacon", "trigger")) {
        attack.evaluate("([how, url]) => window.writes[how](url)", args(how));
      }
      attack.close();
    }
    assertThat(admin.get("/api/users").data("total").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/jobs").data("total").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/jobs/" + job + "/runs").data("total").intValue()).isZero();
    provoked("");
  }

  @Test
  void pageOfAnotherPort_logsNobodyIn_andSetsNothingUp() {
    server.as("mallory", Role.OPERATOR);
    for (String name : NAMES) {
      Page attack = attackFrom(name);
      attack.evaluate("([how, url]) => window.writes.logIn(url)", args(""));
      attack.close();
    }
    page.reload();
    assertThat(page.locator("tempo-menu.user")).containsText("admin");
    provoked("");
  }

  @Test
  void pageOfAnotherPort_opensNoWebSocket() {
    String job = shellJob(server.admin(), "Watched", "echo x");
    for (String name : NAMES) {
      Page attack = attackFrom(name);
      for (String path : List.of("/ws", "/api/jobs/" + job + "/environment/events")) {
        assertThat(attack.evaluate("([path, url]) => window.reads.socket(url + path)", args(path)))
            .as(name + " " + path)
            .isEqualTo("nothing");
      }
      attack.close();
    }
    provoked("");
  }

  @Test
  void script_neitherReadsNorOverwritesNorDeletesTheSession() {
    Page attack = attackFrom("127.0.0.1");
    assertThat((String) attack.evaluate("document.cookie")).doesNotContain(cookieName());
    String before = sessionCookie();
    attack.evaluate(
        """
        name => {
          document.cookie = `${name}=; path=/; max-age=0`;
          document.cookie = `${name}=mine; path=/`;
        }""",
        cookieName());
    awaitCookiesOf(attack);
    assertThat(sessionCookie()).isEqualTo(before);
    assertThat(attack.evaluate("() => localStorage.getItem('tempo.session')")).isNull();
    attack.close();
  }

  @Test
  void tossedCookies_doNotSwapTheAccount() {
    String theirs = tossed();
    Page attack = attackFrom("127.0.0.1");
    for (String path : List.of("/api", "/api/auth", "/api/jobs", "/")) {
      for (String name : List.of(cookieName(), "tempo_session")) {
        attack.evaluate(
            "([name, value, path]) => { document.cookie = `${name}=${value}; path=${path}`; }",
            List.of(name, theirs, path));
      }
    }
    awaitCookiesOf(attack);
    page.reload();
    assertThat(page.locator("tempo-menu.user")).containsText("admin");
    page.locator(".section-jobs").click();
    create("Mine");
    assertThat(server.admin().get("/api/jobs/mine").data("owner").textValue()).isEqualTo("admin");
    attack.close();
  }

  @Test
  void manyCookies_logOut_butSwapNoAccount() {
    String theirs = tossed();
    Page attack = attackFrom("127.0.0.1");
    // Which cookies go is for the browser to decide, so whoever wants to may have to try again.
    for (int tries = 0; tries < 50 && !sessionCookie().equals(theirs); tries++) {
      attack.evaluate(
          """
          ([name, value]) => {
            for (let i = 0; i < 800; i += 1) {
              document.cookie = `filler${i}=1; path=/`;
            }
            document.cookie = `${name}=${value}; path=/`;
          }""",
          List.of(cookieName(), theirs));
      awaitCookiesOf(attack);
    }
    assertThat(sessionCookie()).isEqualTo(theirs);
    page.reload();
    assertThat(page.locator("tempo-gate .notice")).containsText("not logged in any more");
    enter("admin");
    assertThat(page.locator("tempo-menu.user")).containsText("admin");
    assertThat(sessionCookie()).isNotEqualTo(theirs);
    attack.close();
  }

  @Test
  void cookieBomb_isAnsweredByWhatToDo() {
    Page attack = attackFrom("127.0.0.1");
    attack.evaluate(
        """
        () => {
          for (let i = 0; i < 60; i += 1) {
            document.cookie = `bomb${i}=${'x'.repeat(3900)}; path=/`;
          }
        }""");
    // The browser keeps what a page sets a little later, and a request may be quicker than that.
    page.waitForCondition(
        () -> context.cookies().stream().filter(c -> c.name.startsWith("bomb")).count() == 60);
    page.navigate(server.url());
    assertThat(page.locator("body")).containsText("delete the cookies of this host");
    context.clearCookies();
    page.navigate(server.url());
    assertThat(page.locator("tempo-gate")).isVisible();
    attack.close();
    provoked("");
  }

  @Test
  void twoServersOnOneHost_bothStayLoggedIn() {
    try (TestServer second = TestServer.startSetUp(directory.resolve("second"))) {
      Page other = context.newPage();
      logIn(context, second.url());
      other.navigate(second.url());
      assertThat(other.locator("tempo-dashboard")).isVisible();
      for (Page one : List.of(page, other, page)) {
        one.reload();
        assertThat(one.locator("tempo-dashboard")).isVisible();
      }
      other.close();
    }
  }

  @Test
  void tabsOfOneBrowser_shareTheSession_andItsEnd() {
    Page second = context.newPage();
    second.navigate(server.url() + "/jobs");
    assertThat(second.locator("tempo-jobs")).isVisible();
    choose("Your account", "Log out");
    assertThat(page.locator("tempo-gate")).isVisible();
    assertThat(page.locator("tempo-gate .notice")).hasCount(0);
    assertThat(second.locator("tempo-gate .notice")).containsText("not logged in any more");
    enter("admin");
    assertThat(page.locator("tempo-dashboard")).isVisible();
    assertThat(second.locator("tempo-jobs")).isVisible();
  }

  @Test
  void browserThatHasLostTheHalf_asksToLogIn_andSaysWhy() {
    page.evaluate("() => localStorage.removeItem('tempo.session')");
    page.reload();
    assertThat(page.locator("tempo-gate .notice")).containsText("half of your session");
    enter("admin");
    assertThat(page.locator("tempo-dashboard")).isVisible();
    page.reload();
    assertThat(page.locator("tempo-dashboard")).isVisible();
  }

  @Test
  void downloads_comeByATicket_thatIsUsedUp() {
    shellJob(server.admin(), "Exported", "echo x");
    page.navigate(server.url() + "/jobs");
    page.locator(".jobs .name").first().waitFor();
    String url = page.waitForDownload(() -> choose("Import and export", "Export all")).url();
    assertThat(url).contains("/api/export?ticket=");
    server.client().get(url.substring(server.url().length())).problem(401, "INVALID_TOKEN");
  }

  private void enter(String name) {
    page.locator("input[name=username]").fill(name);
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
  }

  private Page attackFrom(String name) {
    Page attack = context.newPage();
    attack.navigate(site.url(name));
    return attack;
  }

  private List<Object> args(String what) {
    return List.of(what, server.url());
  }

  /** The cookie of a session that is the attacker's own. */
  private String tossed() {
    server.as("mallory", Role.OPERATOR);
    String logIn = "{'username':'mallory','password':'" + TestServer.PASSWORD + "'}";
    String cookie = server.client().post("/api/auth/login", logIn).status(200).cookie();
    return cookie.substring(cookie.indexOf('=') + 1);
  }

  private String cookieName() {
    return "tempo_session_" + server.server().port();
  }

  /**
   * Waits until the browser has kept all that the page has set. It does so a little later and in
   * the order of the page, so a cookie that is set last tells; what came after a log-in would undo
   * that log-in's cookie.
   */
  private void awaitCookiesOf(Page attack) {
    String last = "last-" + UUID.randomUUID();
    attack.evaluate("last => { document.cookie = `${last}=1; path=/`; }", last);
    page.waitForCondition(
        () -> context.cookies().stream().anyMatch(cookie -> cookie.name.equals(last)));
  }

  private String sessionCookie() {
    return context.cookies(server.url()).stream()
        .filter(cookie -> cookie.name.equals(cookieName()) && cookie.path.equals("/"))
        .map((Cookie cookie) -> cookie.value)
        .findFirst()
        .orElse("");
  }
}
