package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.LoadState;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The palette, the administration's settings and audit, the log-in, and forced colours. */
final class ShellToolsPageTest extends BrowserTest {
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void open() {
    server = TestServer.start(directory, it -> it.setting("sessionHours", "9"));
    openWindow();
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void logIn_saysWhoseItIs_andTheRulesBeforeTheyAreMissed() {
    page.navigate(server.url());
    assertThat(page.locator(".gate-brand")).containsText("Tempo");
    Locator password = page.locator("input[name=password]");
    assertThat(page.locator("tempo-password")).containsText("At least 8 characters");
    page.locator("input[name=username]").fill("admin");
    password.fill("short");
    assertThat(page.locator("tempo-password")).not().containsText("✓");
    password.fill(TestServer.PASSWORD);
    assertThat(page.locator("tempo-password")).containsText("✓");
    page.locator("tempo-password button", text("Show")).click();
    assertThat(password).hasAttribute("type", "text");
    page.locator("tempo-password button", text("Hide")).click();
    assertThat(password).hasAttribute("type", "password");
    password.dispatchEvent("keydown", java.util.Map.of("key", "A", "modifierCapsLock", true));
    assertThat(page.locator("tempo-password")).containsText("Caps Lock is on");
    pictures("gate");
    assertThat(Axe.serious(page)).isEmpty();
    page.locator("form button.primary").click();
    assertThat(page.locator("tempo-dashboard")).isVisible();
  }

  /** The field of what has just closed keeps the focus until the browser draws its next frame. */
  @Test
  void shortcut_isHeard_atOnceAfterThePaletteClosed() {
    setUp();
    logIn(context, server.url());
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator("#new-job").first()).isVisible();
    page.keyboard().press("Control+k");
    assertThat(page.locator(".palette input")).isFocused();
    page.evaluate(
        """
        () => ['Escape', '?'].forEach((key) =>
          document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))
        """);
    assertThat(page.locator("dialog[open] .keys-list")).isVisible();
  }

  @Test
  void palette_doesEverything_byKeysAlone() {
    setUp();
    String job = shellJob(admin, "Nightly dump", "echo dumped");
    shellJob(admin, "Dump of logs", "true");
    String folder = admin.post("/api/folders", "{'name':'Ärzte'}").status(201).data("id").asText();
    admin.put("/api/jobs/" + job, "{'folderId':'%s'}".formatted(folder)).status(200);
    admin
        .put(
            "/api/me/filters",
            "{'filters':[{'name':'What failed','page':'runs','query':'status=failure'}]}")
        .status(200);
    logIn(context, server.url());
    page.navigate(server.url() + "/jobs/" + job);
    assertThat(page.locator(".job-head h1")).containsText("Nightly dump");
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator(".jobs .name")).hasCount(2);

