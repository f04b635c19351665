package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class SearchTest extends ServerTest {

  @Test
  void search_findsLines_andWhereTheTextStandsInThem() {
    String id = ended(admin, "Needle", "echo a Needle, a needle; echo hay; exit 3");
    JsonNode data = admin.get("/api/search/logs?q=needle").status(200).data();
    assertThat(data.path("complete").booleanValue()).isTrue();
    assertThat(data.path("nextCursor").isNull()).isTrue();
    JsonNode hit = data.path("hits").get(0);
    assertThat(hit.path("runId").textValue()).isEqualTo(id);
    assertThat(hit.path("lineNumber").intValue()).isEqualTo(1);
    assertThat(hit.path("content").textValue()).isEqualTo("a Needle, a needle");
    assertThat(hit.path("highlights").toString()).isEqualTo("[[2,8],[12,18]]");
    assertThat(hit.path("timestamp").textValue()).endsWith("Z");
    assertThat(lines(admin, "q=needle&status=success")).isEmpty();
    assertThat(lines(admin, "q=needle&status=failed&job=needle&stream=stdout&user=me")).hasSize(1);
    assertThat(lines(admin, "q=needle&stream=stderr")).isEmpty();
    assertThat(lines(admin, "q=needle&from=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(lines(admin, "q=needle&group=none")).isEmpty();
    assertThat(admin.get("/api/logs/search?q=hay").status(200).data("hits")).hasSize(1);
  }

  @Test
  void search_ofOneRun_findsOnlyItsLines() {
    String one = ended(admin, "Twice", "echo needle");
    String other = admin.post("/api/runs/" + one + "/rerun").status(202).data("runId").textValue();
    admin.await("/api/runs/" + other, run -> !run.path("finishedAt").isNull());
    assertThat(lines(admin, "q=needle")).containsExactly(other, one);
    assertThat(lines(admin, "q=needle&run=" + one)).containsExactly(one);
    admin.get("/api/search/logs?q=needle&run=odd").invalid("run");
    ApiClient viewer = server.as(Role.VIEWER);
    viewer.get("/api/search/logs?q=needle&run=" + one).problem(404, "NOT_FOUND");
  }

  @Test
  void search_goesOnWhereAPageEnded() {
    ended(admin, "Count", "for i in 1 2 3 4 5; do echo number $i; done");
    JsonNode first = admin.get("/api/search/logs?q=number&limit=3").data();
    assertThat(first.path("hits")).hasSize(3);
    String cursor = first.path("nextCursor").textValue();
    JsonNode second = admin.get("/api/search/logs?q=number&limit=3&cursor=" + cursor).data();
    assertThat(second.path("hits").findValuesAsText("content"))
        .containsExactly("number 2", "number 1");
  }

  @Test
  void search_asksForATextThatALineCanHold() {
    admin.get("/api/search/logs").invalid("q");
    admin.get("/api/search/logs?q=" + "x".repeat(1_001)).invalid("q");
    admin.get("/api/search/logs?q=a%0Ab").invalid("q");
    admin.get("/api/search/logs?q=abc&cursor=AAAA").invalid("cursor");
    admin.get("/api/search/logs?q=abc&status=odd").invalid("status");
    admin.get("/api/search/logs?q=abc&job=nobody").problem(404, "NOT_FOUND");
  }

  @Test
  void search_doesNotFindWhatTheCallerMayNotSee() {
    ApiClient viewer = server.as(Role.VIEWER);
    ApiClient operator = server.as(Role.OPERATOR);
    ended(admin, "Open", "echo secret number one");
    again(admin);
    String nobodys =
        server.tempo().run(server.tempo().findJobByKey("open").orElseThrow().id()).id().toString();
    admin.await("/api/runs/" + nobodys, run -> !run.path("finishedAt").isNull());
    String operators = again(operator);

    assertThat(lines(viewer, "q=secret")).containsExactly(nobodys);
    assertThat(lines(operator, "q=secret")).containsExactlyInAnyOrder(nobodys, operators);
    assertThat(lines(operator, "q=secret&user=admin")).isEmpty();
    assertThat(lines(admin, "q=secret")).hasSize(4);
    server.client().get("/api/search/logs?q=secret").problem(401, "INVALID_TOKEN");
  }

  @Test
  void context_isReadAroundHits_withinBounds() {
    ended(admin, "Around", "for i in 1 2 3 4 5 6 7 8 9; do echo row $i; done");
    JsonNode data = admin.get("/api/search/logs?q=row%205&context=2").status(200).data();
    JsonNode hit = data.path("hits").get(0);
    assertThat(hit.path("before").findValuesAsText("content")).containsExactly("row 3", "row 4");
    assertThat(hit.path("after").findValuesAsText("content")).containsExactly("row 6", "row 7");
    assertThat(data.path("contextComplete").booleanValue()).isTrue();
    JsonNode first = admin.get("/api/search/logs?q=row%201&context=10").data("hits").get(0);
    assertThat(first.path("before")).isEmpty();
    assertThat(first.path("after")).hasSize(8);
    assertThat(admin.get("/api/search/logs?q=row%205").data("hits").get(0).has("before")).isFalse();
    admin.get("/api/search/logs?q=row&context=11").invalid("context");
  }

  @Test
  void histogram_countsByTimeAndJob_whatTheCallerMaySee() {
    ended(admin, "Counted", "for i in 1 2 3 4 5; do echo needle $i; done");
    ended(admin, "Other", "echo needle");
    JsonNode data = admin.get("/api/search/logs/histogram?q=needle").status(200).data();
    assertThat(data.path("count").intValue()).isEqualTo(6);
    assertThat(data.path("complete").booleanValue()).isTrue();
    assertThat(data.path("nextCursor").isNull()).isTrue();
    assertThat(data.path("buckets").findValues("count").stream().mapToInt(JsonNode::intValue).sum())
        .isEqualTo(6);
    assertThat(data.path("jobs").findValuesAsText("jobName")).containsExactly("Counted", "Other");
    assertThat(data.at("/jobs/0/count").intValue()).isEqualTo(5);
    assertThat(count(admin, "q=needle&job=other")).isEqualTo(1);
    assertThat(count(admin, "q=needle&stream=stderr")).isZero();
    assertThat(count(admin, "q=needle&status=failure")).isZero();
    assertThat(count(admin, "q=needle&to=1980-01-01T00:00:00Z")).isZero();
    assertThat(count(server.as(Role.OPERATOR), "q=needle")).isZero();
    admin.get("/api/search/logs/histogram").invalid("q");
    admin.get("/api/search/logs/histogram?q=needle&cursor=AAAA").invalid("cursor");
  }

  private static int count(ApiClient client, String query) {
    return client.get("/api/search/logs/histogram?" + query).status(200).data("count").intValue();
  }

  private String again(ApiClient starter) {
    String id = starter.post("/api/jobs/open/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    return id;
  }

  private List<String> lines(ApiClient client, String query) {
    return client
        .get("/api/search/logs?" + query)
        .status(200)
        .data("hits")
        .findValuesAsText("runId");
  }

  private String ended(ApiClient starter, String name, String script) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    admin.post("/api/jobs", "{'name':'" + name + "','overlap':'ALLOW'," + task + "}").status(201);
    String id =
        starter
            .post("/api/jobs/" + name.toLowerCase(Locale.ROOT) + "/run")
            .status(202)
            .data("runId")
            .textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    return id;
  }
}
