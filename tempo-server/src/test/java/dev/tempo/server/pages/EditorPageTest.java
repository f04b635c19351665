package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The editor of scripts: what is on the screen is what runs, and nothing typed is ever lost. */
final class EditorPageTest extends BrowserTest {
  private static final String LIVE = "print(\"live\")\n";
  private static final String BROKEN = "print('first')\nprint('second'\n";

  @TempDir static Path home;
  private static TestServer server;
  private static ApiClient admin;
  private static int jobs;

  @BeforeAll
  static void begin() {
    server = TestServer.startSetUp(home);
    admin = server.admin();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void open() {
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {
    // The server is that of all tests.
  }

  @Test
  void run_executesWhatIsOnTheScreen_howeverSoonItIsPressed() {
    String id = shellJob("echo before");
    for (int round = 1; round <= 4; round++) {
      openScript(id);
      paste("echo round-" + round);
      runBy(round);
      assertThat(page.locator("tempo-log-view")).containsText("round-" + round);
    }
    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    paste("echo twice");
    page.locator("#run-now").dblclick();
    assertThat(page.locator("tempo-log-view")).containsText("twice");
    assertThat(runs(id)).isEqualTo(5);
  }

  /** By the button, from another tab of the page, by the key, and by the palette. */
  private void runBy(int way) {
    switch (way) {
      case 1 -> page.locator("#run-now").click();
      case 2 -> {
        openTab("Overview");
        page.locator("#run-now").click();
      }
      case 3 -> {
        page.locator(".tabs a[aria-current]").focus();
        page.keyboard().press("r");
      }
      default -> {
        page.keyboard().press("Control+k");
        page.locator(".palette input").fill("Run this job now");
        assertThat(page.locator(".palette [role=option]")).hasCount(2); // and a search in logs
        page.keyboard().press("Enter");
      }
    }
  }

  @Test
  void run_waitsForASaveThatIsOnItsWay_andSavesWhatWasTypedMeanwhile() {
    String id = shellJob("echo before");
    List<Route> held = new ArrayList<>();
    page.route("**/auto-save", held::add);
    openScript(id);
    paste("echo one");
    page.waitForCondition(() -> held.size() == 1);
    paste("echo two");
    page.locator("#run-now").click();
    held.getFirst().resume();
    page.waitForCondition(() -> held.size() == 2);
    assertThat(runs(id)).isZero();
    held.get(1).resume();
    assertThat(page.locator("tempo-log-view")).containsText("two");
  }

  @Test
  void run_inAnotherTabOfTheBrowser_savesWhatIsTypedHereFirst() {
    String id = shellJob("echo before");
    openScript(id);
    Page second = context.newPage();
    second.navigate(server.url() + "/jobs/" + id);
    assertThat(second.locator("#run-now")).isVisible();
    page.bringToFront();
    paste("echo from the first tab");
    second.locator("#run-now").click();
    assertThat(second.locator("tempo-log-view")).containsText("from the first tab");
  }

  @Test
  void autoSave_saysHowItIsInOnePlace_andShowsNoToast() {
    String id = shellJob("echo before");
    openScript(id);
    paste("echo after");
    assertThat(save()).hasText("Saved");
    assertThat(save()).hasAttribute("aria-live", "polite");
    assertThat(page.locator(".toast")).hasCount(0);
    page.route("**/api/jobs/*/auto-save", Route::abort);
    page.route("**/api/jobs/*/draft", Route::abort);
    paste("echo away");
    assertThat(save()).containsText("Not saved – The server does not answer.");
    assertThat(page.locator(".toast")).hasCount(0);
    page.unroute("**/api/jobs/*/auto-save");
    page.unroute("**/api/jobs/*/draft");
    assertThat(save()).hasText("Saved");
    assertThat(content(id)).isEqualTo("echo after".replace("after", "away"));
    provoked("ERR_FAILED");
  }

  @Test
  void mistake_keepsTheTextAsADraft_overTabsPagesReloadsAndBrowsers_untilItIsMended() {
    String id = pythonJob();
    openScript(id);
    paste(BROKEN);
    requireDraft();
    assertThat(content(id)).isEqualTo(LIVE);

    openTab("Overview");
    openTab("Script");
    requireDraft();
    page.locator(".section-runs").click();
    assertThat(page).hasURL(Pattern.compile(".*/runs"));
    page.goBack();
    requireDraft();
    page.reload();
    requireDraft();
    assertThat(page.locator(".notice.draft")).containsText("This is your draft");
    pictures("draft");
    Page other = anotherBrowser(server.url());
    other.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(other.locator(".cm-content")).containsText("second");
    assertThat(other.locator(".save")).hasText("Draft, not live until line 2 is fixed");
    other.close();

    page.locator(".script-bar button:text-is('Compare with the live script')").click();
    assertThat(page.locator("dialog[open] .diff .removed")).containsText("live");
    assertThat(page.locator("dialog[open] .diff .added").last()).containsText("second");
    page.keyboard().press("Escape");
    paste("print('mended')\n");
    assertThat(save()).hasText("Saved");
    assertThat(page.locator(".notice.draft")).hasCount(0);
    assertThat(admin.get("/api/jobs/" + id).data("hasDraft").booleanValue()).isFalse();
    assertThat(content(id)).isEqualTo("print('mended')\n");
  }

  @Test
  void run_ofWhatCannotBeSaved_saysWhy_andOffersTheSavedVersion() {
    String id = pythonJob();
    openScript(id);
    paste(BROKEN);
    page.locator("#run-now").click();
    Locator dialog = page.locator("dialog[open]");
    assertThat(dialog).containsText("Line 2:");
    picture("run-not-saved");
    dialog.locator("button:text-is('Stay here')").click();
    requireDraft();
    assertThat(runs(id)).isZero();
    page.locator("#run-now").click();
    dialog.locator("button:text-is('Run the saved version 1')").click();
    assertThat(page.locator("tempo-log-view")).containsText("live");
    page.goBack();
    requireDraft();
    page.locator(".script-bar button:text-is('Discard draft')").click();
    assertThat(page.locator(".cm-content")).containsText("live");
    assertThat(save()).hasText("Saved");
    admin.get("/api/jobs/" + id + "/draft").status(404);
    provoked("422");
  }

  @Test
  void textThatIsTooLong_staysInThisBrowser_andTheReasonIsASentence() {
    String id = shellJob("echo before");
    openScript(id);
    paste("# " + "x".repeat(1_000_100) + "\necho end");
    assertThat(save())
        .hasText(
            "Not saved – The script must have at most 1000000 characters. What you typed is kept"
                + " in this browser.");
    page.locator("#run-now").click();
    assertThat(page.locator("dialog[open]")).containsText("The script must have at most");
    page.keyboard().press("Escape");
    page.locator(".section-jobs").click();
    page.goBack();
    assertThat(page.locator(".cm-content")).containsText("echo end");
    assertThat(content(id)).isEqualTo("echo before");
    provoked("422");
  }

  @Test
  void draft_ofAScriptThatWasChangedSince_saysSo_andOverwritesNothing() {
    String id = pythonJob();
    long version = admin.get("/api/jobs/" + id).data("version").longValue();
    admin.put("/api/jobs/" + id, "{'task':{'content':'print(1)'}}").status(200);
    String draft = "{'content':'print(2)','baseVersion':" + version + "}";
    admin.put("/api/jobs/" + id + "/draft", draft).status(200);
    openScript(id);
    assertThat(page.locator(".notice.draft")).containsText("The live script was changed since");
    assertThat(page.locator(".cm-content")).containsText("print(2)");
    page.locator(".script-bar button:text-is('Save')").click();
    assertThat(page.locator("dialog[open] h2")).hasText("Somebody else has changed this script");
    page.locator("dialog[open] button:text-is('Keep mine')").click();
    assertThat(save()).hasText("Saved");
    assertThat(content(id)).isEqualTo("print(2)");
    provoked("409");
  }

  @Test
  void jobWithoutAutoSave_keepsADraft_thatGoesLiveWhenItIsSavedOrRun() {
    String id = shellJob("echo before");
    admin.put("/api/jobs/" + id, "{'autoSave':false}").status(200);
    openScript(id);
    paste("echo by hand");
    assertThat(save()).hasText("Draft, not live until it is saved");
    page.reload();
    assertThat(page.locator(".cm-content")).hasText("echo by hand");
    assertThat(content(id)).isEqualTo("echo before");
    page.locator("#run-now").click();
    assertThat(page.locator("tempo-log-view")).containsText("by hand");
    assertThat(content(id)).isEqualTo("echo by hand");
    assertThat(admin.get("/api/jobs/" + id).data("hasDraft").booleanValue()).isFalse();
  }

  @Test
  void endedSession_orAServerThatIsAway_losesNothing() {
    String id = shellJob("echo before");
    openScript(id);
    context.clearCookies();
    paste("echo after the end");
    assertThat(page.locator("input[name=password]")).isVisible();
    if (page.locator("input[name=username]").isEditable()) {
      page.locator("input[name=username]").fill("admin");
    }
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("input[name=password]").press("Enter");
    assertThat(page.locator(".cm-content")).hasText("echo after the end");
    assertThat(save()).hasText(Pattern.compile("Saved|Draft.*"));

    paste("echo settled");
    assertThat(save()).hasText("Saved");
    context.setOffline(true);
    paste("echo without a server");
    assertThat(save()).containsText("kept in this browser");
    page.close();
    context.setOffline(false);
    page = context.newPage();
    openScript(id);
    assertThat(page.locator(".cm-content")).hasText("echo without a server");
    assertThat(page.locator(".notice.draft")).isVisible();
    page.locator(".script-bar button:text-is('Save')").click();
    assertThat(save()).hasText("Saved");
    assertThat(content(id)).isEqualTo("echo without a server");
    provoked("ERR_INTERNET_DISCONNECTED");
  }

  @Test
  void tryIt_runsWhatIsOnTheScreen_underTheEditor_andSavesNothing() {
    String id = shellJob("echo before");
    admin.put("/api/jobs/" + id, "{'autoSave':false}").status(200);
    admin.post("/api/jobs/" + id + "/disable").status(200);
    openScript(id);
    paste("echo tried; sleep 60");
    page.locator("#try-script").click();
    Locator panel = page.locator(".try");
    assertThat(panel.locator("tempo-log-view")).containsText("tried");
    assertThat(panel.locator("[data-status=running]")).isVisible();
    panel.locator("button:text-is('Cancel')").click();
    assertThat(panel.locator("[data-status=cancelled]")).isVisible();
    paste("echo again");
    page.locator("#try-script").click();
    assertThat(panel.locator("[data-status=success]")).isVisible();
    assertThat(panel.locator("tempo-log-view")).containsText("again");
    assertThat(page).hasURL(Pattern.compile(".*tab=script"));
    assertThat(content(id)).isEqualTo("echo before");
    assertThat(admin.get("/api/jobs/" + id).data("runCount").intValue()).isZero();
    pictures("try");
    panel.locator("a:text-is('Open its run')").click();
    assertThat(page.locator(".run-head")).containsText("Unsaved script");
    page.locator("button:text-is('Unsaved script')").click();
    assertThat(page.locator("dialog[open] .diff .added")).containsText("again");
    assertThat(page.locator("dialog[open] .diff .removed")).containsText("before");
    picture("tried-run");
    page.navigate(server.url() + "/runs");
    assertThat(page.locator("tempo-run-table .tag.unsaved"))
        .hasText(new String[] {"Unsaved script", "Unsaved script"});
    pictures("runs-tried");
  }

  @Test
  void windowsLineEnds_areKept_whateverIsTyped_andTheSettingsOfferToMendThem() {
    for (boolean autoSave : List.of(true, false)) {
      jobs += 1;
      String content = "cat <<E\\r\\none\\r\\nE\\r\\necho plain\\n";
      String task = "'task':{'kind':'shell','content':'" + content + "','lineEnds':'keep'}";
      String body = "{'name':'Edited " + jobs + "','autoSave':" + autoSave + "," + task + "}";
      String id = admin.post("/api/jobs", body).status(201).data("id").textValue();
      openScript(id);
      page.locator(".cm-line").nth(1).click();
      page.keyboard().press("End");
      page.keyboard().type("+");
      page.keyboard().press("Control+s");
      assertThat(save()).hasText("Saved");
      assertThat(content(id)).isEqualTo("cat <<E\r\none+\r\nE\r\necho plain\n");
      openTab("Settings");
      Locator ends = page.locator("select[name=lineEnds]");
      assertThat(ends.locator("option:checked")).hasText("As they are: some end with CR LF");
      if (!autoSave) {
        ends.selectOption("LF");
        page.locator("#save-settings").click();
        assertThat(ends).hasCount(0);
        assertThat(content(id)).isEqualTo("cat <<E\none+\nE\necho plain\n");
      }
    }
  }

  private void requireDraft() {
    assertThat(page.locator(".cm-content")).containsText("second");
    assertThat(save()).hasText("Draft, not live until line 2 is fixed");
  }

  private Locator save() {
    return page.locator(".save");
  }

  private void openScript(String id) {
    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(page.locator("tempo-editor .cm-content")).isVisible();
  }

  private static String content(String id) {
    return admin.get("/api/jobs/" + id).data("task").path("content").textValue();
  }

  private static int runs(String id) {
    return admin.get("/api/jobs/" + id + "/runs").data("runs").size();
  }

  private static String shellJob(String script) {
    jobs += 1;
    return shellJob(admin, "Edited " + jobs, script);
  }

  private static String pythonJob() {
    jobs += 1;
    String task = "'task':{'kind':'python','content':'print(\\\"live\\\")\\n'}";
    String job = "{'name':'Edited " + jobs + "'," + task + "}";
    return admin.post("/api/jobs", job).status(201).data("id").textValue();
  }
}
