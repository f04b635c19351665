package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.tempo.RunStatus;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Goes through the history of runs as people do. */
final class RunsPageTest extends AdminPageTest {
  @Test
  void filters_standInTheAddress_andTheBackButtonTakesThemBack() {
    String good = shellJob(admin, "Good", "echo hello");
    String bad = shellJob(admin, "Bad", "exit 1");
    ran(admin, good);
    ran(admin, bad);
    ran(admin, bad);
    open("");
    assertThat(rows()).hasCount(3);
    pictures("runs");

    page.locator("select[name=status]").selectOption("failure");
    assertThat(page).hasURL(Pattern.compile("\\?status=failure$"));
    assertThat(rows()).hasCount(2);
    page.locator("select[name=status]").selectOption("");
    assertThat(rows()).hasCount(3);
    page.locator("tempo-job-filter input").fill("Good");
    page.locator("tempo-job-filter input").press("Enter");
    assertThat(page).hasURL(Pattern.compile("job=" + good));
    assertThat(rows()).hasCount(1);

    page.goBack();
    assertThat(rows()).hasCount(3);
    page.goBack();
    assertThat(rows()).hasCount(2);
    assertThat(page.locator("select[name=status]")).hasValue("failure");
    page.reload();
    assertThat(rows()).hasCount(2);
    assertThat(page.locator("select[name=status]")).hasValue("failure");

    page.navigate(server.url() + "/runs?status=timeout");
    assertThat(page.locator(".state")).containsText("No runs match");
    page.locator(".state a").click();
    assertThat(rows()).hasCount(3);
  }

  @Test
  void moreFilters_narrowByPerson_duration_andTime() {
    ran(admin, shellJob(admin, "Quick", "true"));
    ran(admin, shellJob(admin, "Slow", "sleep 1.1"));
    open("");
    assertThat(rows()).hasCount(2);
    button("More filters").click();
    page.locator("select[name=minDurationMs]").selectOption("1000");
    assertThat(rows()).hasCount(1);
    assertThat(rows()).containsText("Slow");
    page.locator("input[name=user]").fill("admin");
    page.locator("input[name=user]").press("Enter");
    assertThat(page).hasURL(Pattern.compile("user=admin"));
    assertThat(rows()).hasCount(1);
    page.locator("input[name=from]").fill("2099-01-01T00:00");
    page.locator("input[name=from]").press("Enter");
    assertThat(page.locator(".state")).containsText("No runs match");
    page.locator("#clear-filters").click();
    assertThat(rows()).hasCount(2);
  }

  @Test
  void rows_changeWhileOneLooks() throws Exception {
    Path gate = directory.resolve("gate");
    String job = shellJob(admin, "Waiting", "while [ ! -e " + gate + " ]; do sleep 0.05; done");
    open("");
    assertThat(page.locator(".state")).containsText("No runs yet");
    run(admin, job);
    assertThat(rows().locator("[data-status=running]")).isVisible();
    Files.createFile(gate);
    assertThat(rows().locator("[data-status=success]")).isVisible();
  }

