package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses the pages as people do. */
final class PagesTest extends BrowserTest {
  private TestServer server;

  @BeforeEach
  void open() {
    server = TestServer.start(directory);
    openWindow();
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void newcomer_setsUp_createsAJob_andSeesItRun() throws Exception {
    Path gate = directory.resolve("gate");
    page.navigate(server.url());
    setUp();
    assertThat(page.locator("tempo-jobs .empty").first()).containsText("No jobs yet");

    createJob("Nightly sum", "*/5 * * * *", waitingScript(gate));
    assertThat(page.locator(".jobs .name")).hasText("Nightly sum");
    assertThat(page.locator(".jobs small").first()).hasText("Every 5 minutes");

    page.locator("#run-now").click();
    assertThat(page.locator("[data-status]")).hasText("Running");
    assertThat(page.locator("tempo-log")).containsText("tick 2");
    Files.createFile(gate);
    assertThat(page.locator("[data-status]")).hasText("Success");
    assertThat(page.locator("tempo-log .stderr")).containsText("done");
    assertThat(page.locator("tempo-strip rect")).hasCount(1);
  }

  @Test
  void logIn_withWrongPassword_saysSo_andLogOutLeaves() {
    page.navigate(server.url());
    setUp();
    page.getByText("Log out").click();
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill("wrong password");
    page.locator("form button.primary").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("wrong");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator("#new-job")).isVisible();
  }

  @Test
  void badSchedule_isToldBeforeItIsSaved() {
    page.navigate(server.url());
    setUp();
    page.locator("#new-job").click();
    page.locator("input[name=expression]").fill("61 * * * *");
    page.locator("input[name=name]").fill("Bad");
    assertThat(page.locator("dialog .error")).containsText("0 to 59");
    complaints.removeIf(text -> text.contains("422"));
  }

  @Test
  void phone_showsListThenDetail_withoutScrollingSideways() {
    page.setViewportSize(360, 740);
    page.navigate(server.url());
    setUp();
    createJob("On the go", "", "print('hi')");
    assertThat(page.locator(".list")).isHidden();
    assertThat(page.locator(".detail h2")).hasText("On the go");
    page.locator(".back").click();
    assertThat(page.locator(".detail")).isHidden();
    assertThat(page.locator(".jobs .name")).isVisible();
    Object overflow =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) overflow).intValue()).isZero();
  }

  @Test
  void darkAndLight_bothShow() throws Exception {
    Path gate = directory.resolve("gate");
    page.navigate(server.url());
    setUp();
    createJob("Nightly sum", "0 3 * * *", waitingScript(gate));
    page.locator("#run-now").click();
    assertThat(page.locator("tempo-log")).containsText("tick 2");
    String light = ground(ColorScheme.LIGHT);
    picture("light");
    String dark = ground(ColorScheme.DARK);
    picture("dark");
    assertThat(light).isNotEqualTo(dark);
    page.getByLabel("Switch between light and dark").click();
    assertThat(ground(ColorScheme.DARK)).isEqualTo(light);
    Files.createFile(gate);
    assertThat(page.locator("[data-status]")).hasText("Success");
  }

  private String ground(ColorScheme scheme) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor").toString();
  }

  private void setUp() {
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator("#new-job")).isVisible();
  }

  private void createJob(String name, String expression, String script) {
    page.locator("#new-job").click();
    page.locator("input[name=name]").fill(name);
    page.locator("input[name=expression]").fill(expression);
    page.locator("textarea[name=content]").fill(script);
    page.locator("dialog button.primary").click();
    assertThat(page.locator("dialog")).isHidden();
  }

  private static String waitingScript(Path gate) {
    return """
    import os, sys, time
    for i in range(3):
        print("tick", i, flush=True)
    while not os.path.exists("%s"):
        time.sleep(0.02)
    print("done", file=sys.stderr)
    """
        .formatted(gate);
  }
}
