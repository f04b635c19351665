package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.task.Task;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is done with runs that were: notes, deletion, repetition, their logs as files. */
final class RunUpkeepTest extends ServerTest {

  @Test
  void note_standsInTheRun_untilItIsRemoved() {
    String id = ended(admin, job("Noted", "true"));
    String run = "/api/runs/" + id;
    admin.put(run + "/note", "{'note':'look here'}").status(200);
    assertThat(admin.get(run).data("note").textValue()).isEqualTo("look here");
    assertThat(admin.get("/api/runs").data("runs").get(0).path("note").textValue())
        .isEqualTo("look here");
    admin.put(run + "/note", "{'note':null}").status(200);
    assertThat(admin.get(run).data("note").isNull()).isTrue();
    admin.put(run + "/note", "{'note':'" + "x".repeat(10_001) + "'}").invalid("note");
    admin.put(run + "/note", "{'text':'x'}").invalid("text");
  }

  @Test
  void tagsAndBookmarks_findRuns() {
    String first = ended(admin, job("Tagged", "true"));
    String second = ended(admin, "tagged");
    admin.put("/api/runs/" + first + "/tags", "{'tags':['odd','slow']}").status(200);
    admin.put("/api/runs/" + second + "/bookmark", "{'bookmarked':true}").status(200);
    JsonNode noted = admin.get("/api/runs/" + first + "/annotations").status(200).data();
    assertThat(noted.path("tags").toString()).isEqualTo("[\"odd\",\"slow\"]");
    assertThat(noted.path("bookmarked").booleanValue()).isFalse();

    assertThat(admin.get("/api/runs?tag=odd").data("runs").findValuesAsText("id"))
        .containsExactly(first);
    assertThat(admin.get("/api/runs?bookmarked=true").data("runs").findValuesAsText("id"))
        .containsExactly(second);
    assertThat(admin.get("/api/runs?bookmarked=true&tag=odd").data("runs")).isEmpty();
    assertThat(server.as(Role.OPERATOR).get("/api/runs?tag=odd").data("runs")).isEmpty();
    admin.put("/api/runs/" + second + "/bookmark", "{'bookmarked':false}").status(200);
    assertThat(admin.get("/api/runs?bookmarked=true").data("runs")).isEmpty();
    admin.put("/api/runs/" + first + "/tags", "{'tags':['no spaces']}").invalid("tags");
    admin.put("/api/runs/" + first + "/bookmark", "{}").invalid("bookmarked");
  }

  @Test
  void runThatFailedForGood_isADeadLetter_untilSomebodyAcknowledgesItOrRunsItAgain() {
    ApiClient operator = server.as(Role.OPERATOR);
    String first = ended(admin, job("Dead", "exit 3"));
    String second = ended(admin, "dead");
    String fine = ended(admin, job("Fine", "true"));
    String dead = "/api/runs?deadLetters=true";
    assertThat(admin.get(dead).data("runs").findValuesAsText("id")).containsExactly(second, first);
    assertThat(admin.get(dead + "&limit=1").data("total").intValue()).isEqualTo(2);
    assertThat(operator.get(dead).data("runs")).isEmpty();
    admin.get("/api/runs?deadLetters=maybe").invalid("deadLetters");

    operator.post("/api/runs/" + first + "/acknowledge", "{}").problem(404, "NOT_FOUND");
    JsonNode done = admin.post("/api/runs/" + first + "/acknowledge", "{}").status(200).data();
    assertThat(done.path("acknowledged").booleanValue()).isTrue();
    assertThat(done.path("runId").textValue()).isEqualTo(first);
    assertThat(
            admin.post("/api/runs/" + fine + "/acknowledge", "{}").data("acknowledged").asBoolean())
        .isFalse();
    assertThat(admin.get(dead).data("runs").findValuesAsText("id")).containsExactly(second);
    String again =
        admin.post("/api/runs/" + second + "/rerun", "{}").status(202).data("runId").textValue();
    admin.await("/api/runs/" + again, r -> !r.path("finishedAt").isNull());
    assertThat(admin.get(dead).data("runs").findValuesAsText("id")).containsExactly(again);
  }

