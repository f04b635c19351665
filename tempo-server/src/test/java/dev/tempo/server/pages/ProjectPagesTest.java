package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects in a browser: real files, which others change while one looks. */
final class ProjectPagesTest extends BrowserTest {
  private static final String DROP =
      """
      ([zone, name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        for (const type of ['dragenter', 'dragover', 'drop']) {
          document.querySelector(zone)
            .dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
      }
      """;

  @TempDir private static Path data;
  private static TestServer server;
  private static ApiClient admin;

  private final List<String> found = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(data);
    admin = server.admin();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {
    assertThat(found).as("What axe-core finds serious").isEmpty();
  }

  private Locator row(String path) {
    return page.locator(".files tr[data-path='" + path + "']");
  }

  private Locator dialog() {
    return page.locator("dialog[open]");
  }

  private static String project(String name) {
    return admin
        .post("/api/projects", "{'name':'" + name + "'}")
        .status(201)
        .data("id")
        .textValue();
  }

  private static String write(String project, String path, String content) {
    return admin
        .send("PUT", "/api/projects/" + project + "/files/" + path, content, "text/plain")
        .data("etag")
        .textValue();
  }

  /**
   * At each width; on a desk in light and in what depends on colours, in dark, on a phone in light.
   * All in all with {@code -Plong}; pictures where these are wanted.
   */
  private void look(String name) {
    for (int width : new int[] {1440, 820, 390}) {
      page.setViewportSize(width, width == 390 ? 844 : 1000);
      requireNoSidewaysScrolling();
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        if (width != 820) {
          seriousAt(width, scheme).forEach(one -> found.add(name + ": " + one));
        }
        if (Boolean.getBoolean("tempo.pictures")) {
          picture(name + "-" + width + "-" + scheme);
        }
      }
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(1280, 760);
  }

  private List<String> seriousAt(int width, ColorScheme scheme) {
    if (IN_FULL || scheme == ColorScheme.LIGHT) {
      return Axe.serious(page);
    }
    return width == 1440 ? Axe.seriousColors(page) : List.of();
  }

  @Test
  void projects_areMadeChosenRenamedAndDeleted() {
    provoked("409");
    page.navigate(server.url() + "/projects");
    Locator inBar = page.locator("header.bar .project");
    assertThat(inBar).containsText("project_default");
    button("New project").click();
    dialog().locator("[name=name]").fill("project_default");
    dialog().locator("button.primary").click();
    assertThat(dialog().locator("[role=alert]")).containsText("already");
    dialog().locator("[name=name]").fill("Spring 2026");
    dialog().locator("[name=description]").fill("Measurements of the spring");
    dialog().locator("button.primary").click();
    Locator spring = page.locator("[data-project='spring-2026']");
    assertThat(spring).containsText("Measurements of the spring");
    look("projects");

    page.keyboard().press("c");
    page.keyboard().press("p");
    assertThat(dialog().locator("[aria-current=true]")).hasText("project_default✓");
    look("projects-choose");
    dialog().locator("[data-project='spring-2026']").press("Enter");
    assertThat(inBar).containsText("Spring 2026");
    assertThat(spring).containsText("Active");
    page.reload();
    assertThat(inBar).containsText("Spring 2026");

    choose("Actions for Spring 2026", "Edit…");
    dialog().locator("[name=name]").fill("Summer");
    dialog().locator("button.primary").click();
    assertThat(inBar).containsText("Summer");
    choose("Actions for Summer", "Delete");
    dialog().locator("button.danger").click();
    assertThat(page.locator("[data-project='summer']")).hasCount(0);
    assertThat(inBar).containsText("project_default");
    page.setViewportSize(390, 844);
    inBar.click();
    dialog().locator("a.button").click();
    assertThat(page).hasURL(server.url() + "/projects");
  }

  @Test
  void files_areShownChangedAndDeleted_andNobodysChangesAreLost() {
    provoked("412", "422");
    String project = project("Files");
    write(project, "out/heat.json", "{\"a\": 1}\n");
    write(project, "picture.bin", "\u0000\u0001");
    page.navigate(server.url() + "/projects/" + project);
    assertThat(page.locator(".page-head h1")).hasText("Files");
    row("out").locator("a").click();
    row("out/heat.json").locator("a").click();
    Locator text = page.locator("tempo-project-file textarea");
    assertThat(text).hasValue("{\"a\": 1}\n");
    text.fill("{\n  \"a\": ]\n}");
    page.keyboard().press("Control+s");
    assertThat(page.locator("#file-problem")).containsText("line 2, column");
    text.fill("{\"a\": 2}");
    look("project-files");
    String theirs = write(project, "out/heat.json", "{\"a\": 3}");
    assertThat(theirs).isNotEmpty();
    page.locator("#save-file").click();
    assertThat(page.locator(".file .notice")).containsText("changed the file since");
    look("project-conflict");
    page.locator("#take-theirs").click();
    assertThat(text).hasValue("{\"a\": 3}");
    text.fill("{\"a\": 4}");
    write(project, "out/heat.json", "{\"a\": 5}");
    page.locator("#save-file").click();
    page.locator("#keep-mine").click();
    assertThat(page.locator(".file .notice")).hasCount(0);
    assertThat(page.locator(".toast.is-good")).containsText("is saved");
    assertThat(read(project, "out/heat.json")).isEqualTo("{\"a\": 4}");
    page.locator("#close-file").click();
    assertThat(text).hasCount(0);

    page.keyboard().press("n");
    dialog().locator("input").fill("notes/new.txt");
    dialog().locator("button.primary").click();
    text.fill("first");
    page.locator("#save-file").click();
    assertThat(row("out/notes")).isVisible();
    assertThat(read(project, "out/notes/new.txt")).isEqualTo("first");
    text.fill("second");
    page.locator("#save-file").click();
    page.waitForCondition(() -> read(project, "out/notes/new.txt").equals("second"));
    row("out/heat.json").locator("button.danger").click();
    dialog().locator("button.danger").click();
    assertThat(row("out/heat.json")).hasCount(0);
    page.getByText("↑ Up").click();
    row("picture.bin").locator("a").click();
    assertThat(page.locator("tempo-project-file")).containsText("This is not text");
  }

