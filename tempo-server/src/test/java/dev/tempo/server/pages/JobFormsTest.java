package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import dev.tempo.Job;
import dev.tempo.server.TestServer;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.Task;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forms for all that the API knows of jobs, and what those see who may not fill them in. */
final class JobFormsTest extends AdminPageTest {
  private static final String REQUIRE_NOTHING_OVER_IT =
      """
      (button) => {
        const { left, top, width, height } = button.getBoundingClientRect();
        const at = document.elementFromPoint(left + width / 2, top + height / 2);
        if (at !== button) throw new Error('Over it is ' + at.outerHTML.slice(0, 120));
      }
      """;

  @BeforeEach
  void look() {}

  @Test
  void settings_reachAllFields_foldWhatFewNeed_andWarnWhereNoMailIsSent() {
    admin.post("/api/queues", "{'name':'reports','limit':2}").status(201);
    String id = shellJob(admin, "Report", "echo one");
    admin.put("/api/jobs/" + id, "{'notify':{'emails':['a@example.org']}}").status(200);
    openSettings(id);
    assertThat(page.locator("[data-problem=NO_MAIL_SERVER]")).containsText("Mail is not set up");
    assertThat(page.locator("[data-problem=NO_MAIL_SERVER] a")).hasAttribute("href", "/admin/smtp");
    assertThat(page.locator("input[name=graceSeconds]")).isHidden();
    section("limits").locator("summary").click();
    page.locator("input[name=graceSeconds]").fill("9");
    page.locator("select[name=queue]").selectOption("reports");
    section("general").locator("summary").click();
    page.locator("input[name=displayName-es]").fill("Informe");
    page.locator("input[name=userTags]").fill("mine");
    page.locator("input[name=workingDir]").fill("/tmp");
    page.locator("input[name=urlTrigger]").check();
    page.locator("#add-parameter").click();
    page.locator("#add-parameter").click();
    Locator second = page.locator(".parameter").nth(1);
    fillParameter(page.locator(".parameter").first(), "deep", "bool");
    fillParameter(second, "depth", "multiselect");
    second.getByLabel("Options, separated by commas").fill("a, b, c");
    second.locator("summary").click();
    second.getByLabel("Asked for").selectOption("deep");
    page.locator("#save-settings").click();
    assertThat(page.locator(".toast").first()).containsText("saved");
    JsonNode job = admin.get("/api/jobs/" + id).data();
    assertThat(job.path("queue").textValue()).isEqualTo("reports");
    assertThat(job.path("graceSeconds").intValue()).isEqualTo(9);
    assertThat(job.at("/displayName/es").textValue()).isEqualTo("Informe");
    assertThat(job.at("/task/workingDir").textValue()).isEqualTo("/tmp");
    assertThat(job.at("/parameters/1/dependsOn").textValue()).isEqualTo("deep");
    assertThat(admin.get("/api/jobs/" + id + "/tags").data("userTags").get(0).textValue())
        .isEqualTo("mine");
    assertThat(page.locator("#trigger-url"))
        .hasValue(server.url() + "/api/jobs/" + id + "/trigger");
    assertThat(section("limits").locator("summary")).containsText("grace 9 s");
    page.locator("input[name=name]").fill("Never");
    button("Discard").click();
    assertThat(page.locator("input[name=name]")).hasValue("Report");
    page.locator("select[name=queue]").selectOption("");
    page.locator("input[name=newQueue]").fill("fresh");
    page.locator("#save-settings").click();
    assertThat(page.locator("select[name=queue]")).hasValue("fresh");
    looks("form-settings");
    page.setViewportSize(390, 844);
    page.evaluate("() => scrollTo(0, 0)");
    while (page.locator(".toast").count() > 0) {
      page.locator(".toast button").last().click();
    }
    assertThat(page.locator("#save-settings")).isInViewport();
    page.locator("#save-settings").evaluate(REQUIRE_NOTHING_OVER_IT);
    page.setViewportSize(1280, 760);

    page.locator("#run-now").click();
    Locator dialog = page.locator("dialog[open]").first();
    assertThat(dialog.getByLabel("a", new Locator.GetByLabelOptions().setExact(true))).isHidden();
    dialog.getByLabel("deep").check();
    dialog.getByLabel("a", new Locator.GetByLabelOptions().setExact(true)).check();
    dialog.getByLabel("c", new Locator.GetByLabelOptions().setExact(true)).check();
    dialog.locator("button:text-is('Save as preset…')").click();
    page.locator("dialog[open] input[name=text]").fill("Both");
    page.locator("dialog[open]").last().locator("button.primary").click();
    assertThat(dialog.locator(".presets select")).hasValue("Both");
    looks("form-run");
    dialog.locator(".presets select").selectOption("");
    assertThat(dialog.getByLabel("deep")).not().isChecked();
    dialog.locator(".presets select").selectOption("Both");
    dialog.locator("button.primary").last().click();
    assertThat(page.locator("tempo-log")).containsText("one");
    assertThat(admin.get("/api/runs?job=" + id).data("runs").get(0).at("/parameters/depth"))
        .hasToString("\"a,c\"");
    assertThat(page.locator("tempo-run-notifications")).isHidden();
  }