  @Test
  void keys_goThroughTheRows_andOpenOne() {
    String job = shellJob(admin, "Many", "true");
    String first = ran(admin, job);
    ran(admin, job);
    ran(admin, job);
    open("");
    assertThat(rows()).hasCount(3);
    for (String key : "j j j k j".split(" ")) {
      page.keyboard().press(key);
    }
    page.keyboard().press("x");
    assertThat(page.locator("tr.selected")).hasAttribute("data-run", first);
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("/runs/" + first));
    assertThat(page.locator("tempo-log-view")).isVisible();
  }

  @Test
  void moreRuns_comeByAButton_andStayWhenTheListIsRefreshed() {
    String job = shellJob(admin, "Many", "true");
    restartWithRuns(job, 59);
    open("");
    assertThat(rows()).hasCount(50);
    page.locator("#more").click();
    assertThat(rows()).hasCount(59);
    assertThat(page.locator("#more")).hasCount(0);
    ran(admin, job);
    assertThat(rows()).hasCount(60);
  }

  private void restartWithRuns(String job, int count) {
    closeWindow();
    server.close();
    Instant now = TimeSource.system().instant();
    StoredRuns past = new StoredRuns();
    for (int i = 1; i <= count; i++) {
      Instant at = now.minusSeconds(60L * i);
      past.add(new Past(UUID.fromString(job), at, Duration.ofSeconds(1), RunStatus.SUCCESS));
    }
    past.into(directory);
    server = TestServer.start(directory);
    admin = server.admin();
    openWindowOfAdmin(server.url());
  }

  @Test
  void chosenRuns_areExported_andDeleted() throws Exception {
    String job = shellJob(admin, "Old", "echo it spoke");
    ran(admin, job);
    ran(admin, job);
    ran(admin, shellJob(admin, "New", "true"));
    open("?job=" + job);
    assertThat(rows()).hasCount(2);
    page.locator("thead input[type=checkbox]").check();
    assertThat(Files.readAllLines(exported("Export as CSV"))).hasSize(3);
    assertThat(exported("Export logs as text")).content().contains("jobName: Old", "it spoke");
    page.locator("#delete-runs").click();
    page.locator("dialog button.danger").click();
    assertThat(page.locator(".toast")).containsText("2 runs are deleted");
    assertThat(page.locator(".state")).containsText("No runs match");
    page.navigate(server.url() + "/runs");
    assertThat(rows()).hasCount(1);
  }

  @Test
  void headings_sort() throws IOException {
    Path gate = directory.resolve("beta-is-over"); // so that Alpha takes longer, however long
    String wait = "while [ ! -e " + gate + " ]; do sleep 0.05; done; ";
    String alpha = wait + "echo slept well; echo 'and dreamt' >&2";
    String longer = "/api/runs/" + run(admin, shellJob(admin, "Alpha", alpha));
    admin.await(longer, found -> found.path("status").asText().equals("running"));
    ran(admin, shellJob(admin, "Beta", "exit 3"));
    Files.createFile(gate);
    admin.await(longer, found -> found.path("status").asText().equals("success"));
    open("");
    assertThat(rows().first()).containsText("Beta");
    page.locator("th button:has-text('Duration')").click();
    assertThat(page).hasURL(Pattern.compile("sort=-durationMs"));
    assertThat(rows().first()).containsText("Alpha");
    page.locator("th button:has-text('Duration')").click();
    assertThat(rows().first()).containsText("Beta");
    page.locator("th button:has-text('Exit code')").click();
    assertThat(page).hasURL(Pattern.compile("sort=-exitCode"));
    assertThat(rows().first()).containsText("Beta");
    page.locator("tempo-list-options button").first().click();
    page.locator("[role=menuitemcheckbox]").getByText("Last output").click();
    assertThat(rows().last().locator("td.preview")).containsText("slept well");
    assertThat(rows().last().locator("td.preview .is-stderr")).containsText("and dreamt");
  }

  @Test
  void severalLogs_areFollowedSideBySide() throws Exception {
    Path gate = directory.resolve("gate");
    String wait = "echo begun %s; while [ ! -e " + gate + " ]; do sleep 0.05; done; echo over";
    run(admin, shellJob(admin, "One", wait.formatted("one")));
    run(admin, shellJob(admin, "Two", wait.formatted("two")));
    open("");
    assertThat(rows()).hasCount(2);
    page.locator("thead input[type=checkbox]").check();
    page.locator("#beside").click();
    assertThat(page).hasURL(Pattern.compile("/logs\\?runs="));
    var logs = page.locator("tempo-one-log");
    assertThat(logs).hasCount(2);
    assertThat(logs.filter(having("begun one"))).hasCount(1);
    assertThat(logs.filter(having("begun two"))).hasCount(1);
    Files.createFile(gate);
    assertThat(logs.locator("[data-status=success]")).hasCount(2);
    assertThat(logs.filter(having("over"))).hasCount(2);
    pictures("logs-beside");
    logs.first().locator("header button").click();
    assertThat(logs).hasCount(1);
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @Test
  void runs_areFoundByParameters_withWhatWasFound() {
    String job = shellJob(admin, "Asks", "true");
    String parameter = "{'parameters':[{'name':'place','type':'string'}]}";
    admin.put("/api/jobs/" + job, parameter).status(200);
    admin.post("/api/jobs/" + job + "/run", "{'parameters':{'place':'Old Harbour'}}").status(202);
    ran(admin, job);
    open("");
    page.getByText("More filters").click();
    page.locator("input[name=parameter]").fill("harbour");
    page.locator("input[name=parameter]").press("Enter");
    assertThat(rows()).hasCount(1);
    assertThat(rows().locator(".snippet")).hasText("place=Old Harbour");
    assertThat(rows().locator(".snippet mark")).hasText("Harbour");
  }

  /** What is downloaded by an item of the toolbar's menu. */
  private Path exported(String item) {
    page.locator(".bulk tempo-menu > button").click();
    var choice = page.locator(".bulk [role=menuitem]").getByText(item);
    return page.waitForDownload(choice::click).path();
  }

  private void open(String query) {
    page.navigate(server.url() + "/runs" + query);
    assertThat(page.locator("tempo-runs .toolbar").first()).isVisible();
  }

  private Locator rows() {
    return page.locator("tempo-run-table tbody tr");
  }
}
