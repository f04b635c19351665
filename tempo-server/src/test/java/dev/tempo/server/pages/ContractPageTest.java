package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.tempo.ShutdownPolicy;
import dev.tempo.TempoBuilder;
import dev.tempo.server.ApiClient;
import dev.tempo.server.Await;
import dev.tempo.server.TestServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A script of somebody else's that was written for the seven arguments, as it is: dropped among the
 * groups of a server, and opened by whoever has just logged in. Its Flask is that of the system's
 * Python.
 */
final class ContractPageTest extends BrowserTest {
  private static final Path SCRIPT = Path.of("src/test/resources/webpages/contract");
  private static final String LOGO = "static/images/SIDEL.png";
  private static final String METADATA =
      "{\"station.py\": {\"display_name\": \"Station\", \"flask_port\": %d,"
          + " \"auto_open_interface\": true, \"required_level\": \"operator\"}}";

  /** Counts what somebody presses, on all pages of the window. */
  private static final String COUNT =
      "addEventListener('click', (event) => { if (event.isTrusted) { window.pressed?.(); } }, true)";

  private static final ShutdownPolicy LEAVE =
      ShutdownPolicy.DEFAULT.withScriptPolicy(ShutdownPolicy.ScriptPolicy.LEAVE);

  private int from;
  private TestServer server;
  private int clicks;
  private int unavailable = 2;

  @BeforeEach
  void start() throws Exception {
    boolean required = "required".equals(System.getenv("TEMPO_BROWSER_TESTS"));
    assumeTrue(required || WebPageProcess.has("flask"), "Skipped: there is no Flask");
    try (ServerSocket free = new ServerSocket(0)) {
      from = Math.min(free.getLocalPort(), 65_000);
    }
    Path group = directory.resolve("script_groups/lab");
    Files.createDirectories(group.resolve("templates"));
    Files.createDirectories(group.resolve(LOGO).getParent());
    Files.createDirectories(directory.resolve("config"));
    Files.copy(SCRIPT.resolve("station.py"), group.resolve("station.py"));
    Files.copy(SCRIPT.resolve("templates/index.html"), group.resolve("templates/index.html"));
    Files.createDirectories(group.resolve("scripts"));
    Files.writeString(group.resolve("scripts/script_metadata.json"), METADATA.formatted(from + 3));
    writeImage(group.resolve(LOGO), 30);
    writeImage(directory.resolve("config/logo.png"), 40);
    server = running();
  }

  private static void writeImage(Path file, int width) throws IOException {
    ImageIO.write(new BufferedImage(width, 20, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
  }

  private TestServer running() {
    return TestServer.start(
        directory,
        this::withSystemsPython,
        builder ->
            builder
                .setting("logoPath", "logo.png")
                .setting("portRangeStart", Integer.toString(from))
                .setting("portRangeEnd", Integer.toString(from + 40)));
  }

  private TempoBuilder withSystemsPython(TempoBuilder engine) {
    return engine
        .shutdown(LEAVE)
        .environment(Map.of("PATH", "/usr/bin:/bin", "HOME", directory.toString()));
  }

  @Override
  void stop() {
    ApiClient admin = server.admin();
    admin
        .get("/api/interfaces")
        .data("interfaces")
        .forEach(one -> admin.delete("/api/interfaces/" + one.path("sessionId").textValue()));
    Await.until("no page runs", () -> server.tempo().store().runs().running().isEmpty());
    server.close();
  }

  @Test
  void scriptOfTheContract_isOpenedInThreeClicks_showsWhatItGets_andOutlivesTheServer() {
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'%s'}".formatted(TestServer.PASSWORD))
        .status(201);
    ApiClient admin = server.admin();
    admin.put("/api/me/preferences", "{'language':'it','theme':'dark'}").status(200);
    admin.await("/api/groups", all -> all.toString().contains("\"lab\""));
    admin.await("/api/groups/lab/jobs", jobs -> jobs.toString().contains("\"autoOpen\":true"));
    openWindow(desk());
    context.exposeFunction("pressed", ignored -> ++clicks);
    context.addInitScript(COUNT);
    Page tab = openInThreeClicks();
    var script = tab.frameLocator("iframe");
    assertThat(script.locator("#project")).hasText("project_default");
    assertThat(script.locator("#theme")).hasText("dark");
    assertThat(script.locator("html")).hasAttribute("data-theme", "dark");
    assertThat(script.locator("#language")).hasText("it");
    assertThat(script.locator("#level")).hasText("admin");
    assertThat(script.locator("#project-id")).hasText(activeProject(admin));
    assertThat(width(tab, "#logo")).isEqualTo(30);
    assertThat(width(tab, "#host-logo")).isEqualTo(40);
    assertThat(clicks).isEqualTo(3);
    script.locator("#save").click();
    assertThat(script.locator("#station")).hasText("north");
    Path kept = directory.resolve("projects/lab/admin/project_default/config.json");
    assertThat(kept).content().contains("north");
    assertThat(admin.get("/api/admin/ports").data("ports").findValuesAsText("port"))
        .contains(Integer.toString(from + 3)); // that which it likes
    restartUnder(tab, kept);
  }

  private static String activeProject(ApiClient admin) {
    return admin.get("/api/projects/active").data("id").textValue();
  }

  private static Object width(Page tab, String image) {
    return tab.frames().getLast().evaluate("at => document.querySelector(at).naturalWidth", image);
  }

  /** From the form of the log-in to the script's page. */
  private Page openInThreeClicks() {
    page.navigate(server.url());
    page.locator("input[name=username]").fill("admin");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    page.locator(".group-card[data-group=lab]").click();
    return context.waitForPage(() -> page.locator("[data-job=station] [data-open]").click());
  }

  /** The server is another one, and the page goes on where it was. */
  private void restartUnder(Page tab, Path kept) {
    tab.route(
        "**/.tempo/lease*",
        route -> {
          if (unavailable-- > 0) {
            route.fulfill(new Route.FulfillOptions().setStatus(502)); // as a proxy does
          } else {
            route.resume();
          }
        });
    server.close();
    provoked("ERR_", "Failed to load resource");
    assertThat(tab.locator("#notice")).isVisible();
    server = running();
    assertThat(tab.locator("#notice")).isHidden();
    assertThat(unavailable).isNegative();
    var script = tab.frameLocator("iframe");
    script.locator("#station").evaluate("element => { element.textContent = 'gone'; }");
    script.locator("#save").click();
    assertThat(script.locator("#station")).hasText("north");
    assertThat(kept).content().contains("north");
    assertThat(List.of(tab.frames().getLast().url())).first().asString().contains("localhost");
  }
}
