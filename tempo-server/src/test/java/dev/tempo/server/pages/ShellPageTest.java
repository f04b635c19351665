package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the frame does for all pages: names what is shown, copies, and finds its way by keys. */
final class ShellPageTest extends BrowserTest {
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void open() {
    TestServer.startSetUp(directory).close();
    server = TestServer.start(directory, it -> it.allowedOrigins("http://" + LAN_NAME));
    admin = server.admin();
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void key_isCopied_whereTheBrowserOffersNoClipboard() {
    openWindow();
    page.navigate("http://" + LAN_NAME + ":" + server.server().port() + "/account");
    assertThat(page.evaluate("isSecureContext || 'clipboard' in navigator")).isEqualTo(false);
    page.locator("input[name=username]").fill("admin");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    newKey("For the LAN");
    String key = page.locator("[data-key]").textContent();
    button("Copy").click();
    assertThat(page.locator(".toast")).containsText("Copied");
    button("Close").click();
    page.locator("input[name=currentPassword]").focus();
    page.keyboard().press("Control+v");
    assertThat(page.locator("input[name=currentPassword]")).hasValue(key);

    requireKeysFitAPhone();
    page.evaluate("document.execCommand = () => false");
    newKey("By hand");
    String other = page.locator("[data-key]").textContent();
    button("Copy").click();
    assertThat(page.locator("dialog[open] textarea")).hasValue(other);
    assertThat(page.evaluate("getSelection().toString()")).isEqualTo(other);
    picture("copy-by-hand");
    provoked("Cross-Origin-Opener-Policy"); // of plain HTTP
  }

  private void requireKeysFitAPhone() {
    var size = page.viewportSize();
    page.setViewportSize(390, 800);
    assertThat(page.locator(".table.keys td[data-label]")).hasCount(3);
    assertThat(page.locator(".table.keys button").last()).isVisible();
    assertThat(
            page.evaluate(
                "(() => { const box = document.querySelector('tempo-keys .scroll');"
                    + " return box.scrollWidth <= box.clientWidth })()"))
        .isEqualTo(true);
    requireNoSidewaysScrolling();
    page.locator(".table.keys button").last().scrollIntoViewIfNeeded();
    picture("keys-phone");
    page.setViewportSize(size.width, size.height);
  }

  @Test
  void titles_headings_andFocus_sayWhereOneIs() {
    String job = shellJob(admin, "Dump 5", "echo no; exit 3");
    String run = ran(admin, job);
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/jobs");
    assertThat(page).hasTitle("Jobs – Tempo");
    requireOneHeading("Jobs");

    page.locator(".jobs .name", withText("Dump 5")).first().click();
    assertThat(page).hasTitle("Dump 5 – Tempo");
    assertThat(page.locator(".job-head h1")).isFocused();
    requireOneHeading("Dump 5");
    openTab("Script");
    assertThat(page).hasTitle("Script · Dump 5 – Tempo");

    page.navigate(server.url() + "/runs/" + run);
    assertThat(page).hasTitle("✕ Failed · Dump 5 – Tempo");
    assertThat(page.locator("link[rel=icon]"))
        .hasAttribute("href", Pattern.compile("^data:image/svg.*c62f2f.*"));
    page.evaluate("scrollTo(0, 50)");
    page.locator(".section-runs").click();
    assertThat(page).hasTitle("Runs – Tempo");
    assertThat(page.locator("link[rel=icon]")).hasAttribute("href", Pattern.compile("icon.svg$"));
    assertThat(heading("Runs")).isFocused();
    requireOneHeading("Runs");
    assertThat(page.evaluate("scrollY")).isEqualTo(0);
    for (String[] one :
        new String[][] {
          {"/", "Dashboard", "Dashboard"},
          {"/search", "Search", "Search"},
          {"/account", "Your account", "admin"},
          {"/admin", "Users · Admin", "Users · Admin"},
          {"/admin/audit", "Audit · Admin", "Audit · Admin"},
          {"/docs", "API", "API"},
          {"/jobs/0197a3a4-0000-7000-8000-000000000000", "Job", "Job"},
        }) {
      page.navigate(server.url() + one[0]);
      assertThat(page).hasTitle(Pattern.compile("^" + one[1] + ".* – Tempo$"));
      requireOneHeading(one[2]);
    }
    provoked("404");
  }

  private void newKey(String name) {
    page.locator("#new-key").click();
    page.locator("dialog[open] input[name=name]").fill(name);
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator("[data-key]")).isVisible();
  }

  private com.microsoft.playwright.Locator heading(String text) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1).setName(text));
  }

  private void requireOneHeading(String text) {
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .containsText(
            new String[] {text}, new LocatorAssertions.ContainsTextOptions().setIgnoreCase(false));
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }
}
