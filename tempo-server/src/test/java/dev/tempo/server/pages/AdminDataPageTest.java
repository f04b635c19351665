package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.tempo.server.ApiClient;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Looks after what accounts left, groups and what describes scripts, as administrators do. */
final class AdminDataPageTest extends AdminPageTest {

  @Test
  void dataOfUsers_isShown_deleted_andReset() {
    ApiClient ann = server.as("ann", Role.DEVELOPER);
    String job = shellJob(ann, "Hers", "echo hello");
    run(ann, job);
    admin.await("/api/jobs/" + job + "/status", now -> now.path("running").isEmpty());
    admin.await("/api/runs", page -> page.at("/runs/0/status").textValue().equals("success"));
    page.navigate(server.url() + "/admin/data");
    var row = page.locator("tr[data-user=ann]");
    assertThat(row.locator("td.number").nth(2)).hasText("1");
    choose("What to do with the data of ann", "Show runs");
    assertThat(page.locator("tempo-run-table tbody tr")).hasCount(1);
    page.goBack();
    choose("What to do with the data of ann", "Delete logs");
    page.locator("dialog button.danger").click();
    assertThat(page.locator(".toast")).containsText("1 run is deleted");
    assertThat(row.locator("td.number").nth(2)).hasText("0");
    choose("What to do with the data of ann", "Log quota…");
    page.locator("dialog input[name=quota]").fill("0.5");
    page.locator("dialog button.primary").click();
    assertThat(row).containsText("512 KiB");
    choose("What to do with the data of ann", "Reset data");
    page.locator("dialog button.danger").click();
    assertThat(page.locator(".toast").last()).containsText("0 runs are deleted");
    pictures("admin-data");
  }

  @Test
  void groups_andChanges_areListed() throws Exception {
    page.navigate(server.url() + "/admin/discovery");
    assertThat(page.locator("tempo-discovery")).containsText("no groups of scripts");
    SampleGroups.into(directory);
    page.locator("#rescan").click();
    assertThat(page.locator("tr[data-group=lab]")).isVisible();
    pictures("admin-discovery");
    page.navigate(server.url() + "/admin/changes");
    assertThat(page.locator("tempo-metadata-changes")).containsText("Nothing was changed");
    String path = "/api/jobs/@lab:heat/metadata";
    long version = admin.get(path).data("version").longValue();
    admin.put(path, "{'version':" + version + ",'category':'warmth'}").status(200);
    page.reload();
    assertThat(page.locator("tempo-metadata-changes tbody")).containsText("warmth");
    pictures("admin-changes");
  }

  @Test
  void ownRuns_areSummedUp() {
    String job = shellJob(admin, "Broken", "exit 1");
    for (int i = 0; i < 10; i++) {
      ran(admin, job);
    }
    page.navigate(server.url() + "/account");
    var sums = page.locator("#statistics");
    assertThat(sums).containsText("10 runs in the last 30 days");
    assertThat(sums).containsText("Broken failed 10 times and never succeeded");
    assertThat(sums.locator(".trend meter").first()).isVisible();
    pictures("account-statistics");
  }

  @Test
  void systemLog_leadsToTheRunsThatItNames() throws Exception {
    String run = ran(admin, shellJob(admin, "Named", "true"));
    Path log = directory.resolve("logs/application.log");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "2026-03-01T08:00:00Z WARN Notifier No mail about run " + run + "\n");
    page.navigate(server.url() + "/admin/log");
    page.locator("a.link[href$='/runs/" + run + "']").click();
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
  }
}
