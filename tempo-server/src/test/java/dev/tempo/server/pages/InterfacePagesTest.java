package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.tempo.server.ApiClient;
import dev.tempo.server.Await;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of scripts as people open and end them: real scripts, in a real browser. */
final class InterfacePagesTest extends BrowserTest {
  private static final String DIES =
      "import sys\nprint('reading the table')\nsys.exit('no such table')";

  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() throws IOException {
    int from;
    try (ServerSocket free = new ServerSocket(0)) {
      from = Math.min(free.getLocalPort(), 65_000);
    }
    server =
        TestServer.start(
            directory,
            builder ->
                builder
                    .setting("portRangeStart", Integer.toString(from))
                    .setting("portRangeEnd", Integer.toString(from + 40)));
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'%s'}".formatted(TestServer.PASSWORD))
        .status(201);
    admin = server.admin();
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {
    admin
        .get("/api/interfaces")
        .data("interfaces")
        .forEach(one -> admin.delete("/api/interfaces/" + one.path("sessionId").textValue()));
    Await.until("no page runs", () -> server.tempo().store().runs().running().isEmpty());
    server.close();
  }

  @Test
  void page_isOpenedFromItsJob_framed_listedAndStopped() {
    String id =
        admin
            .post("/api/jobs", "{'name':'Station notes','template':'web-page'}")
            .status(201)
            .data("id")
            .textValue();
    page.navigate(server.url() + "/jobs/" + id);
    Page tab = context.waitForPage(() -> page.locator("#open-page").click());
    Locator heading = tab.frameLocator("iframe").locator("h1");
    assertThat(heading).hasText("Tempo");
    assertThat(tab).hasURL(Pattern.compile("http://localhost:\\d+/\\.tempo/"));
    assertThat(tab).hasTitle("Tempo");
    tab.frameLocator("iframe").locator("input[name=note]").fill("first light");
    tab.frameLocator("iframe").locator("button").click();
    assertThat(tab.frameLocator("iframe").locator("pre")).containsText("first light");
    assertThat(directory.resolve("projects/_managed/admin/project_default/notes.txt"))
        .content()
        .contains("first light");
    pictureOf(tab, "interface-tab");

    page.navigate(server.url() + "/interfaces");
    Locator row = page.locator("tr[data-interface]");
    assertThat(row).hasCount(1);
    assertThat(row).containsText("Station notes");
    assertThat(row).hasAttribute("data-state", "ready");
    assertThat(row).containsText("1 tab");
    pictures("interfaces");
    row.locator("[data-stop]").click();
    page.locator("dialog .danger, dialog button.primary").last().click();
    assertThat(tab.locator("#state")).hasText("The script has ended. You may close this tab.");
    assertThat(row).hasCount(0);
    assertThat(page.locator(".interfaces")).containsText("No page is open");
    provoked("ERR_CONNECTION_REFUSED");
  }

  @Test
  void scriptThatDies_showsItsLogAndTheReasonInTheTab() {
    String content = new ObjectMapper().valueToTree(DIES).toString();
    String id =
        admin
            .send(
                "POST",
                "/api/jobs",
                ("{\"name\":\"Broken\",\"interface\":{\"preferredPort\":null,\"autoOpen\":true},"
                        + "\"task\":{\"kind\":\"python\",\"content\":%s}}")
                    .formatted(content),
                "application/json")
            .status(201)
            .data("id")
            .textValue();
    page.navigate(server.url() + "/jobs/" + id);
    Page tab = context.waitForPage(() -> page.locator("#open-page").click());
    assertThat(tab.locator("#state")).hasText("The script has failed.");
    assertThat(tab.locator("#error")).containsText("It exited with code 1");
    assertThat(tab.locator("#log")).containsText("reading the table");
    assertThat(tab.locator("#log")).containsText("no such table");
    assertThat(tab).hasTitle("Broken");
    pictureOf(tab, "interface-failed");
  }

  private static void pictureOf(Page tab, String name) {
    tab.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "pages", name + ".png")));
  }
}
