package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.WaitForURLOptions;
import com.microsoft.playwright.Route;
import dev.tempo.server.ApiClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists jobs and changes them, as people do. */
final class JobPagesTest extends AdminPageTest {
  @Test
  void list_isFilteredByTheAddress_andBackGoesBack() {
    admin.post("/api/jobs", "{'name':'Alpha','tags':['money']}").status(201);
    admin.post("/api/jobs", "{'name':'Beta'}").status(201);
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator(".jobs .name")).hasCount(2);
    page.locator("#filter").fill("alp");
    assertThat(page.locator(".jobs .name")).hasText(new String[] {"Alpha"});
    page.waitForURL("**/jobs?q=alp", new WaitForURLOptions().setTimeout(20_000));
    page.locator(".jobs .name").click();
    assertThat(page.locator(".job-head h1")).containsText("Alpha");
    page.goBack();
    assertThat(page.locator(".jobs .name")).hasText(new String[] {"Alpha"});
    page.navigate(server.url() + "/jobs?tags=money");
    assertThat(page.locator(".jobs .name")).hasText(new String[] {"Alpha"});
    pictures("jobs");
  }

  @Test
  void manyJobs_areDisabledAndDeletedAtOnce() {
    List.of("One", "Two", "Three")
        .forEach(name -> admin.post("/api/jobs", "{'name':'" + name + "'}").status(201));
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator(".jobs .name")).hasCount(3);
    page.getByLabel("Select all").check();
    page.locator(".bulk button:text-is('Disable')").click();
    assertThat(page.locator(".jobs tr.off")).hasCount(3);
    page.getByLabel("Select One").check();
    page.getByLabel("Select Two").check();
    page.locator(".bulk button:text-is('Delete')").click();
    page.locator("dialog[open] button.danger").click();
    assertThat(page.locator(".jobs .name")).hasText(new String[] {"Three"});
  }

  @Test
  void folders_areMade_filled_andEmptied() {
    admin.post("/api/jobs", "{'name':'Report'}").status(201);
    page.navigate(server.url() + "/jobs");
    page.getByLabel("New folder").click();
    page.locator("dialog[open] input").fill("Finance");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".folders")).containsText("Finance");
    page.getByLabel("Select Report").check();
    page.locator(".bulk button:text-is('Move…')").click();
    page.locator("dialog[open] select").selectOption(new String[] {folderId()});
    page.locator("dialog[open] button.primary").click();
    page.locator(".folders a:has-text('Finance')").click();
    assertThat(page.locator(".jobs .name")).hasText(new String[] {"Report"});
    assertThat(page.locator(".jobs small").first()).containsText("Finance");
  }

  @Test
  void cronBuilder_givesBackWhatItWasGiven() {
    page.navigate(server.url() + "/jobs");
    List<String> expressions =
        List.of(
            "* * * * *",
            "*/5 * * * *",
            "0 9 * * 1-5",
            "0 9 * * MON-FRI",
            "15,45 8-18 * * *",
            "0 0 L * *",
            "0 0 15W * *",
            "0 0 * * 5#3",
            "30 4 1,15 * 5L",
            "0 30 2 * * *",
            "0 0 0 29 2 1 2028-2040",
            "@daily",
            "0 0 ? JAN *",
            "1-59/2 * * * *",
            "0 0 +1 * *");
    Object back =
        page.evaluate(
            """
            async (expressions) => {
              const { parseCron, formatCron } = await import('/ui/app/components/cron/model.js');
              return expressions.map((one) => (parseCron(one) ? formatCron(parseCron(one)) : one));
            }""",
            expressions);
    assertThat(back).isEqualTo(expressions);
  }

  @Test
  void trigger_isBuiltByChoosing_andAMistakeIsToldBeforeSaving() {
    String id = admin.post("/api/jobs", "{'name':'Timed'}").status(201).data("id").asText();
    page.navigate(server.url() + "/jobs/" + id + "?tab=schedule");
    page.locator("#add-trigger").click();
    page.locator("input[name=expression]").fill("61 * * * *");
    assertThat(page.locator(".preview .error").first()).isVisible();
    page.locator("input[name=expression]").fill("0 9 * * *");
    assertThat(page.locator(".preview")).containsText("09:00");
    page.getByLabel("How Weekdays is chosen").selectOption("list");
    page.locator(".grid.is-weekday button:text-is('Mon')").click();
    assertThat(page.locator("input[name=expression]")).hasValue("0 9 * * 0,1");
    pictures("trigger");
    page.locator("#save-trigger").click();
    assertThat(page.locator(".trigger .soft").first()).containsText("0 9 * * 0,1");
    provoked("422");
  }

  @Test
  void trigger_thatFollowsOtherJobs_isChosenAmongThem() {
    String id = admin.post("/api/jobs", "{'name':'Follower'}").status(201).data("id").asText();
    String first = admin.post("/api/jobs", "{'name':'First'}").status(201).data("id").asText();
    page.navigate(server.url() + "/jobs/" + id + "?tab=schedule");
    page.locator("#add-trigger").click();
    page.locator("label:has(input[name=type][value=job])").click();
    assertThat(page.getByLabel("After runs of").locator("option"))
        .hasText(new String[] {"First"}); // never after itself
    page.waitForTimeout(500); // longer than it is waited for more to be said
    assertThat(page.locator(".preview")).hasText(""); // there is no mistake yet
    page.getByLabel("After runs of").selectOption("First");
    page.getByLabel("When they").selectOption("fail");
    assertThat(page.getByLabel("Of several jobs")).hasCount(0);
    pictures("trigger-job");
    page.locator("#save-trigger").click();
    assertThat(page.locator(".trigger").first()).containsText("After another job, when it fails");
    var trigger = admin.get("/api/jobs/" + id).status(200).data("triggers").get(0);
    assertThat(trigger.get("type").asText()).isEqualTo("job");
    assertThat(trigger.get("afterJobs").get(0).asText()).isEqualTo(first);
    assertThat(trigger.get("on").asText()).isEqualTo("failure");
    assertThat(trigger.get("all").asBoolean()).isTrue();
  }

  @Test
  void trigger_thatFollowsSeveralJobs_waitsForAll_orForEach() {
    String id = admin.post("/api/jobs", "{'name':'Gatherer'}").status(201).data("id").asText();
    admin.post("/api/jobs", "{'name':'Left'}").status(201);
    admin.post("/api/jobs", "{'name':'Right'}").status(201);
    page.navigate(server.url() + "/jobs/" + id + "?tab=schedule");
    page.locator("#add-trigger").click();
    page.locator("label:has(input[name=type][value=job])").click();
    page.getByLabel("After runs of").selectOption(new String[] {"Left", "Right"});
    assertThat(page.getByLabel("Of several jobs").locator("option:checked"))
        .hasText("once all have ended so");
    page.getByLabel("Of several jobs").selectOption("after each of them");
    assertThat(page.locator(".preview h3"))
        .hasText("After any of 2 other jobs, each time one succeeds");
    page.locator("#save-trigger").click();
    assertThat(page.locator(".trigger").first()).containsText("After any of 2 other jobs");
    var trigger = admin.get("/api/jobs/" + id).status(200).data("triggers").get(0);
    assertThat(trigger.get("afterJobs")).hasSize(2);
    assertThat(trigger.get("all").asBoolean()).isFalse();
  }

  @Test
  void script_isComparedAndRestored_andNeverOverwritesANewerOne() {
    String id =
        admin
            .post("/api/jobs", "{'name':'Kept','task':{'kind':'shell','content':'echo one'}}")
            .status(201)
            .data("id")
            .asText();
    admin.put("/api/jobs/" + id, "{'task':{'content':'echo two'}}").status(200);
    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(page.locator("tempo-editor .cm-content")).containsText("echo two");
    button("Versions").click();
    button("Compare").click();
    assertThat(page.locator(".diff .removed .text")).hasText("echo one");
    assertThat(page.locator(".diff .added .text")).hasText("echo two");
    pictures("diff");
    page.locator("dialog[open] button:text-is('Restore')").click();
    assertThat(page.locator("tempo-editor .cm-content")).containsText("echo one");
    assertThat(admin.get("/api/jobs/" + id).data("task").path("content").asText())
        .isEqualTo("echo one");
  }

  @Test
  void settings_areSaved_andAMistakeIsToldAtItsField() {
    String id = admin.post("/api/jobs", "{'name':'Set'}").status(201).data("id").asText();
    page.navigate(server.url() + "/jobs/" + id + "?tab=settings");
    page.locator("input[name=timeoutSeconds]").fill("90");
    page.locator("select[name=overlap]").selectOption("SKIP");
    page.locator("input[name=emails]").fill("ops@example.org");
    page.locator("#save-settings").click();
    assertThat(page.locator(".toast")).containsText("saved");
    requireToastsAbove("#save-settings");
    ApiClient.Answer saved = admin.get("/api/jobs/" + id).status(200);
    assertThat(saved.data("timeoutSeconds").asInt()).isEqualTo(90);
    assertThat(saved.data("overlap").asText()).isEqualTo("SKIP");
    page.locator("input[name=timezone]").fill("Europe/Nowhere");
    page.locator("#save-settings").click();
    assertThat(page.locator("label:has(input[name=timezone]) .error")).isVisible();
    provoked("422");
    pictures("settings");
  }

  /** Toasts are where their list ends, which is there without any, too. */
  private void requireToastsAbove(String button) {
    for (int width : new int[] {390, 820, 1280}) {
      page.setViewportSize(width, 760);
      Object above =
          page.evaluate(
              """
              button => document.querySelector('.toasts').getBoundingClientRect().bottom
                <= document.querySelector(button).getBoundingClientRect().top""",
              button);
      assertThat(above).as("At %d", width).isEqualTo(true);
    }
  }

  @Test
  void parameters_areAskedFor_whenAJobIsRun() {
    String body =
        "{'name':'Asks','task':{'kind':'shell','content':'echo $@'},"
            + "'parameters':[{'name':'city','type':'select','options':['Rome','Oslo'],'required':true}]}";
    String id = admin.post("/api/jobs", body).status(201).data("id").asText();
    page.navigate(server.url() + "/jobs/" + id);
    page.locator("#run-now").click();
    page.locator("dialog[open] select").selectOption("Oslo");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator("tempo-log")).containsText("--city Oslo");
  }

  @Test
  void deletion_saysWhichFilesThereAre_andTheyComeBackFromTheTrash() throws Exception {
    ran(admin, shellJob(admin, "Writes", "echo data > result.csv"));
    page.navigate(server.url() + "/jobs");
    page.getByLabel("Actions for Writes").click();
    page.locator("[role=menuitem]:has-text('Delete')").click();
    assertThat(page.locator("dialog[open]")).containsText("1 file in its directory (5 B)");
    assertThat(page.locator("dialog[open] li")).containsText("result.csv");
    pictures("delete-job");
    page.locator("dialog[open] button.danger").click();
    assertThat(page.locator(".toast")).containsText("its files are in the trash");

    shellJob(admin, "Writes", "echo anew");
    page.navigate(server.url() + "/admin/trash");
    assertThat(page.locator("tempo-trash tbody")).containsText("Writes");
    pictures("trash");
    page.locator("tempo-trash tbody button").first().click();
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".toast")).containsText("The files are back");
    assertThat(page.locator("tempo-trash")).containsText("kept here for a while");
    assertThat(directory.resolve("scripts/writes/result.csv")).hasContent("data");

    String id = shellJob(admin, "Alone", "echo data > own.csv");
    ran(admin, id);
    page.navigate(server.url() + "/jobs/" + id);
    page.route("**/i18n/*.deletion.json", Route::abort);
    choose("Actions", "Delete");
    assertThat(page.locator(".toast").last()).isVisible(); // that it could not be asked
    assertThat(page.locator("dialog[open]")).hasCount(0);
    provoked("ERR_FAILED");
    page.unroute("**/i18n/*.deletion.json");
    choose("Actions", "Delete");
    assertThat(page.locator("dialog[open]")).containsText("1 run");
    assertThat(page.locator("dialog[open] li")).containsText("own.csv");
    pictures("delete-job-of-its-page");
    page.locator("dialog[open] button.danger").click();
    page.waitForURL("**/jobs");
    assertThat(page.locator("tr[data-job=alone]")).hasCount(0);
    button("Undo").click();
    assertThat(page.locator("tr[data-job=alone]")).hasCount(1);
    assertThat(admin.get("/api/jobs/" + id).data("name").textValue()).isEqualTo("Alone");
  }

  @Test
  void administration_makesUsersAndKeys() {
    page.navigate(server.url() + "/admin/users");
    page.locator("#new-user").click();
    page.locator("dialog[open] input[name=username]").fill("olga");
    page.locator("dialog[open] select[name=role]").selectOption("operator");
    page.locator("dialog[open] input[name=password]").fill("long enough");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator("tempo-users tbody").first()).containsText("olga");
    pictures("users");
    page.navigate(server.url() + "/account");
    page.locator("#new-key").click();
    page.locator("dialog[open] input[name=name]").fill("ci");
    page.locator("dialog[open] button.primary").click();
    String key = page.locator("[data-key]").textContent();
    server.client().withKey(key).get("/api/jobs").problem(403, "UNAUTHORIZED");
    page.navigate(server.url() + "/account");
    page.locator("#new-key").click();
    page.locator("dialog[open] input[name=name]").fill("reader");
    page.locator("dialog[open] select[name=scope]").selectOption("api");
    page.locator("dialog[open] select[name=role]").selectOption("viewer");
    page.locator("dialog[open] button.primary").click();
    ApiClient reader = server.client().withKey(page.locator("[data-key]").textContent());
    reader.get("/api/jobs").status(200);
    reader.post("/api/jobs", "{'name':'No'}").problem(403, "UNAUTHORIZED");
    page.reload();
    assertThat(page.locator("tempo-keys tr:has-text('reader')"))
        .containsText("use the whole API (Viewer)");
    String folder =
        admin.post("/api/folders", "{'name':'Größe & Maß'}").status(201).data("id").textValue();
    admin.post("/api/jobs", "{'name':'Nightly Sum','folderId':'" + folder + "'}").status(201);
    admin.post("/api/keys", "{'name':'one','jobs':['nightly-sum']}").status(201);
    page.navigate(server.url() + "/account");
    assertThat(page.locator("tempo-keys .granted")).hasText("Nightly Sum Größe & Maß");
    if (PICTURES || IN_FULL) { // TourTest looks at them all
      sections();
    }
  }

  private void sections() {
    for (String section :
        List.of(
            "queues",
            "nodes",
            "environments",
            "settings",
            "smtp",
            "backups",
            "trash",
            "audit",
            "log",
            "keys")) {
      page.navigate(server.url() + "/admin/" + section);
      assertThat(page.locator(".admin .page .card").first()).isVisible();
      assertThat(page.locator(".admin .waiting")).hasCount(0);
      pictures("admin-" + section);
    }
  }

  private String folderId() {
    return admin.get("/api/folders").data("folders").get(0).path("id").asText();
  }
}
