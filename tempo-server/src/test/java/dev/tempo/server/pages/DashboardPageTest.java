package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dashboard: what it shows, and what it costs to keep it up to date. */
final class DashboardPageTest extends BrowserTest {
  private static final int JOBS = 30;
  private static final int RUNS = 40;
  private static final int MOST_BYTES = 30_000;

  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void startServer() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void timeline_tellsTheTruth_andEventsChangeTheBoardInPlace() {
    List<String> ids = jobs();
    shellJob(admin, "By hand", "true");
    ran(admin, ids.getFirst());
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/");
    assertThat(page.locator(".timeline .lane[data-job]")).hasCount(JOBS);
    requireLanes(ids);
    pictures("dashboard");
    requireState();
    requireFewBytes();
    requireReason();
    page.locator(".timeline .lane a").last().scrollIntoViewIfNeeded();
    assertThat(page.locator(".timeline .lane a").last()).isInViewport();
    admin.put("/api/jobs/" + ids.getFirst(), "{'triggers':[]}").status(200);
    assertThat(lane(ids.getFirst()).locator(".band")).hasCount(0);
    admin.delete("/api/jobs/" + ids.get(1)).status(200);
    assertThat(lane(ids.get(1))).hasCount(0);
    assertThat(lane(ids.getFirst()).locator("a.cut")).hasText("Job 00");
    admin.delete("/api/jobs/" + ids.getFirst()).status(200);
    assertThat(lane(ids.getFirst()).locator("span.cut")).hasText("Job 00");
    assertThat(lane(ids.getFirst()).locator("a.cut")).hasCount(0);
    page.reload();
    assertThat(lane(ids.getFirst()).locator("span.cut")).hasText("Job 00");
    assertThat(lane(ids.get(2)).locator("a.cut")).hasText("Job 02");
    requireMachine();
  }

  private void requireState() {
    assertThat(state("service")).hasText("OK");
    assertThat(state("conda")).hasText(Pattern.compile("^(Found|None|Searching)$"));
    assertThat(state("pages")).hasText("0");
    assertThat(state("disk"))
        .hasText(Pattern.compile("^[0-9.]+\u00a0.iB free of [0-9.]+\u00a0.iB$"));
    assertThat(state("project").locator("a"))
        .hasAttribute("href", Pattern.compile("/projects/[0-9a-f-]+"));
    page.locator("#state").scrollIntoViewIfNeeded();
    pictures("dashboard-state");
  }

  private com.microsoft.playwright.Locator state(String name) {
    return page.locator("#state [data-fact=" + name + "] dd");
  }

  /** Events do not tell why a run failed; the page asks for it once, for what it shows alone. */
  private void requireReason() {
    List<String> asked = new CopyOnWriteArrayList<>();
    page.onRequest(request -> asked.add(request.url()));
    String job = shellJob(admin, "Broken", "echo disk is full >&2; exit 3");
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      failed.add(ran(admin, job));
    }
    for (String run : failed) {
      assertThat(page.locator(".failures a[href='/runs/" + run + "']"))
          .containsText("disk is full");
    }
    assertThat(page.locator(".failures li")).hasCount(3);
    assertThat(asked.stream().filter(url -> url.matches(".*/api/runs/[^/?]+")))
        .doesNotHaveDuplicates()
        .hasSize(3);
  }

  /** On the dashboard and among what administrators look after, in three widths. */
  private void requireMachine() {
    requireFacts();
    page.locator(".machine").scrollIntoViewIfNeeded();
    picture("machine-dashboard");
    page.navigate(server.url() + "/admin/machine");
    requireFacts();
    for (int width : List.of(1440, 820, 390)) {
      page.setViewportSize(width, 800);
      for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        picture("machine-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
      }
      requireNoSidewaysScrolling();
    }
  }

  private void requireFacts() {
    assertThat(fact("cpu")).hasText(Pattern.compile("^(–|[0-9.]+ ?%) of [0-9]+ cores$"));
    assertThat(fact("load")).hasText(Pattern.compile("^[0-9.]+ · [0-9.]+ · [0-9.]+$"));
    assertThat(fact("memory"))
        .hasText(Pattern.compile("^[0-9.]+\u00a0[KMGT]iB of [0-9.]+\u00a0[KMGT]iB$"));
    assertThat(fact("disk"))
        .hasText(Pattern.compile("^[0-9.]+\u00a0.iB free of [0-9.]+\u00a0.iB$"));
    assertThat(fact("processes")).hasText(Pattern.compile("^[0-9,]+$"));
    assertThat(fact("uptime")).hasText(Pattern.compile("[0-9]"));
  }

  private com.microsoft.playwright.Locator fact(String name) {
    return page.locator(".machine [data-fact=" + name + "] dd");
  }

  /** The first each minute, the others each hour at the same minute: more than can run at once. */
  private List<String> jobs() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      String id = shellJob(admin, "Job %02d".formatted(i), "exit %d".formatted(i % 2));
      String cron = i == 0 ? "* * * * *" : "30 * * * *";
      admin
          .post(
              "/api/jobs/" + id + "/triggers", "{'type':'cron','expression':'%s'}".formatted(cron))
          .status(201);
      ids.add(id);
    }
    return ids;
  }

  private void requireLanes(List<String> ids) {
    assertThat(lane(ids.getFirst()).locator(".band text")).containsText("60/h");
    assertThat(lane(ids.getFirst()).locator(".planned")).hasCount(0);
    assertThat(lane(ids.get(5)).locator(".band")).hasCount(0);
    assertThat(lane(ids.get(5)).locator(".planned").nth(20)).isAttached();
    assertThat(page.locator(".timeline-notes li").first())
        .containsText("jobs start in the queue default, which runs 4 at once");
    List<String> names = page.locator(".timeline .lane a.cut").allTextContents();
    assertThat(names).isSorted();
  }

  private void requireFewBytes() {
    List<Response> answers = new CopyOnWriteArrayList<>();
    page.onResponse(
        answer -> {
          if (answer.url().contains("/api/")) {
            answers.add(answer);
          }
        });
    String job = admin.get("/api/jobs/by-hand").data("id").textValue();
    String last = "";
    for (int i = 0; i < RUNS; i++) { // three events each
      last = ran(admin, job);
    }
    assertThat(page.locator(".rows a[href='/runs/" + last + "'] [data-status=success]"))
        .isVisible();
    assertThat(lane(job).locator(".run")).hasCount(RUNS);
    page.waitForCondition(
        () -> answers.stream().anyMatch(answer -> answer.url().contains("/api/stats")));
    long bytes =
        answers.stream().mapToLong(answer -> answer.request().sizes().responseBodySize).sum();
    System.out.printf(
        "%d events cost the dashboard %d requests and %d bytes%n", RUNS * 3, answers.size(), bytes);
    assertThat(answers.stream().map(Response::url).filter(url -> url.contains("/api/dashboard")))
        .isEmpty();
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  private com.microsoft.playwright.Locator lane(String job) {
    return page.locator(".timeline .lane[data-job='" + job + "']");
  }
}
