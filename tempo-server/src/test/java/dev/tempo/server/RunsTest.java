package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunsTest extends ServerTest {

  @Test
  void run_ofAShellJob_endsWithItsOutput() {
    shell("Echo", "echo one; echo two >&2; echo three");
    var accepted = admin.post("/api/jobs/echo/run", "{}").status(202);
    assertThat(accepted.data("status").textValue()).isEqualTo("queued");
    assertThat(accepted.data("triggeredAt").textValue()).endsWith("Z");
    JsonNode run = finished(accepted.data("runId").textValue());
    assertThat(run.path("status").textValue()).isEqualTo("success");
    assertThat(run.path("exitCode").intValue()).isZero();
    assertThat(run.path("cause").textValue()).isEqualTo("manual");
    assertThat(run.path("startedBy").textValue()).isEqualTo("admin");
    assertThat(run.path("lineCount").intValue()).isEqualTo(3);
    assertThat(run.path("durationMs").isNumber()).isTrue();

    String logs = "/api/runs/" + run.path("id").textValue() + "/logs";
    JsonNode all = admin.get(logs).status(200).data();
    assertThat(all.path("complete").booleanValue()).isTrue();
    assertThat(all.path("total").intValue()).isEqualTo(3);
    assertThat(all.path("nextLine").intValue()).isEqualTo(4);
    assertThat(all.path("lines").findValuesAsText("lineNumber")).containsExactly("1", "2", "3");
    assertThat(texts(logs + "?stream=stderr")).containsExactly("two");
    assertThat(texts(logs + "?from=2&limit=1")).hasSize(1);
    admin.get(logs + "?from=0").invalid("from");
    admin.get(logs + "?stream=stdin").invalid("stream");
  }

  @Test
  void run_thatFails_saysWithWhichCode() {
    shell("Fail", "exit 3");
    JsonNode run = finished(run("fail"));
    assertThat(run.path("status").textValue()).isEqualTo("failure");
    assertThat(run.path("exitCode").intValue()).isEqualTo(3);
    assertThat(admin.get("/api/jobs/fail").data("lastRun").path("status").textValue())
        .isEqualTo("failure");
  }

  @Test
  void run_withParameters_handsThemToTheScript() {
    admin
        .post(
            "/api/jobs",
            """
            {'name':'Params','task':{'kind':'shell','content':'echo $*'},
             'parameters':[{'name':'rows','type':'int','required':true,'min':1},
                           {'name':'mode','type':'select','options':['a','b'],'default':'a'}]}
            """)
        .status(201);
    String path = "/api/jobs/params/run";
    admin.post(path).invalid("parameters.rows");
    admin
        .post(path, "{'parameters':{'rows':0,'mode':'c'}}")
        .invalid("parameters.rows", "parameters.mode");
    admin.post(path, "{'parameters':{'rows':2,'other':1}}").invalid("parameters.other");
    admin.post(path, "{'rows':2}").invalid("rows");
    JsonNode run =
        finished(
            admin.post(path, "{'parameters':{'rows':2}}").status(202).data("runId").textValue());
    assertThat(run.path("parameters").path("rows").textValue()).isEqualTo("2");
    assertThat(texts("/api/runs/" + run.path("id").textValue() + "/logs").getFirst())
        .contains("--rows 2")
        .contains("--mode a");
  }

  @Test
  void cancel_endsARunningRun() {
    shell("Sleeper", "echo up; sleep 60");
    String id = run("sleeper");
    admin.await("/api/runs/" + id, run -> run.path("status").textValue().equals("running"));
    JsonNode status = admin.get("/api/jobs/sleeper/status").status(200).data();
    assertThat(status.path("running").get(0).path("id").textValue()).isEqualTo(id);
    admin.post("/api/runs/" + id + "/cancel").status(202);
    assertThat(finished(id).path("status").textValue()).isEqualTo("cancelled");
  }

  @Test
  void stop_endsAllRunsOfAJob() {
    shell("Stopped", "sleep 60");
    String first = run("stopped");
    String second = run("stopped");
    var stopped = admin.post("/api/jobs/stopped/stop").status(202);
    assertThat(stopped.data("cancelled")).hasSize(2);
    assertThat(finished(first).path("status").textValue()).isEqualTo("cancelled");
    assertThat(finished(second).path("status").textValue()).isEqualTo("cancelled");
  }

  @Test
  void list_filtersAndPages() {
    shell("Good", "true");
    shell("Bad", "false");
    for (String job : List.of("good", "bad", "good")) {
      finished(run(job));
    }
    assertThat(jobNames("")).containsExactly("Good", "Bad", "Good");
    assertThat(jobNames("?status=failed")).containsExactly("Bad");
    assertThat(jobNames("?job=good")).containsExactly("Good", "Good");
    assertThat(jobNames("?status=success&cause=schedule")).isEmpty();
    assertThat(jobNames("?from=2100-01-01T00:00:00Z")).isEmpty();
    assertThat(jobNames("?maxDurationMs=60000")).hasSize(3);
    assertThat(jobNames("?minDurationMs=60000")).isEmpty();
    JsonNode page = admin.get("/api/jobs/good/runs?limit=1").status(200).data();
    assertThat(page.path("total").intValue()).isEqualTo(2);
    String cursor = page.path("nextCursor").textValue();
    JsonNode last = admin.get("/api/jobs/good/runs?limit=1&cursor=" + cursor).data();
    assertThat(last.path("runs")).hasSize(1);
    assertThat(last.path("nextCursor").isNull()).isTrue();
    admin.get("/api/runs?status=odd").invalid("status");
    admin.get("/api/runs?job=nobody").problem(404, "NOT_FOUND");
  }

  @Test
  void show_ofUnknownRun_is404() {
    admin.get("/api/runs/01a1fd97-fd34-7682-948f-4fe378aecac3").problem(404, "NOT_FOUND");
    admin.get("/api/runs/xyz").problem(404, "NOT_FOUND");
    admin.get("/api/runs/xyz/logs").problem(404, "NOT_FOUND");
    admin.post("/api/runs/xyz/cancel").problem(404, "NOT_FOUND");
  }

  @Test
  void scheduledRun_hasCauseSchedule() {
    admin
        .post(
            "/api/jobs",
            "{'name':'Tick','task':{'kind':'shell','content':'echo tick'},"
                + "'triggers':[{'type':'cron','expression':'* * * * * *'}]}")
        .status(201);
    JsonNode runs =
        admin
            .await("/api/runs?cause=schedule&status=success", d -> d.path("total").intValue() > 0)
            .data("runs");
    assertThat(runs.get(0).path("scheduledFor").textValue()).endsWith("Z");
    assertThat(runs.get(0).path("startedBy").isNull()).isTrue();
  }

  private void shell(String name, String content) {
    String body = "{'name':'%s','task':{'kind':'shell','content':'%s'}}";
    admin.post("/api/jobs", body.formatted(name, content)).status(201);
  }

  private String run(String job) {
    return admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
  }

  private JsonNode finished(String id) {
    return admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull()).data();
  }

  private List<String> texts(String path) {
    return admin.get(path).status(200).data("lines").findValuesAsText("content");
  }

  private List<String> jobNames(String query) {
    return admin.get("/api/runs" + query).status(200).data("runs").findValuesAsText("jobName");
  }
}
