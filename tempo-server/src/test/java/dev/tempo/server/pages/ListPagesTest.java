package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.KeyboardModifier;
import dev.tempo.RunStatus;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goes through long lists of jobs and runs: back to where one was, many at once, and undone. */
final class ListPagesTest extends BrowserTest {
  private static final int RUNS = 730;

  private TestServer server;
  private ApiClient admin;
  private String report;

  @BeforeEach
  void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    report = shellJob(admin, "Report", "true");
    shellJob(admin, "Export", "true");
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void runs_backLeadsToTheRowOneWasAt_andAllOfAListAreDoneAtOnce() {
    restartWithRuns();
    page.navigate(server.url() + "/runs");
    assertThat(runs()).hasCount(50);
    for (int count = 150; count < 700; count += 100) {
      page.locator("#more").click();
      assertThat(runs()).hasCount(count);
    }
    Locator row = runs().nth(639);
    row.scrollIntoViewIfNeeded();
    String id = row.getAttribute("data-run");
    row.locator(".pick input").check();
    double before = row.boundingBox().y;
    page.waitForFunction("() => sessionStorage.getItem('tempo.places')?.includes('selected')");
    row.locator("a.open").click();
    assertThat(page).hasURL(Pattern.compile("/runs/" + id));
    assertThat(page.locator("tempo-log-view")).isVisible();
    page.goBack();
    requireBack(id, before);
    page.reload();
    requireBack(id, before);

    page.locator("select[name=status]").selectOption("failure");
    assertThat(page.locator(".filter-chip")).containsText("Failed");
    assertThat(page.locator("tr.selected")).hasCount(0);
    page.locator("thead input[type=checkbox]").check();
    assertThat(page.locator("tr.selected")).hasCount(50);
    runs().nth(3).locator(".pick input").click();
    assertThat(page.locator("thead input[type=checkbox]")).not().isChecked();
    assertThat((Boolean) page.locator("thead input").evaluate("box => box.indeterminate")).isTrue();
    runs().nth(3).locator(".pick input").click();
    page.locator("#select-all").click();
    assertThat(page.locator(".bulk strong")).containsText("244");
    pictures("runs-selected");
    page.locator("#delete-runs").click();
    assertThat(page.locator("dialog[open] h2")).containsText("244");
    page.locator("dialog[open] button.danger").click();
    assertThat(page.locator(".toast")).containsText("244 runs are deleted");
    assertThat(page.locator(".state")).containsText("No runs match");

    page.navigate(server.url() + "/runs?job=" + report + "&cause=manual&user=nobody");
    assertThat(page.locator(".filter-chip")).hasCount(3);
    assertThat(page.locator(".filter-chip").first()).containsText("Report");
    page.locator(".filter-chip:has-text('nobody') button").click();
    assertThat(runs()).hasCount(50);
    runs().nth(1).locator(".pick input").click();
    runs().nth(4).locator(".pick input").click(shift());
    assertThat(page.locator("tr.selected")).hasCount(4);
    page.locator("#clear-filters").click();
    assertThat(page).hasURL(Pattern.compile("/runs$"));

    chooseAndMakeCompact("Lines");
    assertThat(page.locator("th:has-text('Lines')")).isVisible();
    page.reload();
    assertThat(page.locator("th:has-text('Lines')")).isVisible();
    assertThat(page.locator("table.compact")).isVisible();
    page.locator("th button:has-text('Status')").click();
    assertThat(page).hasURL(Pattern.compile("sort=status"));
  }

  @Test
  void jobs_areMovedAndDeleted_andThatIsTakenBack() {
    openWindowOfAdmin(server.url());
    String ops = folder("Ops & Co", null);
    folder("Night shift", ops);
    page.navigate(server.url() + "/jobs");
    assertThat(jobs()).hasCount(2);
    for (String key : "j j k j x".split(" ")) {
      page.keyboard().press(key);
    }
    assertThat(page.locator("tr.selected")).hasAttribute("data-job", "report");
    page.locator(".bulk button:text-is('Move…')").click();
    page.locator("dialog[open] select").selectOption("Ops & Co / Night shift");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator("tr[data-job=report] small")).containsText("Ops & Co / Night shift");
    button("Undo").click();
    assertThat(page.locator("tr[data-job=report] small")).not().containsText("Ops & Co");