  @Test
  void command_isMadeAndChanged_argumentByArgument_andGivenAway() {
    server.as("olga", Role.OPERATOR);
    page.navigate(server.url() + "/jobs");
    page.locator("#new-job").click();
    page.locator("dialog[open] input[name=name]").fill("Greets");
    page.locator("dialog[open] select[name=start]").selectOption("kind:command");
    page.locator("dialog[open] textarea[name=command]").fill("echo\nhello");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".job-head h1")).containsText("Greets");
    openTab("Settings");
    button("Add an argument").click();
    page.getByLabel("Argument 2", new Page.GetByLabelOptions().setExact(true)).fill("two words");
    page.locator("#save-settings").click();
    assertThat(page.locator(".toast").first()).containsText("saved");
    assertThat(admin.get("/api/jobs/greets").data("task").path("command").toString())
        .isEqualTo("[\"echo\",\"hello\",\"two words\"]");
    looks("form-command");
    openTab("Overview");
    page.locator("#edit-docs").click();
    page.locator("#documentation textarea").fill("# Greets\n\nSays hello.");
    page.locator("#documentation button.primary").click();
    assertThat(page.locator(DOCUMENTATION)).containsText("Says hello.");
    openTab("Settings");
    page.locator("#give-job").click();
    page.locator("dialog[open] input[name=owner]").fill("olga");
    page.locator("dialog[open] button.primary").click();
    assertThat(section("access")).containsText("olga");
    assertThat(admin.get("/api/jobs/greets").data("owner").textValue()).isEqualTo("olga");
    admin.put("/api/jobs/greets", "{'notify':{'on':'failure'},'task':{'command':['false']}}");
    String run = ran(admin, admin.get("/api/jobs/greets").data("id").textValue());
    page.navigate(server.url() + "/runs/" + run);
    assertThat(page.locator(".notifications li[data-state=skipped]")).containsText("the owner");
    server.as("dora", Role.DEVELOPER);
    page.locator("#share-run").click();
    page.locator("dialog[open] input[name=names]").fill("dora");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".shares")).containsText("Shown to dora");
  }

  @Test
  void developer_describesOthersJobs_andIsToldWhyTheRestIsLocked() {
    String id = shellJob(admin, "Theirs", "echo one");
    admin.post("/api/jobs/" + id + "/triggers", "{'type':'startup'}").status(201);
    server.as("dora", Role.DEVELOPER);
    BrowserContext hers = page.context().browser().newContext(desk());
    try {
      Page other = openAs(hers, "dora");
      other.navigate(server.url() + "/jobs/" + id + "?tab=settings");
      assertThat(other.locator("#why-locked")).containsText("This job is admin's");
      Locator timeout = other.locator("input[name=timeoutSeconds]");
      assertThat(timeout).isDisabled();
      assertThat(timeout).hasAttribute("aria-describedby", Pattern.compile("why-locked"));
      assertThat(timeout).hasCSS("border-style", "dashed");
      other.locator("textarea[name=description]").fill("Says one");
      other.locator("input[name=tags]").fill("said");
      other.locator("#save-settings").click();
      assertThat(other.locator(".toast").first()).containsText("saved");
      assertThat(admin.get("/api/jobs/" + id).data("description").textValue())
          .isEqualTo("Says one");
      assertThat(Axe.serious(other)).isEmpty();
      picture(other, "form-locked");
      for (String tab : List.of("schedule", "environment", "script")) {
        other.navigate(server.url() + "/jobs/" + id + "?tab=" + tab);
        assertThat(other.locator("#why-locked")).isVisible();
      }
      assertThat(other.locator("tempo-editor [role=textbox]"))
          .hasAccessibleDescription(Pattern.compile("This job is admin's"));
      picture(other, "script-locked");
    } finally {
      hers.close();
    }
  }

  @Test
  void jobOfAProgram_hasNoScriptToEdit_andItsSettingsSayWhereItsWorkIs() {
    String id =
        server
            .tempo()
            .save(
                Job.named("By code")
                    .task(Task.handler("report").withParameter("rows", "1"))
                    .build())
            .id()
            .toString();
    admin.await("/api/jobs", jobs -> jobs.toString().contains(id));
    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(page.locator(".tabs a[aria-current=page]")).hasText("Overview");
    assertThat(page.locator(".tabs a")).hasText(new String[] {"Overview", "Schedule", "Settings"});
    openTab("Settings");
    assertThat(section("task")).containsText("Handler of a program");
    assertThat(section("task")).containsText("report");
    assertThat(section("task")).containsText("it can be changed there alone");
    assertThat(page.locator("tempo-job-settings [name=kind]")).hasCount(0);
    assertThat(page.locator("tempo-job-settings [name=workingDir]")).hasCount(0);
    JsonNode before = admin.get("/api/jobs/" + id).data("task");
    page.locator("textarea[name=description]").fill("Made by a program");
    page.locator("#save-settings").click();
    assertThat(page.locator(".toast").first()).containsText("saved");
    JsonNode after = admin.get("/api/jobs/" + id).data();
    assertThat(after.path("description").textValue()).isEqualTo("Made by a program");
    assertThat(after.path("task")).isEqualTo(before);
    looks("form-handler");
  }

  @Test
  void administrators_limitQueues_keepRules_andTakeBackupsHome() {
    page.navigate(server.url() + "/admin/queues");
    page.locator("#new-queue").click();
    page.locator("dialog[open] input[name=name]").fill("narrow");
    page.locator("dialog[open] input[name=limit]").fill("1");
    page.locator("dialog[open] button.primary").click();
    Locator row = page.locator("[data-queue=narrow]");
    assertThat(row).containsText("1");
    looks("form-queues");
    row.locator("button.danger").click();
    page.locator("dialog[open] button.danger").click();
    assertThat(row).hasCount(0);

    shellJob(admin, "Kept", "echo one");
    shellJob(admin, "Left out", "echo two");
    page.navigate(server.url() + "/admin/retention");
    page.locator("#new-rule").click();
    page.locator("dialog[open] input[type=search]").fill("Kep");
    assertThat(page.locator("dialog[open] select[name=jobId] option"))
        .hasText(new String[] {"Kept"});
    page.locator("dialog[open] input[name=days]").fill("3");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator("tempo-retention tbody")).containsText("Kept");
    looks("form-retention");

    page.navigate(server.url() + "/admin/backups");
    admin.post("/api/backups").status(202);
    Locator backup = page.locator("tempo-backups tbody tr");
    assertThat(backup).hasCount(1);
    assertThat(
            page.waitForDownload(() -> backup.locator("button:text-is('Download')").click())
                .suggestedFilename())
        .endsWith(".tar.gz");
    backup.locator("button:text-is('Restore everything')").click();
    page.locator("dialog[open] button.danger").click();
    page.locator("#cancel-restore:enabled").click();
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator("#cancel-restore")).hasCount(0);
    page.navigate(server.url() + "/admin/smtp");
    assertThat(page.locator("tempo-smtp")).containsText("No mail is sent until");
  }

  private Page openAs(BrowserContext where, String name) {
    Map<String, String> login = Map.of("username", name, "password", TestServer.PASSWORD);
    String answer =
        where
            .request()
            .post(server.url() + "/api/auth/login", RequestOptions.create().setData(login))
            .text();
    String half = answer.replaceAll("(?s).*\"csrfToken\":\"([^\"]+)\".*", "$1");
    keepHalf(where, server.url(), half);
    return where.newPage();
  }

  private void openSettings(String job) {
    page.navigate(server.url() + "/jobs/" + job + "?tab=settings");
    assertThat(page.locator("input[name=name]")).isVisible();
  }

  private Locator section(String name) {
    return page.locator("[data-section=" + name + "]");
  }

  private static void fillParameter(Locator row, String name, String type) {
    row.getByLabel("Name").fill(name);
    row.getByLabel("Type").selectOption(type);
  }

  /** Keeps pictures, and has axe look at light and dark. */
  private void looks(String name) {
    pictures(name);
    assertThat(Axe.serious(page)).isEmpty();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    assertThat(Axe.seriousColors(page)).isEmpty();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }
}
