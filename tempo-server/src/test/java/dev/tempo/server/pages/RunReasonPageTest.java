package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Looks at why a run failed, and at the runs around it, as people do. */
final class RunReasonPageTest extends AdminPageTest {
  private static final String SCRIPT =
      """
      import json, sys, time
      for i in range(400): print("row", i)
      sys.stdout.flush(); time.sleep(0.2)
      def load(text):
          return json.loads(text)
      load("{")
      """;

  @Test
  void failedRun_saysWhy_withTheLinesBefore_andLeadsToThem() {
    String job = pythonJob("Import rates", SCRIPT);
    String failed = ran(admin, job);
    page.navigate(server.url() + "/runs/" + failed);
    var reason = page.locator("tempo-why .why-text a");
    assertThat(reason).containsText("JSONDecodeError: Expecting property name");
    assertThat(page.locator("tempo-why pre")).containsText("line 353, in raw_decode");
    assertThat(page.locator(".run-head .notice")).containsText("It exited with code 1");
    page.locator("tempo-why details button").click();
    assertThat(page.locator("tempo-why pre")).containsText("in load");
    button("To the beginning").click();
    assertThat(page.locator("tempo-log-view [data-line='1']")).isInViewport();
    reason.click();
    assertThat(page).hasURL(Pattern.compile("#L4\\d\\d$"));
    assertThat(page.locator("tempo-log-view .marked")).containsText("JSONDecodeError");
    assertThat(page.locator("tempo-log-view .marked")).isInViewport();
    pictures("run-reason");
    page.navigate(server.url() + "/runs");
    assertThat(page.locator("tempo-run-table .why")).containsText("JSONDecodeError");
    page.navigate(server.url() + "/");
    assertThat(page.locator(".failures li")).containsText("JSONDecodeError");
  }