    page.locator("tr[data-job=report]").dragTo(page.locator("a[data-folder='" + ops + "']"));
    assertThat(page.locator("tr[data-job=report] small")).containsText("Ops & Co");
    page.locator("a[data-folder='" + ops + "']").click();
    assertThat(jobs()).hasCount(1);
    assertThat(page.locator(".filter-chip")).containsText("Ops & Co");
    page.locator(".folders .depth-2 tempo-menu button").click();
    page.locator(".menu button:text-is('Move…')").click();
    page.locator("dialog[open] select").selectOption("");
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".folders .depth-1")).hasCount(2);
    page.keyboard().press("z");
    assertThat(page.locator(".folders .depth-2")).hasCount(1);

    answerDeletionsLate();
    choose("Actions for the folder Ops & Co", "Delete");
    assertThat(page.locator("dialog[open]")).containsText("1 folder, 1 job");
    assertThat(page.locator("dialog[open] li").first()).containsText("Ops & Co / Night shift");
    pictures("delete-folder");
    page.locator("dialog[open] button.danger").click();
    assertThat(page.locator(".folders [data-folder]")).hasCount(1);
    assertThat(jobs()).hasCount(1);
    assertThat(page.locator(".toast:has-text('deleted')")).isVisible();
    page.keyboard().press("z");
    assertThat(page.locator(".folders [data-folder]")).hasCount(3);
    assertThat(jobs()).hasCount(2);

    choose("Actions for Export", "Disable");
    assertThat(page.locator("tr[data-job=export]")).hasClass(Pattern.compile("off"));
    admin
        .put(
            "/api/jobs/" + admin.get("/api/jobs/export").data("id").textValue(),
            "{'description':'changed meanwhile'}")
        .status(200);
    page.keyboard().press("z");
    assertThat(page.locator(".toast").last()).containsText("could not be taken back");
    assertThat(page.locator("tr[data-job=export]")).hasClass(Pattern.compile("off"));
    page.locator("th button:has-text('Name')").click();
    assertThat(page).hasURL(Pattern.compile("sort=-name"));
    assertThat(jobs().first()).containsText("Report");
    pictures("jobs-list");
  }

  /** Chooses something of a list, and makes it compact before the server has the first choice. */
  private void chooseAndMakeCompact(String column) {
    List<Route> asked = new ArrayList<>();
    page.route("**/api/me/preferences", asked::add);
    page.locator("tempo-list-options button").click();
    page.locator(".menu button:text-is('" + column + "')").click();
    page.locator(".menu button:text-is('Compact')").click();
    assertThat(page.locator("table.compact")).isVisible();
    page.waitForCondition(() -> !asked.isEmpty());
    assertThat(asked).as("requests under way together").hasSize(1);
    asked.getFirst().resume();
    page.waitForCondition(() -> asked.size() == 2);
    page.waitForResponse("**/api/me/preferences", asked.getLast()::resume);
    page.unroute("**/api/me/preferences");
  }

  private void restartWithRuns() {
    server.close();
    StoredRuns stored = new StoredRuns();
    Instant first = TimeSource.system().nowMillis().minusSeconds(61L * RUNS);
    for (int i = 0; i < RUNS; i++) {
      RunStatus status = i % 3 == 0 ? RunStatus.FAILURE : RunStatus.SUCCESS;
      Instant at = first.plusSeconds(60L * i);
      stored.add(
          new StoredRuns.Past(UUID.fromString(report), at, Duration.ofSeconds(1 + i % 7), status));
    }
    stored.into(directory);
    server = TestServer.start(directory);
    admin = server.admin();
    openWindowOfAdmin(server.url());
  }

  private void requireBack(String id, double before) {
    Locator row = page.locator("tr[data-run='" + id + "']");
    assertThat(row).isInViewport();
    assertThat(row).hasClass("selected");
    assertThat(row.boundingBox().y).isBetween(before - 60, before + 60);
  }

  private static Locator.ClickOptions shift() {
    return new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT));
  }

  private String folder(String name, String parent) {
    String parentId = parent == null ? "null" : "'" + parent + "'";
    String body = "{'name':'" + name + "','parentId':" + parentId + "}";
    return admin.post("/api/folders", body).status(201).data("id").textValue();
  }

  /**
   * Deletions are answered after their events were told; what is gone is asked for by nobody, see
   * {@link #complaints}.
   */
  private void answerDeletionsLate() {
    page.evaluate(
        """
        () => {
          const { fetch } = window;
          window.fetch = async (url, options) => {
            const answer = await fetch(url, options);
            if (options?.method === 'DELETE') {
              await new Promise((done) => setTimeout(done, 800));
            }
            return answer;
          };
        }
        """);
  }

  private Locator runs() {
    return page.locator("tempo-run-table tbody tr");
  }

  private Locator jobs() {
    return page.locator("tempo-job-table tbody tr");
  }
}
