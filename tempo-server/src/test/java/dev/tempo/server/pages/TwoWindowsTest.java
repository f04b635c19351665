package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people, each with a browser: what one does, the other sees, and neither loses anything. */
final class TwoWindowsTest extends AdminPageTest {
  private static final String MINE = "echo mine";
  private static final String THEIRS = "echo theirs";

  private Page other;

  @BeforeEach
  void openAnother() {
    other = anotherBrowser(server.url());
  }

  @Test
  void job_thatOneMakes_renamesSwitchesAndDeletes_changesInTheOthersList() {
    other.navigate(server.url() + "/jobs");
    assertThat(other.locator("tempo-jobs")).containsText("No jobs yet");
    page.navigate(server.url() + "/jobs");
    create("Made by one");
    assertThat(names()).hasText(new String[] {"Made by one"});

    openTab("Settings");
    page.locator("input[name=name]").fill("Renamed by one");
    page.locator("#save-settings").click();
    assertThat(names()).hasText(new String[] {"Renamed by one"});

    page.locator(".switch input").click();
    assertThat(other.locator(".jobs tr.off .name")).hasText(new String[] {"Renamed by one"});
    choose("Actions", "Delete");
    page.locator("dialog[open] button.danger").click();
    assertThat(other.locator("tempo-jobs")).containsText("No jobs yet");
  }

  @Test
  void run_thatOneStarts_isSeenByTheOther_fromItsBeginningToItsEnd() throws Exception {
    Path gate = directory.resolve("gate");
    String script = "echo begun; while [ ! -e " + gate + " ]; do sleep 0.05; done; echo ended";
    String id = shellJob(admin, "Watched", script);
    other.navigate(server.url() + "/runs");
    assertThat(other.locator(".state")).containsText("No runs yet");
    page.navigate(server.url() + "/jobs/" + id);
    page.locator("#run-now").click();
    assertThat(page.locator("tempo-log-view")).containsText("begun");

    assertThat(other.locator("tr [data-status=running]")).isVisible();
    other.locator("tr a.open").click();
    assertThat(other.locator("tempo-log-view")).containsText("begun");
    Files.createFile(gate);
    assertThat(other.locator("tempo-log-view")).containsText("ended");
    assertThat(other.locator(".run-head [data-status=success]")).isVisible();
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
  }

  @Test
  void script_thatOneWrites_changesInTheOthersEditor() {
    String id = shellJob(admin, "Shared", "echo old");
    other.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(other.locator(".cm-content")).hasText("echo old");
    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    paste(MINE);
    assertThat(page.locator(".save")).hasText("Saved");
    assertThat(other.locator(".cm-content")).hasText(MINE);
  }

  @Test
  void script_thatSomebodyElseSavedMeanwhile_isNotOverwritten_untilOneKeepsOnesOwn() {
    String id = conflict();
    assertThat(content(id)).isEqualTo(THEIRS);
    page.locator("dialog[open] button:text-is('Keep mine')").click();
    assertThat(page.locator(".save")).hasText("Saved");
    assertThat(page.locator(".cm-content")).hasText(MINE);
    assertThat(content(id)).isEqualTo(MINE);
    assertThat(version(id, 2)).isEqualTo(THEIRS);
    assertThat(version(id, 3)).isEqualTo(MINE);
    assertThat(other.locator(".cm-content")).hasText(MINE);
  }

  @Test
  void script_thatSomebodyElseSavedMeanwhile_isTaken_ifOneSaysSo() {
    String id = conflict();
    page.locator("dialog[open] button:text-is('Take theirs')").click();
    assertThat(page.locator(".cm-content")).hasText(THEIRS);
    assertThat(page.locator(".save")).hasText("Saved");
    assertThat(content(id)).isEqualTo(THEIRS);
    paste("echo after");
    assertThat(page.locator(".save")).hasText("Saved");
    assertThat(content(id)).isEqualTo("echo after");
  }

