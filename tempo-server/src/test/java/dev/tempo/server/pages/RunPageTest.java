package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Looks at single runs as people do. */
final class RunPageTest extends AdminPageTest {
  @Test
  void runningRun_showsWhatItUses_andIsCancelled() {
    open(run(admin, shellJob(admin, "Endless", "echo up; while :; do sleep 0.1; done")));
    assertThat(status("running")).isVisible();
    assertThat(page.locator("tempo-usage .is-cpu svg")).isVisible();
    assertThat(page.locator("tempo-usage .is-memory strong"))
        .hasText(Pattern.compile("[0-9.,]+\u00a0[KMG]iB"));
    button("Cancel run").click();
    assertThat(status("cancelled")).isVisible();
    assertThat(button("Run again")).isVisible();
  }

  @Test
  void progress_isShownAsItStands_andTheLineThatItBecomes() throws Exception {
    Path gate = directory.resolve("gate");
    String script =
        "printf 'copying 10 %%'; until [ -e %s.1 ]; do sleep 0.05; done; printf '\\rcopying 70 %%';"
            + " until [ -e %s.2 ]; do sleep 0.05; done; printf '\\rcopied\\n'; echo '::progress 90::nearly';"
            + " sleep 60";
    open(run(admin, shellJob(admin, "Copy", script.replace("%s", gate.toString()))));
    var lines = page.locator("tempo-log .line");
    assertThat(lines).hasCount(1);
    assertThat(lines.locator(".text")).hasText("copying 10 %");
    Files.createFile(Path.of(gate + ".1"));
    assertThat(lines.locator(".text")).hasText("copying 70 %");
    assertThat(page.locator(".log-progress progress")).hasAttribute("value", "70");
    Files.createFile(Path.of(gate + ".2"));
    assertThat(lines.locator(".text")).hasText(new String[] {"copied", "90% nearly"});
    assertThat(lines.locator("progress")).hasAttribute("value", "90");
    assertThat(page.locator(".log-progress progress")).hasAttribute("value", "90");
    pictures("run-progress");
    button("Cancel run").click();
    assertThat(status("cancelled")).isVisible();
    assertThat(page.locator(".log-progress")).hasCount(0);
  }

  @Test
  void failedRun_saysWhy_runsAgain_andIsDeleted() throws Exception {
    Path works = directory.resolve("works");
    String script = "echo hello; [ -e " + works + " ] || exit 127";
    String failed = ran(admin, shellJob(admin, "Fragile", script));
    open(failed);
    assertThat(page.locator(".run-head .notice")).containsText("127: a command was not found");
    assertThat(page.locator(".run-head .facts")).containsText("Exit code127");
    pictures("run-failed");

    Files.createFile(works);
    page.keyboard().press("a");
    page.keyboard().press("r");
    assertThat(page).not().hasURL(Pattern.compile(failed));
    assertThat(status("success")).isVisible();

    page.goBack();
    assertThat(status("failure")).isVisible();
    choose("More about this run", "Delete");
    page.locator("dialog button.danger").click();
    assertThat(page).hasURL(Pattern.compile("/runs$"));
    assertThat(page.locator("tempo-run-table tbody tr")).hasCount(1);
  }

  @Test
  void failedRun_isComparedWithTheLastSuccess() throws Exception {
    Path broken = directory.resolve("broken");
    String job =
        shellJob(
            admin,
            "Changing",
            "echo one; echo two; [ ! -e " + broken + " ] || { echo three; exit 3; }");
    String good = ran(admin, job);
    Files.createFile(broken);
    open(ran(admin, job));
    choose("More about this run", "Compare with the last success");
    assertThat(page).hasURL(Pattern.compile("compare=" + good));
    assertThat(page.locator("tempo-log")).hasCount(2);
    assertThat(page.locator("tempo-log").first()).containsText("three");
    assertThat(page.locator("tempo-log[beside]")).containsText("two");
    assertThat(page.locator("tempo-log[beside]")).not().containsText("three");
    assertThat(page.locator(".comparison tr:has-text('Change')")).containsText("+50%");
    pictures("run-compared");
    page.goBack();
    assertThat(page.locator("tempo-log")).hasCount(1);
  }

  @Test
  void run_tellsWhichVersionOfTheScriptItHad_andLeadsThere() {
    String job = shellJob(admin, "Versioned", "echo one");
    String first = ran(admin, job);
    admin.put("/api/jobs/" + job, "{'task':{'content':'echo two'}}").status(200);
    open(ran(admin, job));
    var version = page.locator(".run-aside div:has(> dt:text-is('Version of the script')) a");
    assertThat(version).hasText("2");
    open(first);
    assertThat(version).hasText("1");
    version.click();
    assertThat(page.locator(".versions li[aria-current]")).containsText("Version 1");
    assertThat(page.locator(".versions li")).hasCount(2);
  }