  @Test
  void run_leadsToThoseAroundIt_andSaysIfItTakesLong() throws Exception {
    String gate = directory.resolve("slow").toString();
    String job = shellJob(admin, "Often", "[ ! -e " + gate + " ] || sleep 60");
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      runs.add(ran(admin, job));
    }
    page.navigate(server.url() + "/runs/" + runs.get(2));
    assertThat(page.locator(".run-head .usual")).containsText("usually");
    page.getByLabel("Next run of this job").click();
    assertThat(page).hasURL(Pattern.compile(runs.get(3)));
    assertThat(page.getByLabel("Previous run of this job"))
        .hasAttribute("href", Pattern.compile(runs.get(2)));
    page.keyboard().press("p");
    assertThat(page).hasURL(Pattern.compile(runs.get(2)));
    assertThat(page.getByLabel("Next run of this job"))
        .hasAttribute("href", Pattern.compile(runs.get(3)));
    page.keyboard().press("n");
    assertThat(page).hasURL(Pattern.compile(runs.get(3)));
    Files.createDirectory(directory.resolve("slow"));
    String slow = run(admin, job);
    page.navigate(server.url() + "/runs/" + slow);
    assertThat(page.locator(".run-head .slow")).hasText("longer than usual");
    page.navigate(server.url() + "/runs");
    assertThat(page.locator("tr[data-run='" + slow + "'] .slow")).isVisible();
    page.navigate(server.url() + "/");
    assertThat(page.locator(".rows .slow")).isVisible();
    admin.post("/api/runs/" + slow + "/cancel").status(202);
    admin.await("/api/runs/" + slow, run -> !run.path("finishedAt").isNull());
  }

  @Test
  void attempts_areSwitchedBetween() {
    String job =
        admin
            .post(
                "/api/jobs",
                "{'name':'Retried','retry':{'count':1,'delaySeconds':0},'task':{'kind':'shell','content':'echo"
                    + " $TEMPO_RUN_ID; exit 1'}}")
            .status(201)
            .data("id")
            .textValue();
    String first = ran(admin, job);
    admin.await("/api/runs/" + first + "/context", all -> all.path("attempts").size() == 2);
    page.navigate(server.url() + "/runs/" + first);
    assertThat(page.locator(".attempts [aria-current]")).containsText("1");
    page.locator(".attempts a").last().click();
    assertThat(page.locator(".attempts [aria-current]")).containsText("2");
    assertThat(page).not().hasURL(Pattern.compile(first));
    assertThat(page.locator("tempo-log")).not().containsText(first);
    requireNoSidewaysScrolling();
  }

  @Test
  void comparison_showsWhatChanged_andScrollsTogether() {
    String job = shellJob(admin, "Changing", "seq 400\ntrue");
    String first = ran(admin, job);
    String good = ran(admin, job);
    admin
        .put(
            "/api/jobs/" + job,
            "{'task':{'content':'seq"
                + " 400\\nfalse'},'timeoutSeconds':90,'overlap':'SKIP','limits':{'memoryBytes':1073741824},'environmentVariables':{'A':'b'}}")
        .status(200);
    String bad = ran(admin, job);
    admin.await("/api/runs/" + bad + "/compare", all -> all.path("known").asBoolean());
    page.navigate(server.url() + "/runs/" + bad);
    choose("More about this run", "Compare with the last success");
    assertThat(page).hasURL(Pattern.compile("compare=" + good));
    var changes = page.locator("tempo-changes");
    assertThat(changes).containsText("Script: version 1 → version 2");
    assertThat(changes.locator(".diff .added")).containsText("false");
    assertThat(page.locator("tempo-log-view").first()).containsText("400");
    assertThat(page.locator("tempo-log-view").last()).containsText("400");
    assertThat(changes.locator("tr:has-text('Time-out, seconds')")).containsText("90");
    assertThat(changes.locator("tr:has-text('Memory, MiB')")).containsText("1,024");
    assertThat(changes.locator("tr:has-text('When it is still running')")).containsText("Skip");
    assertThat(changes).not().containsText("timeoutSeconds");
    assertThat(changes.locator(".changes tr:has(th:text-is('A'))")).containsText("added");
    assertThat(page.locator("tempo-log[beside]")).containsText("400");
    org.assertj.core.api.Assertions.assertThat(Axe.serious(page)).isEmpty();
    pictures("run-changes");
    var left = page.locator("tempo-log-view").first();
    left.evaluate("view => { view.scrollTop = 2000 }");
    assertThat(page.locator("tempo-log[beside] [data-line='101']")).isInViewport();
    button("Scroll together").click();
    left.evaluate("view => { view.scrollTop = 6000 }");
    assertThat(left.locator("[data-line='301']")).isInViewport();
    assertThat(page.locator("tempo-log[beside] [data-line='101']")).isInViewport();
    page.locator(".comparison select").selectOption(first);
    assertThat(page).hasURL(Pattern.compile("compare=" + first));
    assertThat(changes).containsText("Script: version 1 → version 2");
    page.locator(".comparison select").selectOption("any");
    page.locator("dialog[open] input").fill(server.url() + "/runs/" + good);
    page.locator("dialog[open] button.primary").click();
    assertThat(page).hasURL(Pattern.compile("compare=" + good));
    button("Close the comparison").click();
    assertThat(page.locator("tempo-log")).hasCount(1);
  }

  @Test
  void phone_hasRoomForTheLog_andAroundWhoWasTold() {
    String job =
        shellJob(
            admin,
            "Crowded",
            "for i in 1 2 3 4 5 6; do echo \"::error title=T$i::Bad\"; done; seq 90; exit 3");
    admin.put("/api/jobs/" + job, "{'notify':{'on':'failure'}}").status(200);
    page.setViewportSize(390, 740);
    page.navigate(server.url() + "/runs/" + ran(admin, job));
    assertThat(page.locator(".annotations li").first()).isVisible();
    var told = page.locator(".run-aside .notifications li");
    assertThat(told).containsText("Mail is not set up");
    org.assertj.core.api.Assertions.assertThat(told.boundingBox().x >= 8)
        .as("the text keeps its distance")
        .isTrue();
    org.assertj.core.api.Assertions.assertThat(page.locator(".log-frame").boundingBox().height)
        .isGreaterThan(200);
    requireNoSidewaysScrolling();
    pictures("run-crowded");
  }

  private String pythonJob(String name, String script) {
    return admin
        .send(
            "POST",
            "/api/jobs",
            new com.fasterxml.jackson.databind.ObjectMapper()
                .createObjectNode()
                .put("name", name)
                .set(
                    "task",
                    new com.fasterxml.jackson.databind.ObjectMapper()
                        .createObjectNode()
                        .put("kind", "python")
                        .put("content", script))
                .toString(),
            "application/json")
        .status(201)
        .data("id")
        .textValue();
  }
}