  private static String read(String project, String path) {
    return admin.get("/api/projects/" + project + "/files/" + path).status(200).body();
  }

  @Test
  void files_areDroppedUploadedAndDownloaded() throws IOException {
    provoked("409");
    String project = project("Uploads");
    page.navigate(server.url() + "/projects/" + project);
    assertThat(page.locator(".files .state")).containsText("no files here");
    look("project-empty");
    page.evaluate(DROP, List.of("section.files", "dropped.txt", "by hand"));
    assertThat(row("dropped.txt")).isVisible();
    assertThat(read(project, "dropped.txt")).isEqualTo("by hand");
    page.locator("#upload")
        .setInputFiles(new FilePayload[] {file("dropped.txt", "anew"), file("ünd e.txt", "more")});
    dialog().locator("button.danger").click();
    assertThat(row("ünd e.txt")).isVisible();
    assertThat(page.locator(".uploads")).hasCount(0);
    assertThat(read(project, "dropped.txt")).isEqualTo("anew");
    Download one = page.waitForDownload(() -> row("ünd e.txt").locator("button").first().click());
    assertThat(Files.readString(one.path())).isEqualTo("more");
    Download all = page.waitForDownload(() -> button("Download as ZIP").click());
    assertThat(all.suggestedFilename()).isEqualTo("uploads.zip");
    try (ZipFile zip = new ZipFile(all.path().toFile())) {
      assertThat(zip.stream().map(Object::toString)).contains("dropped.txt", "ünd e.txt");
    }
    admin.put("/api/settings", "{'projectQuotaMb':1}").status(200);
    try {
      page.locator("#upload").setInputFiles(file("large", "x".repeat(1_000_000)));
      assertThat(page.locator(".usage .warn")).containsText("Little room");
      look("project-nearly-full");
      page.locator("#upload").setInputFiles(file("larger", "x".repeat(200_000)));
      assertThat(page.locator(".uploads [role=alert]")).containsText("MiB");
      page.locator(".uploads button").click();
      assertThat(page.locator(".uploads")).hasCount(0);
    } finally {
      admin.put("/api/settings", "{'projectQuotaMb':1024}").status(200);
    }
  }

  private static FilePayload file(String name, String content) {
    return new FilePayload(name, "text/plain", content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void run_showsWhatItMade_whichIsOpenedInItsProject() {
    String project = project("Made");
    String job =
        shellJob(admin, "Makes", "mkdir $TEMPO_DATA_DIR/out; echo 1 > $TEMPO_DATA_DIR/out/a.txt");
    String run =
        admin
            .post("/api/jobs/" + job + "/run", "{'projectId':'" + project + "'}")
            .status(202)
            .data("runId")
            .textValue();
    page.navigate(server.url() + "/runs/" + run + "?tab=files");
    assertThat(page.locator("tr[data-path='out/a.txt']")).containsText("made");
    look("run-files");
    page.locator("tr[data-path='out/a.txt'] a").click();
    assertThat(page.locator("tempo-project-file textarea")).hasValue("1\n");
    page.navigate(
        server.url()
            + "/runs/"
            + ran(admin, shellJob(admin, "Makes nothing", "true"))
            + "?tab=files");
    assertThat(page.locator(".panel-body .state")).containsText("Nothing was made or changed");
  }

  @Test
  void backups_areMadeRestoredAndDeleted() {
    String project = project("Backed up");
    write(project, "a.txt", "before");
    page.navigate(server.url() + "/projects/" + project + "?tab=backups");
    assertThat(page.locator("tempo-project-backups .state")).isVisible();
    button("Back up now").click();
    assertThat(page.locator("[data-backup]")).hasCount(1);
    look("project-backups");
    write(project, "a.txt", "after");
    page.locator("[data-restore]").click();
    dialog().locator("button.danger").click();
    assertThat(page.locator(".toast.is-good")).containsText("1 file is back");
    assertThat(read(project, "a.txt")).isEqualTo("before");
    assertThat(page.locator("[data-backup]")).hasCount(2);
    page.locator("[data-delete]").first().click();
    dialog().locator("button.danger").click();
    assertThat(page.locator("[data-backup]")).hasCount(1);
  }
}