  @Test
  void script_conflictThatIsPutOff_isAskedAboutAgain() {
    String id = conflict();
    page.locator("dialog[open] button:text-is('Decide later')").click();
    assertThat(page.locator(".save"))
        .hasText("Draft, not live: somebody else has changed the script");
    assertThat(page.locator(".cm-content")).hasText(MINE);
    assertThat(content(id)).isEqualTo(THEIRS);
    page.locator(".script-bar button:text-is('Save')").click();
    page.locator("dialog[open] button:text-is('Keep mine')").click();
    assertThat(page.locator(".save")).hasText("Saved");
    assertThat(content(id)).isEqualTo(MINE);
    provoked("409");
  }

  @Test
  void draft_thatAnotherWindowKept_isNotOverwritten_untilOneHasChosen() {
    String id = shellJob(admin, "Drafted twice", "echo old");
    admin.put("/api/jobs/" + id, "{'autoSave':false}").status(200);
    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(page.locator(".cm-content")).hasText("echo old");
    paste(MINE);
    assertThat(page.locator(".save")).hasText("Draft, not live until it is saved");
    assertThat(draft(id)).isEqualTo(MINE);

    typeAfterTheOther(id, " 1");
    assertThat(page.locator("dialog[open]")).containsText(THEIRS);
    assertThat(page.locator("dialog[open]")).containsText(MINE + " 1");
    pictures("two-drafts");
    page.locator("dialog[open] button:text-is('Decide later')").click();
    assertThat(page.locator(".save")).containsText("Another window has kept another draft");
    assertThat(draft(id)).isEqualTo(THEIRS);
    assertThat(page.locator(".cm-content")).hasText(MINE + " 1");

    typeAfterTheOther(id, " 2");
    page.locator("dialog[open] button:text-is('Keep mine')").click();
    assertThat(page.locator(".save")).hasText("Draft, not live until it is saved");
    assertThat(draft(id)).isEqualTo(MINE + " 1 2");

    typeAfterTheOther(id, " 3");
    page.locator("dialog[open] button:text-is('Take the other one')").click();
    assertThat(page.locator(".cm-content")).hasText(THEIRS);
    assertThat(draft(id)).isEqualTo(THEIRS);
    page.reload();
    assertThat(page.locator(".cm-content")).hasText(THEIRS);
    assertThat(content(id)).isEqualTo("echo old");
    complaints.removeIf(text -> text.contains("409"));
  }

  /** The same account keeps a draft elsewhere, and then something is typed here. */
  private void typeAfterTheOther(String id, String more) {
    String theirs = "{'content':'" + THEIRS + "','baseVersion':2}";
    admin.put("/api/jobs/" + id + "/draft", theirs).status(200);
    page.locator("tempo-editor .cm-content").click();
    page.keyboard().press("Control+End");
    page.keyboard().type(more);
    assertThat(page.locator("dialog[open] h2"))
        .hasText("Another window has kept another draft of this script");
  }

  private String draft(String id) {
    return admin.get("/api/jobs/" + id + "/draft").status(200).data("content").textValue();
  }

  /** Somebody else saves while what one has typed is on its way; the dialog asks then. */
  private String conflict() {
    String id = shellJob(admin, "Contested", "echo old");
    other.navigate(server.url() + "/jobs/" + id + "?tab=script");
    AtomicBoolean first = new AtomicBoolean(true);
    page.route(
        "**/auto-save",
        route -> {
          if (first.getAndSet(false)) {
            admin.put("/api/jobs/" + id, "{'task':{'content':'" + THEIRS + "'}}").status(200);
          }
          route.resume();
        });
    page.navigate(server.url() + "/jobs/" + id + "?tab=script");
    assertThat(page.locator(".cm-content")).hasText("echo old");
    paste(MINE);
    assertThat(page.locator("dialog[open] h2")).hasText("Somebody else has changed this script");
    assertThat(other.locator(".cm-content")).hasText(THEIRS);
    provoked("409");
    return id;
  }

  private String content(String id) {
    return admin.get("/api/jobs/" + id).status(200).data("task").path("content").textValue();
  }

  private String version(String id, int number) {
    return admin
        .get("/api/jobs/" + id + "/versions/" + number)
        .status(200)
        .data("content")
        .textValue();
  }

  private Locator names() {
    return other.locator(".jobs .name");
  }
}