  @Test
  void payloadOfAHandler_outlivesAnEditOfItsJob() {
    Job saved =
        server.tempo().save(Job.named("Given").task(Task.handler("nobody", "kept")).build());
    admin.await("/api/jobs", jobs -> jobs.toString().contains(saved.id().toString()));
    admin
        .put(
            "/api/jobs/" + saved.id(),
            "{'parameters':[{'name':'a','type':'string','default':'b'}]}")
        .status(200);
    assertThat(server.tempo().findJob(saved.id()).orElseThrow().task().arguments().payload())
        .isEqualTo(saved.task().arguments().payload());
  }

  @Test
  void runOfNobody_isNotedAndDeletedByTheJobsOwnerOnly() {
    ApiClient developer = server.as(Role.DEVELOPER);
    ApiClient operator = server.as(Role.OPERATOR);
    String body = "{'name':'Hers','task':{'kind':'shell','content':'true'}}";
    developer.post("/api/jobs", body).status(201);
    UUID jobId = server.tempo().findJobByKey("hers").orElseThrow().id();
    String run = "/api/runs/" + server.tempo().run(jobId).id();
    admin.await(run, r -> !r.path("finishedAt").isNull());

    operator.get(run).status(200);
    operator.put(run + "/note", "{'note':'x'}").problem(403, "UNAUTHORIZED");
    operator.put(run + "/tags", "{'tags':[]}").problem(403, "UNAUTHORIZED");
    operator.put(run + "/bookmark", "{'bookmarked':true}").status(200);
    operator.delete(run).problem(403, "UNAUTHORIZED");
    developer.put(run + "/note", "{'note':'mine'}").status(200);
    developer.delete(run).status(200);
    developer.get(run).problem(404, "NOT_FOUND");
    assertThat(operator.get("/api/runs?bookmarked=true").data("runs")).isEmpty();
  }

  @Test
  void run_isDeletedWithItsLog_butNotWhileItRuns() {
    String job = job("Deleted", "echo gone; sleep 60");
    String id = run(admin, job);
    String run = "/api/runs/" + id;
    admin.await(run + "/logs", logs -> logs.path("total").intValue() == 1);
    admin.delete(run).problem(409, "CONFLICT");
    admin.post(run + "/cancel").status(202);
    admin.await(run, r -> !r.path("finishedAt").isNull());
    admin.delete(run).status(200);
    admin.get(run).problem(404, "NOT_FOUND");
    assertThat(server.store().logs().count(UUID.fromString(id))).isZero();
    admin.delete(run).problem(404, "NOT_FOUND");
  }

  @Test
  void runs_areDeletedTogether_andEachRefusalIsSaid() {
    String first = ended(admin, job("Many", "true"));
    String second = ended(admin, "many");
    String running = run(admin, job("Long", "sleep 60"));
    String unknown = "01a1fd97-fd34-7682-948f-4fe378aecac3";
    String ids = "'" + String.join("','", first, second, running, unknown) + "'";
    JsonNode data = admin.post("/api/runs/delete", "{'ids':[" + ids + "]}").status(200).data();
    assertThat(data.path("deleted").toString()).contains(first, second);
    assertThat(data.path("refused").findValuesAsText("code"))
        .containsExactly("CONFLICT", "NOT_FOUND");
    admin.post("/api/runs/" + running + "/cancel").status(202);
    admin.post("/api/runs/delete", "{'ids':['x']}").invalid("ids");
    admin.post("/api/runs/delete", "{}").invalid("ids");
  }

