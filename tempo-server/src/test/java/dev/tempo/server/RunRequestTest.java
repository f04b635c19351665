package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request for a run says of its order, what follows what, and what failed for good. */
final class RunRequestTest {
  @TempDir private static Path directory;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void priorityAndKey_areTheRuns_andItsNextOnes() {
    String job = shell("Ordered", "true");
    String run = "/api/jobs/" + job + "/run";
    JsonNode started = admin.post(run, "{'priority':5,'key':'customer-7'}").status(202).data();
    assertThat(started.path("isNew").booleanValue()).isTrue();
    JsonNode ended = ended(started.path("runId").textValue());
    assertThat(ended.path("priority").intValue()).isEqualTo(5);
    assertThat(ended.path("key").textValue()).isEqualTo("customer-7");
    assertThat(ended.path("predecessor").isNull()).isTrue();
    String again = "/api/runs/" + ended.path("id").textValue() + "/rerun";
    JsonNode next = ended(admin.post(again).status(202).data("runId").textValue());
    assertThat(next.path("key").textValue()).isEqualTo("customer-7");
    admin.post(run, "{'priority':11}").invalid("priority");
    admin.post(run, "{'key':' '}").invalid("key");
    admin.post(run, "{'unique':{}}").invalid("unique.key");
    admin.post(run, "{'unique':{'key':'k','onDuplicate':'maybe'}}").invalid("unique.onDuplicate");
  }

  @Test
  void uniqueRequest_isKnownAgain_refusedOrReplaced() {
    String job = shell("Unique", "true");
    String run = "/api/jobs/" + job + "/run";
    String same = "{'unique':{'key':'invoice-1','windowSeconds':3600}}";
    String first = admin.post(run, same).status(202).data("runId").textValue();
    ended(first);
    JsonNode second = admin.post(run, same).status(202).data();
    assertThat(second.path("runId").textValue()).isEqualTo(first);
    assertThat(second.path("isNew").booleanValue()).isFalse();
    JsonNode others = server.as(Role.OPERATOR).post(run, same).status(202).data();
    assertThat(others.path("runId").textValue()).as("also if it is another's").isEqualTo(first);
    admin
        .post(run, "{'unique':{'key':'invoice-1','windowSeconds':3600,'onDuplicate':'REJECT'}}")
        .problem(409, "CONFLICT");
    server
        .as(Role.OPERATOR) // who may run it, and so may not cancel what others have asked for
        .post(run, "{'unique':{'key':'other','onDuplicate':'REPLACE_WAITING'}}")
        .problem(403, "UNAUTHORIZED");
    assertThat(admin.get("/api/runs?job=" + job).data("total").intValue()).isEqualTo(1);
  }

  @Test
  void runAfterAnother_namesIt_toWhoMaySeeIt() {
    String first = shell("Before", "true");
    String next =
        admin
            .post(
                "/api/jobs",
                "{'name':'After','task':{'kind':'shell','content':'true'},"
                    + "'triggers':[{'type':'job','afterJobs':['"
                    + first
                    + "']}]}")
            .status(201)
            .data("id")
            .textValue();
    String before = admin.post("/api/jobs/" + first + "/run").data("runId").textValue();
    String list = "/api/runs?job=" + next + "&status=success";
    admin.await(list, page -> page.path("total").intValue() == 1);
    JsonNode run = admin.get(list).data("runs").get(0);
    assertThat(run.path("predecessor").path("runId").textValue()).isEqualTo(before);
    assertThat(run.path("predecessor").path("condition").textValue()).isEqualTo("ON_SUCCESS");
    String context = "/api/runs/" + run.path("id").textValue() + "/context";
    assertThat(admin.get(context).data("predecessor").path("jobName").textValue())
        .isEqualTo("Before");
    assertThat(server.as(Role.OPERATOR).get(context).data("predecessor").isNull()).isTrue();
  }

