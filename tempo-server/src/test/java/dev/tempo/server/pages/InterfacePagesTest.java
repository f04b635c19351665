package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.ApiClient;
import dev.tempo.server.Await;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of scripts as people open and end them: real scripts, in a real browser. */
final class InterfacePagesTest extends BrowserTest {
  private static final List<Integer> WIDTHS = List.of(1440, 820, 390);

  private static final String DIES =
      """
      import os, sys, time
      print("reading the table", flush=True)
      while not os.path.exists("%s"):
          time.sleep(0.05)
      sys.exit("no such table")
      """;

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

    page.navigate(server.url() + "/");
    assertThat(page.locator("#open-pages li")).hasText(Pattern.compile("Station notes"));
    assertThat(page.locator("#state [data-fact=pages] a")).hasText("1");
    page.locator("#open-pages li a").click();
    assertThat(page).hasURL(Pattern.compile("/interfaces$"));
    Locator row = page.locator("tr[data-interface]");
    assertThat(row).hasCount(1);
    assertThat(row).containsText("Station notes");
    assertThat(row).hasAttribute("data-state", "ready");
    assertThat(row).containsText("1 tab");
    look("interfaces");
    page.navigate(server.url() + "/admin/ports");
    Locator ports = page.locator("tr[data-port]");
    assertThat(ports).hasCount(2);
    assertThat(page.locator("tempo-ports [role=status]")).containsText("2 of 41 ports");
    Locator script = page.locator("tr[data-use=script]");
    assertThat(script).containsText("Station notes");
    assertThat(script).containsText("admin");
    assertThat(script.locator(".mono")).hasText(Pattern.compile("\\d+"));
    look("admin-ports");
    script.locator("[data-stop]").click();
    page.locator("dialog .danger, dialog button.primary").last().click();
    assertThat(ports).hasCount(0);
    page.navigate(server.url() + "/interfaces");
    assertThat(tab.locator("#state")).hasText("The script has ended. You may close this tab.");
    assertThat(row).hasCount(0);
    assertThat(page.locator(".interfaces")).containsText("No page is open");
    provokedByAStop();
  }

  @Test
  void scriptThatDies_showsItsLogAndTheReasonInTheTab() throws IOException {
    Path mayDie = directory.resolve("may-die");
    String content = new ObjectMapper().valueToTree(DIES.formatted(mayDie)).toString();
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
    assertThat(tab.locator("#state")).containsText("The script is starting.");
    assertThat(tab.locator("#log")).containsText("reading the table");
    pictureOf(tab, "interface-waiting");
    Files.createFile(mayDie);
    assertThat(tab.locator("#state")).hasText("The script has failed.");
    assertThat(tab.locator("#error")).containsText("It exited with code 1");
    assertThat(tab.locator("#log")).containsText("reading the table");
    assertThat(tab.locator("#log")).containsText("no such table");
    assertThat(tab).hasTitle("Broken");
    pictureOf(tab, "interface-failed");
    page.navigate(server.url() + "/interfaces");
    Locator row = page.locator("tr[data-interface]");
    assertThat(row).hasAttribute("data-state", "failed");
    row.locator("[data-stop]").click();
    assertThat(row).hasCount(0);

    String run = admin.get("/api/runs?cause=interface").data("runs").get(0).path("id").textValue();
    admin.post("/api/runs/" + run + "/rerun").problem(409, "CONFLICT");
    page.navigate(server.url() + "/runs/" + run);
    assertThat(page.locator("#run-again")).hasCount(0);
    Page again = context.waitForPage(() -> page.locator("#open-page").click());
    assertThat(again.locator("#state")).hasText("The script has failed.");
  }

  /** No page is wider than its window; with -Dtempo.pictures=true pictures are kept to look at. */
  private void look(String name) {
    for (int width : WIDTHS) {
      page.setViewportSize(width, 900);
      requireNoSidewaysScrolling();
    }
    pictureOf(page, name);
    page.setViewportSize(1280, 760);
  }

  private static void pictureOf(Page tab, String name) {
    if (!PICTURES) {
      return;
    }
    for (int width : WIDTHS) {
      tab.setViewportSize(width, 900);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        String file = name + "-" + width + "-" + scheme + ".png";
        tab.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "pages", file)));
      }
    }
    tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }
}