  @Test
  void rerun_takesTheSameParameters_forWhoMayRunTheJob() {
    admin
        .post(
            "/api/jobs",
            "{'name':'Again','task':{'kind':'shell','content':'echo $*'},"
                + "'parameters':[{'name':'rows','type':'int','required':true}]}")
        .status(201);
    String first =
        admin
            .post("/api/jobs/again/run", "{'parameters':{'rows':7}}")
            .status(202)
            .data("runId")
            .textValue();
    admin.await("/api/runs/" + first, r -> !r.path("finishedAt").isNull());
    String again =
        admin.post("/api/runs/" + first + "/rerun").status(202).data("runId").textValue();
    assertThat(again).isNotEqualTo(first);
    JsonNode run = admin.get("/api/runs/" + again).data();
    assertThat(run.path("parameters").path("rows").textValue()).isEqualTo("7");
    assertThat(run.path("cause").textValue()).isEqualTo("manual");
    server.as(Role.OPERATOR).post("/api/runs/" + first + "/rerun").problem(404, "NOT_FOUND");
    server.as(Role.VIEWER).post("/api/runs/" + first + "/rerun").problem(403, "UNAUTHORIZED");
    admin.post("/api/jobs/again/disable").status(200);
    admin.post("/api/runs/" + first + "/rerun").problem(409, "CONFLICT");
  }

  @Test
  void download_isTheTextAsItWasPrinted() {
    String long20k = "x".repeat(20_000);
    String script = "echo one; echo two >&2; printf %020000d 0 | tr 0 x; echo; echo three";
    String id = ended(admin, job("Printed", script));
    String path = "/api/runs/" + id + "/logs/download";
    var all = admin.get(path + "?stream=stdout").status(200);
    assertThat(all.body()).isEqualTo("one\n" + long20k + "\nthree\n");
    assertThat(all.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(all.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"Printed-" + id + ".log\"");
    assertThat(admin.get(path + "?stream=stderr").body()).isEqualTo("two\n");
    assertThat(admin.send("HEAD", path, null, null).status(200).body()).isEmpty();
    assertThat(admin.get("/api/logs/execution/" + id + "/download").body()).contains("three\n");
    server.as(Role.OPERATOR).get(path).problem(404, "NOT_FOUND");
  }

  @Test
  void cleanUp_deletesOnesOwnOldRuns() {
    ApiClient operator = server.as(Role.OPERATOR);
    String job = job("Old", "echo old");
    String mine = ended(operator, job);
    String other = ended(admin, job);
    JsonNode stats = operator.get("/api/logs/stats").status(200).data();
    assertThat(stats.path("lines").intValue()).isEqualTo(1);
    assertThat(stats.path("retentionDays").intValue()).isEqualTo(30);
    assertThat(stats.path("all").isNull()).isTrue();
    assertThat(admin.get("/api/logs/stats").data("all").path("lines").intValue()).isEqualTo(2);

    assertThat(operator.post("/api/logs/cleanup", "{}").data("deleted").intValue()).isZero();
    operator
        .post("/api/logs/cleanup", "{'olderThanDays':0,'everybody':true}")
        .problem(403, "UNAUTHORIZED");
    JsonNode cleaned = operator.post("/api/logs/cleanup", "{'olderThanDays':0}").data();
    assertThat(cleaned.path("deleted").intValue()).isEqualTo(1);
    assertThat(cleaned.path("complete").booleanValue()).isTrue();
    operator.get("/api/runs/" + mine).problem(404, "NOT_FOUND");
    admin.get("/api/runs/" + other).status(200);
    admin.post("/api/logs/cleanup", "{'olderThanDays':0,'everybody':true}").status(200);
    admin.get("/api/runs/" + other).problem(404, "NOT_FOUND");
  }

  private String job(String name, String script) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    return admin
        .post("/api/jobs", "{'name':'" + name + "','overlap':'ALLOW'," + task + "}")
        .status(201)
        .data("safeName")
        .textValue();
  }
}
