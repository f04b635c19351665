package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of scripts in a browser: real files of a real server, which appear while one looks. */
final class GroupPagesTest extends BrowserTest {
  @TempDir private static Path data;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    SampleGroups.into(data);
    server = TestServer.startSetUp(data);
    admin = server.admin();
    admin.await("/api/jobs?source=discovered", jobs -> jobs.path("total").intValue() == 3);
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
  void stop() {}

  private Locator card(String group) {
    return page.locator(".group-card[data-group='" + group + "']");
  }

  private Locator row(String job) {
    return page.locator(".group-jobs > [data-job='" + job + "']");
  }

  private Locator field(String name) {
    return page.locator("[data-field='" + name + "']");
  }

  private void look(String name) {
    for (int width : new int[] {1440, 820, 390}) {
      page.setViewportSize(width, width == 390 ? 844 : 1000);
      requireNoSidewaysScrolling();
      if (Boolean.getBoolean("tempo.pictures")) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
          page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
          picture(name + "-" + width + "-" + scheme);
        }
      }
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(1280, 760);
  }

  @Test
  void groups_areCards_andFilesAppearWhileOneLooks() throws IOException {
    page.navigate(server.url() + "/groups");
    assertThat(card("system")).containsText("System care");
    assertThat(card("system")).containsText("Backups, clean-up and checks");
    assertThat(card("system")).containsText("2 jobs");
    assertThat(card("system")).containsText("Operator");
    assertThat(card("system").locator(".group-icon")).hasAttribute("data-icon", "server");
    assertThat(card("system").locator("[data-warnings]")).containsText("1 warning");
    assertThat(card("lab").locator(".group-icon")).hasAttribute("data-icon", "flask");
    look("groups");
    page.locator("#filter-groups").fill("cellar");
    assertThat(page.locator(".group-card")).hasCount(1);
    page.locator("#filter-groups").fill("");

    SampleGroups.write(data, "new-one/first.sh", "echo first\n");
    assertThat(card("new-one")).containsText("1 job");
    SampleGroups.write(data, "new-one/metadata.json", "{'name':'Brand new'}".replace('\'', '"'));
    assertThat(card("new-one")).containsText("Brand new");
    card("new-one").click();
    assertThat(row("first")).isVisible();
    Path second = SampleGroups.write(data, "new-one/second.sh", "echo second\n");
    assertThat(row("second")).isVisible();
    Files.delete(second);
    assertThat(row("second")).containsText("File gone");
    assertThat(row("second").locator("[data-run]")).isDisabled();
    choose("Actions for second", "Delete");
    page.locator("dialog[open] button.danger").click();
    assertThat(row("second")).hasCount(0);
    assertThat(row("first").locator("tempo-menu button").first()).isVisible();
    row("first").locator("tempo-menu button").first().click();
    assertThat(page.locator(".menu")).not().containsText("Delete");
    page.keyboard().press("Escape");

    page.navigate(server.url() + "/");
    assertThat(card("lab")).containsText("Laboratory");
    look("groups-dashboard");
  }

  @Test
  void group_filtersItsJobs_runsThem_andSaysWhatIsWrongWhere() {
    page.navigate(server.url() + "/groups/system");
    assertThat(page.locator("h1.page-title, .page-head h1").last()).containsText("System care");
    assertThat(page.locator(".group .file-warnings").first()).containsText("clean.sh, line 4");
    assertThat(page.locator(".group .file-warnings").first()).containsText("requiredLevel");
    assertThat(page.locator("[data-environment]")).containsText("Python");
    assertThat(row("clean")).containsText("clean.sh, line 4");
    assertThat(page.locator(".group-jobs h2 .name"))
        .hasText(new String[] {"clean", "Nightly backup"});
    look("group");
    page.locator("[data-tag='disk']").click();
    assertThat(page.locator(".group-jobs > li")).hasCount(1);
    page.locator("[data-tag='storage']").click();
    assertThat(page.locator(".group-jobs > li")).hasCount(0);
    page.getByLabel("Tags match").selectOption("any");
    assertThat(page.locator(".group-jobs > li")).hasCount(2);
    assertThat(page).hasURL(server.url() + "/groups/system?tags=disk%2Cstorage&match=any");
    page.reload();
    page.locator("[data-tag='disk'][aria-pressed='true']").click();
    page.locator("[data-tag='storage'][aria-pressed='true']").click();
    page.locator("#filter").fill("another machine");
    assertThat(page.locator(".group-jobs > li")).hasCount(1);
    assertThat(row("backup").locator("[data-run]")).hasText("Run…"); // it asks for parameters
    row("backup").locator("[data-run]").click();
    assertThat(page.locator("dialog[open]")).containsText("destination");
    page.locator("dialog[open] button.primary").click();
    assertThat(row("backup").locator(".chip")).hasText("Success");
    page.locator("#refresh-group").click();
    assertThat(page.locator(".toast").last()).containsText("1 warning");
    choose("Actions for Nightly backup", "History");
    assertThat(page.locator("tempo-run-table tbody tr")).hasCount(1);
    page.navigate(server.url() + "/runs?group=system");
    assertThat(page.locator("tempo-run-table tbody tr").first()).isVisible();
    assertThat(page.locator(".filter-chip")).containsText("System care");
    page.navigate(server.url() + "/jobs/@system:backup");
    assertThat(page.locator(".job-head h1")).containsText("System care");
  }

  @Test
  void group_isDescribedInTheReadersLanguage() {
    admin.put("/api/me/preferences", "{'language':'fr'}").status(200);
    try {
      page.navigate(server.url() + "/groups/system");
      assertThat(row("backup").locator(".what")).containsText("Copie ce qui compte");
      page.locator("#filter").fill("compte vers une autre");
      assertThat(page.locator(".group-jobs > [data-job]")).hasCount(1);
      page.navigate(server.url() + "/jobs/@system:backup");
      assertThat(page.locator(".job-head")).containsText("Copie ce qui compte");
    } finally {
      admin.put("/api/me/preferences", "{'language':'en'}").status(200);
    }
  }

  @Test
  void metadata_isEditedFieldByField_withItsSource_andTakenBack() {
    page.navigate(server.url() + "/groups/lab");
    row("heat").locator("[data-details]").click();
    assertThat(field("description").locator(".source")).hasText("header");
    assertThat(field("requiredLevel").locator(".source")).hasText("default");
    assertThat(field("file")).containsText("script_groups/lab/heat.py");
    assertThat(field("file")).containsText("Set by the file.");
    assertThat(field("file").locator("button")).hasCount(0);
    field("description").locator("[data-edit]").click();
    assertThat(page.locator("[data-language='en']")).isFocused();
    page.locator("[data-language='en']").fill("How hot the oven is");
    page.locator("[data-language='fr']").fill("La chaleur du four");
    look("metadata-edit");
    page.locator(".metadata-form button.primary").click();
    assertThat(field("description").locator(".source")).hasText("edited");
    assertThat(field("description")).containsText("In the file:");
    assertThat(field("description").locator(".below")).containsText("Heat of the oven");
    assertThat(row("heat").locator(".what")).containsText("How hot the oven is");
    field("description").locator("[data-back]").click();
    assertThat(field("description").locator(".source")).hasText("header");
    assertThat(row("heat").locator(".what")).containsText("Heat of the oven over the day");

    String id = admin.get("/api/jobs/@lab:heat").data("id").textValue();
    page.navigate(server.url() + "/jobs/" + id + "?tab=metadata");
    field("tags").locator("[data-edit]").click();
    field("tags").locator("input").fill("not/fine");
    provoked("422", "409");
    page.locator(".metadata-form button.primary").click();
    assertThat(field("tags").locator("[role=alert]")).isVisible();
    admin.put("/api/jobs/@lab:heat/metadata", "{'category':'theirs'}").status(200);
    field("tags").locator("input").fill("oven, hot");
    page.waitForResponse(
        answer -> answer.status() == 409,
        () -> page.locator(".metadata-form button.primary").click());
    assertThat(page.locator(".toast").last()).isVisible();
    assertThat(field("tags").locator("input")).hasValue("oven, hot");
    assertThat(field("category")).containsText("theirs");
    page.locator(".metadata-form button.primary").click();
    assertThat(field("tags").locator(".source")).hasText("edited");
    page.locator("details.more summary").click();
    assertThat(page.locator("details.more tbody tr").first()).containsText("Tags");
    look("metadata");
    JsonNode now = admin.get("/api/jobs/@lab:heat/metadata").data("effective");
    assertThat(now.path("tags")).hasSize(2);

    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(page.locator(".notice.locked")).containsText("To change that, edit the file");
    assertThat(page.locator("tempo-editor")).containsText("237");
    assertThat(page.locator(".cm-content")).hasAttribute("aria-readonly", "true");
    assertThat(page.locator("#try-script")).hasCount(0);
    page.navigate(server.url() + "/jobs/" + id + "?tab=settings");
    assertThat(page.locator("input[name=name]")).isDisabled();
    assertThat(page.locator("select[name=folderId]")).isDisabled();
    page.locator("input[name=tags]").fill("oven");
    page.locator("#save-settings").click();
    assertThat(page.locator(".toast").last()).containsText("saved");
    choose("Actions", "All runs");
  }

  @Test
  void permissions_areAMatrix_andLevelsAreChosenThere() {
    page.navigate(server.url() + "/admin/permissions");
    Locator run = page.locator("#matrix [data-action='runJobs'] td");
    assertThat(run.nth(0)).containsText("no");
    assertThat(run.nth(1)).containsText("yes");
    look("permissions");
    assertThat(page.locator("#levels tbody td:first-child").allTextContents())
        .hasSizeGreaterThan(2)
        .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    Locator level = page.getByLabel("Level of clean");
    assertThat(level).hasValue("operator");
    assertThat(level.locator("option[value=viewer]")).isDisabled();
    level.selectOption("admin");
    assertThat(page.locator(".toast").last()).containsText("Administrator");
    admin.await(
        "/api/jobs/@system:clean", job -> job.path("requiredLevel").asText().equals("admin"));
    admin.put("/api/jobs/@system:clean/metadata", "{'requiredLevel':null}").status(200);
    assertThat(level).hasValue("operator");
    Locator ofGroup = page.getByLabel("Level of system");
    assertThat(ofGroup).hasValue("");
    assertThat(ofGroup.locator("option").first()).hasText("Operator (as the file says)");
    ofGroup.selectOption("developer");
    assertThat(page.locator(".toast").last()).containsText("Developer");
    assertThat(level).hasValue("developer");
    ofGroup.selectOption("");
    assertThat(page.locator(".toast").last()).containsText("Operator");
    assertThat(level).hasValue("operator");
  }

  @Test
  void folder_isImportedAsAGroup_exported_andDocumentedInItsFiles() throws IOException {
    Path folder = data.resolve("sent/weather");
    Files.createDirectories(folder.resolve("docs"));
    Files.writeString(folder.resolve("rain.sh"), "echo wet\n");
    Files.writeString(folder.resolve("docs/rain.md"), "# Rain\n\nHow **wet** it is\n");
    page.navigate(server.url() + "/groups");
    page.locator("#import-group").click();
    Locator dialog = page.locator("dialog[open]");
    dialog.getByLabel("Folder").first().check();
    dialog.locator("input[type=file]").setInputFiles(folder);
    look("group-import");
    dialog.locator("button.primary").click();
    assertThat(dialog.locator("h2")).hasText("weather is imported");
    dialog.locator("button.primary").click();
    assertThat(page).hasURL(server.url() + "/groups/weather");
    assertThat(row("rain")).isVisible();
    assertThat(page.locator("#export-group")).isVisible();
    var archive = page.waitForDownload(() -> page.locator("#export-group").click());
    assertThat(archive.suggestedFilename()).isEqualTo("weather.zip");
    page.navigate(server.url() + "/groups");
    page.locator("#import-group").click();
    dialog.locator("input[type=file]").setInputFiles(archive.path());
    provoked("409");
    dialog.locator("button.primary").click();
    assertThat(dialog.locator("[role=alert]")).containsText("weather");
    dialog.locator("input[name=id]").fill("climate");
    dialog.locator("button.primary").click();
    assertThat(dialog.locator("h2")).hasText("climate is imported");

    String id = admin.get("/api/jobs/@weather:rain").data("id").textValue();
    page.navigate(server.url() + "/jobs/" + id);
    assertThat(page.locator(DOCUMENTATION + " strong")).hasText("wet");
    page.locator("#edit-docs").click();
    page.locator("#documentation textarea").fill("# Rain\n\nHow *dry* it is");
    page.locator("#documentation button.primary").click();
    assertThat(page.locator(DOCUMENTATION + " em")).hasText("dry");
    assertThat(data.resolve("script_groups/weather/docs/rain.md")).content().contains("*dry*");
    page.navigate(server.url() + "/admin/documentation");
    Locator rain = page.locator("#documented tbody tr[data-job='" + id + "']");
    assertThat(rain.locator("td").nth(1)).containsText("yes");
    assertThat(rain.locator("td").nth(2)).containsText("no");
    look("documentation");
    page.getByLabel("Which jobs").selectOption("problems");
    assertThat(rain).hasCount(0);
  }
}