  @Test
  void tabs_showTheLogByStream_andWhatElseIsKnown() {
    String script = "echo said; echo 'ERROR: wrong' >&2; echo 'DEBUG: detail' >&2; exit 3";
    String job = shellJob(admin, "In tabs", script);
    String parameter = "{'parameters':[{'name':'place','type':'string'}]}";
    admin.put("/api/jobs/" + job, parameter).status(200);
    String id =
        admin
            .post("/api/jobs/" + job + "/run", "{'parameters':{'place':'here'}}")
            .status(202)
            .data("runId")
            .textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    open(id);
    var lines = page.locator("tempo-log-view .text");
    assertThat(lines).hasCount(3);
    tab("Output").click();
    assertThat(page).hasURL(Pattern.compile("tab=output"));
    assertThat(lines).hasText(new String[] {"said"});
    tab("Errors").click();
    assertThat(lines).hasCount(2);
    choose("Which lines", "Errors by level");
    assertThat(lines).hasText(new String[] {"ERROR: wrong"});
    choose("Which lines", "All output");
    assertThat(page).not().hasURL(Pattern.compile("tab="));
    assertThat(lines).hasCount(3);
    tab("Parameters").click();
    assertThat(page.locator("tempo-run-panel")).containsText("placehere");
    assertThat(page.locator("tempo-log-view")).isHidden();
    tab("Environment").click();
    assertThat(page.locator("tempo-run-panel")).containsText("Settings and limits");
    assertThat(page.locator("h2:text-is('Settings and limits') + table th").allTextContents())
        .hasSizeGreaterThan(9)
        .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    pictures("run-environment");
    tab("Timeline").click();
    var events = page.locator(".events li");
    assertThat(events.first()).containsText("Queued");
    assertThat(events.last()).containsText("with code 3");
    pictures("run-timeline");
    page.setViewportSize(390, 800);
    assertThat(tab("Timeline"))
        .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(0.95));
    requireNoSidewaysScrolling();
    page.goBack();
    assertThat(page.locator("tempo-run-panel")).containsText("Settings and limits");
  }

  private com.microsoft.playwright.Locator tab(String name) {
    return page.locator(".run-tabs a:text-is('" + name + "')");
  }

  @Test
  void note_tags_andBookmark_areKept() {
    String run = ran(admin, shellJob(admin, "Noted", "echo hello"));
    open(run);
    button("Add a note").click();
    page.locator("tempo-notes textarea").fill("The disk was full.\nTwice.");
    page.locator("tempo-notes button.primary").click();
    assertThat(page.locator("tempo-notes .note")).hasText("The disk was full.\nTwice.");
    page.locator("tempo-notes input[name=tag]").fill("disk");
    page.locator("tempo-notes input[name=tag]").press("Enter");
    assertThat(page.locator("tempo-notes .tag")).containsText("disk");
    button("Bookmark").click();
    assertThat(button("Bookmark")).hasAttribute("aria-pressed", "true");
    page.reload();
    assertThat(page.locator("tempo-notes .note")).containsText("disk was full");
    assertThat(button("Bookmark")).hasAttribute("aria-pressed", "true");
    page.locator("tempo-notes .tag a").click();
    assertThat(page).hasURL(Pattern.compile("/runs\\?tag=disk"));
    assertThat(page.locator("tempo-run-table tbody tr")).hasCount(1);
  }

  @Test
  void log_isDownloadedAsText() throws Exception {
    open(ran(admin, shellJob(admin, "Talker", "echo one; echo two")));
    Path file = page.waitForDownload(() -> page.locator(".log-bar button.download").click()).path();
    assertThat(Files.readString(file)).isEqualTo("one\ntwo\n");
  }

  @Test
  void phone_foldsWhatStandsBesideTheLog() {
    page.setViewportSize(360, 740);
    open(ran(admin, shellJob(admin, "On the go", "echo hello")));
    assertThat(page.locator("tempo-log-view .text").first()).hasText("hello");
    assertThat(page.locator("tempo-usage")).isHidden();
    page.locator(".run-aside summary").first().click();
    assertThat(page.locator("tempo-usage")).isVisible();
    requireNoSidewaysScrolling();
  }

  @Test
  void missingRun_saysSo() {
    page.navigate(server.url() + "/runs/00000000-0000-7000-8000-000000000000");
    assertThat(page.locator(".state h2")).hasText("Not found");
    page.waitForLoadState(LoadState.NETWORKIDLE); // its parts ask, too, and are told the same
    provoked("404");
  }

  private void open(String run) {
    page.navigate(server.url() + "/runs/" + run);
    assertThat(page.locator(".run-head")).isVisible();
  }

  private com.microsoft.playwright.Locator status(String status) {
    return page.locator(".run-head [data-status=" + status + "]");
  }
}