    page.keyboard().press("Control+k");
    assertThat(options().first()).containsText("Nightly dump Ärzte"); // looked at last
    typed("run night", "Run Nightly dump");
    assertThat(page.locator("tempo-log")).containsText("dumped");
    for (String[] one :
        new String[][] {
          {"what fai", "What failed", "/runs\\?status=failure$"},
          {"backups", "Backups", "/admin/backups$"},
          {"trusted prox", "Trusted proxies", "/admin/settings\\?q=trustedProxies$"},
          {"TEMPO_PORT", "Port", "/admin/settings\\?q=port$"},
          {"go dash", "Go to Dashboard", "/$"},
          {"dump of", "Dump of logs", "/jobs/[0-9a-f-]+$"},
          {"nightly", "Nightly dump", "/(jobs|runs)/[0-9a-f-]+$"},
        }) {
      page.keyboard().press("Control+k");
      typed(one[0], one[1]);
      assertThat(page).hasURL(Pattern.compile(one[2]));
    }
    page.keyboard().press("Control+k");
    typed("shortcut", "Keyboard shortcuts");
    assertThat(page.locator("dialog[open]")).containsText("Keyboard shortcuts");
    page.keyboard().press("Escape");
    page.keyboard().press("Control+k");
    page.keyboard().type("dump");
    assertThat(options().nth(2)).isVisible();
    assertThat(option("Job", "Nightly dump").locator("small")).hasText("Ärzte");
    assertThat(option("Job", "Dump of logs").locator("small")).hasCount(0);
    pictures("palette");
    assertThat(Axe.serious(page)).isEmpty();
    assertThat(typedRightAfterItWasClosedAndOpened("logs")).isEqualTo("logs");
  }

  /** The browser tells that a dialog was closed later than it closes it. */
  private Object typedRightAfterItWasClosedAndOpened(String text) {
    return page.evaluate(
        """
        async text => {
          const palette = document.querySelector('tempo-palette');
          const dialog = palette.querySelector('dialog');
          const told = new Promise(resolve => dialog.addEventListener('close', resolve, { once: true }));
          dialog.close();
          palette.open();
          const field = palette.querySelector('input');
          field.value = text;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          await told;
          await palette.updateComplete;
          return field.value;
        }""",
        text);
  }

  @Test
  void settings_haveGroupsNamesAndOrigins_areFoundResetAndCheckedAtTheField() {
    setUp();
    logIn(context, server.url());
    page.navigate(server.url() + "/admin/settings");
    assertThat(setting("productName")).containsText("Product name");
    assertThat(setting("productName")).containsText("Default");
    assertThat(setting("sessionHours")).containsText("fixed outside");
    assertThat(setting("host").locator(".tag", has("needs a restart"))).isVisible();
    assertThat(page.locator("[data-group=looks] [data-setting=productName]")).isVisible();
    assertThat(Axe.serious(page)).isEmpty();
    pictures("server-settings");

    page.locator(".settings-bar input[type=search]").fill("backup");
    assertThat(setting("backupMaxSize")).isVisible();
    assertThat(setting("productName")).hasCount(0);
    assertThat(page).hasURL(Pattern.compile("q=backup"));
    fill("backupMaxSize", "0");
    page.locator("#save-server").click();
    assertThat(setting("backupMaxSize").getByRole(AriaRole.ALERT)).containsText("from 1");
    assertThat(page.locator("#setting-backupMaxSize")).isFocused();
    provoked("422");
    fill("backupMaxSize", "12");
    page.locator("#save-server").click();
    assertThat(setting("backupMaxSize")).containsText("Saved on this page");
    setting("backupMaxSize").locator("button", has("Reset")).click();
    assertThat(page.locator("#setting-backupMaxSize")).hasValue("10");
    page.locator("#save-server").click();
    assertThat(setting("backupMaxSize")).containsText("Default");
  }

  @Test
  void audit_isInWords_andLinksWhatIsStillThere() {
    setUp();
    String kept = shellJob(admin, "Kept", "true");
    String gone = admin.post("/api/jobs", "{'name':'Gone'}").data("id").textValue();
    admin.delete("/api/jobs/" + gone).status(200);
    admin.post("/api/jobs/bulk", "{'action':'disable','ids':['%s']}".formatted(kept)).status(200);
    logIn(context, server.url());
    page.navigate(server.url() + "/admin/audit");
    assertThat(page.locator("tr[data-action=bulkJobs]"))
        .containsText("admin changed jobs: 1 job is disabled");
    Locator deleted = page.locator("tr[data-action=deleteJob]");
    assertThat(deleted).containsText("admin deleted the job Gone");
    assertThat(deleted.locator("a[href*='/jobs/']")).hasCount(0);
    assertThat(deleted).containsText("127.0.0.1");
    Locator created = page.locator("tr[data-action=createJob]", text("Kept"));
    assertThat(created.locator("a[href$='/jobs/" + kept + "']")).hasText("Kept");
    assertThat(Axe.serious(page)).isEmpty();
    pictures("audit");
    deleted.locator("a", has("admin")).click();
    assertThat(page).hasURL(Pattern.compile("user=admin"));
  }

  @Test
  void forcedColours_leaveEverythingUsable() {
    setUp();
    String job = shellJob(admin, "Seen by all", "echo one; exit 3");
    ran(admin, job);
    logIn(context, server.url());
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(
          new Page.EmulateMediaOptions()
              .setForcedColors(ForcedColors.ACTIVE)
              .setColorScheme(scheme));
      if (PICTURES || IN_FULL) {
        picturesInForcedColours(job, "forced-" + scheme.name().toLowerCase(Locale.ROOT));
      }
      page.navigate(server.url() + "/runs");
      assertThat(page.locator("tempo-run-table tbody tr")).hasCount(1);
      assertThat(
              page.evaluate(
                  """
                  () => {
                    const ground = (selector, pseudo) => getComputedStyle(document.querySelector(selector), pseudo).backgroundColor;
                    return ground('.sections a[aria-current]') !== ground('.sections a:not([aria-current])');
                  }"""))
          .as("The section that one is in can be told")
          .isEqualTo(true);
    }
  }

  private void picturesInForcedColours(String job, String name) {
    for (String path : List.of("/", "/jobs", "/jobs/" + job, "/runs", "/admin/settings")) {
      page.navigate(server.url() + path);
      assertThat(page.locator("#content > :not(.page-title)")).not().isEmpty();
      page.waitForLoadState(LoadState.NETWORKIDLE);
      picture(name + path.replace(job, "id").replace('/', '-'));
    }
  }

  private void setUp() {
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    admin = server.admin();
  }

  /** Types, waits until what is wanted stands first, and does it. */
  private void typed(String text, String title) {
    page.keyboard().type(text);
    assertThat(options().first()).containsText(title);
    page.keyboard().press("Enter");
    assertThat(page.locator("dialog.palette[open]")).hasCount(0);
  }

  private Locator option(String section, String title) {
    return options()
        .filter(new Locator.FilterOptions().setHas(page.locator("text=/^" + section + "$/")))
        .filter(new Locator.FilterOptions().setHasText(title));
  }

  private Locator options() {
    return page.locator(".palette [role=option]");
  }

  private Locator setting(String name) {
    return page.locator("[data-setting=" + name + "]");
  }

  private void fill(String name, String value) {
    page.locator("#setting-" + name).fill(value);
    page.locator("#setting-" + name).press("Tab");
  }

  private static Page.LocatorOptions text(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static Locator.LocatorOptions has(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }
}