  @Test
  void deadLetters_areToldByJob_andAcknowledgedTogether() {
    String broken = shell("Broken", "exit 3");
    String other = shell("Other", "exit 4");
    List<String> runs = List.of(failed(broken), failed(broken));
    failed(other);
    JsonNode letters = admin.get("/api/dead-letters").status(200).data();
    assertThat(letters.path("total").intValue()).isEqualTo(3);
    assertThat(letters.path("jobs").findValuesAsText("jobId")).startsWith(other, other, broken);
    JsonNode job = letters.path("jobs").get(1);
    assertThat(job.path("count").intValue()).isEqualTo(2);
    assertThat(job.path("newest").path("id").textValue()).isEqualTo(runs.getLast());
    assertThat(job.path("jobIsVisible").booleanValue()).isTrue();
    assertThat(admin.get("/api/dashboard").data("deadLetters").intValue()).isEqualTo(3);
    assertThat(server.as(Role.OPERATOR).get("/api/dead-letters").data("jobs")).isEmpty();

    String acknowledge = "/api/runs/acknowledge?deadLetters=true&job=" + broken;
    admin.post(acknowledge, "{'expectedCount':5}").problem(409, "CONFLICT");
    admin.post("/api/runs/acknowledge", "{}").invalid("ids");
    String nobodys = "/api/runs/acknowledge?job=nobody";
    admin.post(nobodys, "{'expectedCount':0}").problem(404, "NOT_FOUND");
    JsonNode done = admin.post(acknowledge, "{'expectedCount':2}").status(200).data();
    assertThat(done.path("done").findValuesAsText("id")).containsExactlyInAnyOrderElementsOf(runs);
    assertThat(admin.get("/api/dead-letters").data("total").intValue()).isEqualTo(1);
  }

  @Test
  void jobThatIsDeletedWhenDone_saysSo_andHasTriggersThatEnd() {
    String once = "'deleteWhenDone':true,'triggers':[{'type':'once','at':'2999-01-01T00:00:00Z'}]";
    String body = "{'name':'Once','task':{'kind':'shell','content':'true'}," + once + "}";
    String id = admin.post("/api/jobs", body).status(201).data("id").textValue();
    JsonNode job = admin.get("/api/jobs/" + id).data();
    assertThat(job.path("deleteWhenDone").booleanValue()).isTrue();
    admin.put("/api/jobs/" + id, job.toString()).status(200);
    String cron = "{'type':'cron','expression':'0 3 * * *'}";
    admin.post("/api/jobs/" + id + "/triggers", cron).invalid("type");
    admin.put("/api/jobs/" + id, "{'triggers':[" + cron + "]}").invalid("deleteWhenDone");
    admin.put("/api/jobs/" + id, "{'deleteWhenDone':false,'triggers':[" + cron + "]}").status(200);
  }

  @Test
  void scriptThatALesserKeyStarts_isToldTheLevelOfTheKey() {
    String job = shell("Level", "echo level $TEMPO_USER_LEVEL");
    admin.put("/api/jobs/" + job, "{'urlTrigger':true}").status(200);
    String key =
        admin
            .post("/api/keys", "{'name':'less','scope':'api','role':'operator'}")
            .status(201)
            .data("key")
            .textValue();
    ApiClient lesser = server.client().withKey(key);
    String run = "/api/jobs/" + job + "/run";
    String byKey = lesser.post(run).status(202).data("runId").textValue();
    assertThat(printed(byKey)).isEqualTo("level operator");
    String byUrl = lesser.post("/api/jobs/" + job + "/trigger").data("runId").textValue();
    assertThat(printed(byUrl)).isEqualTo("level operator");
    String byHand = admin.post("/api/runs/" + byKey + "/rerun").data("runId").textValue();
    assertThat(printed(byHand)).isEqualTo("level admin");
  }

  @Test
  void scriptOfAPage_getsAPortAlso_whereItIsJustRun() {
    String job = shell("Page", "echo $@");
    admin.put("/api/jobs/" + job, "{'interface':{'preferredPort':5391}}").status(200);
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    assertThat(printed(run))
        .contains("--user-level admin", "--data-dir ", "--project-name ")
        .containsPattern("--port \\d+");
  }

  private static String printed(String run) {
    ended(run);
    String logs = "/api/runs/" + run + "/logs?stream=stdout";
    return admin.get(logs).data("lines").get(0).path("content").textValue();
  }

  private static String shell(String name, String script) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    return admin
        .post("/api/jobs", "{'name':'" + name + "'," + task + "}")
        .status(201)
        .data("id")
        .textValue();
  }

  private static String failed(String job) {
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    assertThat(ended(run).path("status").textValue()).isEqualTo("failure");
    return run;
  }

  private static JsonNode ended(String run) {
    admin.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull());
    return admin.get("/api/runs/" + run).data();
  }
}
