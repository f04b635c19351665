package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import org.junit.jupiter.api.Test;

/** Queues are made, limited and forgotten while their runs wait and run. */
final class QueuesTest extends ServerTest {

  @Test
  void limit_countsAtOnce_forWhatWaitsAndIsKept() {
    admin.post("/api/queues", "{'name':'narrow','limit':1}").status(201);
    String job =
        admin
            .post(
                "/api/jobs",
                "{'name':'Slow','queue':'narrow','overlap':'ALLOW',"
                    + "'task':{'kind':'shell','content':'sleep 60'}}")
            .status(201)
            .data("id")
            .textValue();
    String first = run(admin, job);
    String second = run(admin, job);
    awaitStatus(first, "running");
    assertThat(queue("narrow").path("queued").intValue()).isEqualTo(1);
    assertThat(queue("narrow").path("jobs").intValue()).isEqualTo(1);
    admin
        .put("/api/queues/narrow", queue("narrow").toString().replace("\"limit\":1", "\"limit\":2"))
        .status(200);
    awaitStatus(second, "running");
    admin.put("/api/queues/narrow", "{'limit':null}").status(200);
    assertThat(queue("narrow").path("limit").intValue()).isEqualTo(4);
    assertThat(queue("narrow").path("limitIsOwn").booleanValue()).isFalse();
    admin.put("/api/queues/default", "{'limit':7}").status(200);
    assertThat(queue("narrow").path("limit").intValue()).isEqualTo(7);
    admin.put("/api/settings", "{'queueLimits':['narrow=3']}").status(200);
    assertThat(queue("narrow").path("limit").intValue()).isEqualTo(3);
    assertThat(admin.get("/api/settings").data("restartPending").booleanValue()).isFalse();
    admin.post("/api/jobs/" + job + "/stop").status(202);
  }

  @Test
  void queueOfNobody_isForgotten_andOthersAreNot() {
    admin.post("/api/queues", "{'name':'spare','limit':2}").status(201);
    admin.post("/api/queues", "{'name':'spare','limit':2}").problem(409, "CONFLICT");
    admin.put("/api/queues/none", "{'limit':2}").problem(404, "NOT_FOUND");
    admin.post("/api/queues/spare/pause").status(200);
    assertThat(queue("spare").path("paused").booleanValue()).isTrue();
    admin.delete("/api/queues/spare").status(200);
    assertThat(admin.get("/api/queues").data("queues").findValuesAsText("name"))
        .containsExactly("default");
    admin.delete("/api/queues/spare").problem(404, "NOT_FOUND");
    admin.delete("/api/queues/default").problem(409, "CONFLICT");
    admin.post("/api/jobs", "{'name':'Names','queue':'taken'}").status(201);
    assertThat(
            admin
                .delete("/api/queues/taken")
                .problem(409, "CONFLICT")
                .json()
                .path("detail")
                .textValue())
        .isEqualTo(
            "The queue 'taken' is used by 1 job and has 0 runs; move the jobs to another first");
    admin.put("/api/queues/taken", "{}").invalid("limit");
    admin.put("/api/queues/taken", "{'limit':0}").invalid("limit");
    admin.post("/api/queues", "{'name':'a,b','limit':1}").invalid("name");
    admin.post("/api/queues", "{}").invalid("name", "limit");
    ApiClient developer = server.as(Role.DEVELOPER);
    developer.put("/api/queues/taken", "{'limit':1}").problem(403, "UNAUTHORIZED");
    developer.post("/api/queues", "{'name':'x','limit':1}").problem(403, "UNAUTHORIZED");
    developer.delete("/api/queues/taken").problem(403, "UNAUTHORIZED");
    assertThat(admin.get("/api/admin/audit?limit=20").body()).contains("createQueue");
  }

  @Test
  void rate_isGivenAsAQueueIsMade_andCheckedThere() {
    String made = "{'name':'slow','limit':3,'rate':{'permits':2,'perSeconds':60}}";
    JsonNode queue = admin.post("/api/queues", made).status(201).data();
    assertThat(queue.path("rate").path("permits").intValue()).isEqualTo(2);
    assertThat(queue("slow")).isEqualTo(queue);
    admin
        .post("/api/queues", "{'name':'wrong','limit':3,'rate':{'permits':0,'perSeconds':60}}")
        .invalid("rate.permits");
    admin.post("/api/queues", "{'name':'free','limit':3,'rate':null}").status(201);
    admin.delete("/api/queues/slow").status(200);
    admin.delete("/api/queues/free").status(200);
  }

  @Test
  void job_isGivenAway_byItsOwnerAndAdministratorsAlone() {
    ApiClient operator = server.as("olga", Role.OPERATOR);
    ApiClient developer = server.as("dora", Role.DEVELOPER);
    server.as("vera", Role.VIEWER);
    admin.post("/api/jobs", "{'name':'Mine'}").status(201);
    developer.put("/api/jobs/mine/owner", "{'owner':'dora'}").problem(403, "UNAUTHORIZED");
    admin.put("/api/jobs/mine/owner", "{'owner':'vera'}").invalid("owner");
    admin.put("/api/jobs/mine/owner", "{'owner':'nobody'}").invalid("owner");
    admin.put("/api/jobs/mine/owner", "{}").invalid("owner");
    long version = admin.get("/api/jobs/mine").data("version").longValue();
    JsonNode given = admin.put("/api/jobs/mine/owner", "{'owner':'Olga'}").status(200).data();
    assertThat(given.path("owner").textValue()).isEqualTo("olga");
    assertThat(admin.get("/api/jobs/mine").data("version").longValue()).isGreaterThan(version);
    operator.put("/api/jobs/mine", "{'timeoutSeconds':5}").status(200);
    operator.put("/api/jobs/mine/owner", "{'owner':null}").problem(403, "UNAUTHORIZED");
    operator.put("/api/jobs/mine/owner", "{'owner':'dora'}").status(200);
    operator.put("/api/jobs/mine/owner", "{'owner':'olga'}").problem(403, "UNAUTHORIZED");
    admin.put("/api/jobs/mine", "{'requiredLevel':'developer'}").status(200);
    admin.put("/api/jobs/mine/owner", "{'owner':'olga'}").invalid("owner");
    admin.put("/api/jobs/mine/owner", "{'owner':null}").status(200);
    assertThat(admin.get("/api/jobs/mine").data("owner").isNull()).isTrue();
    developer.put("/api/jobs/mine/owner", "{'owner':'dora'}").problem(403, "UNAUTHORIZED");
  }

  private void awaitStatus(String run, String status) {
    admin.await("/api/runs/" + run, read -> read.path("status").asText().equals(status));
  }

  private JsonNode queue(String name) {
    for (JsonNode queue : admin.get("/api/queues").status(200).data("queues")) {
      if (queue.path("name").textValue().equals(name)) {
        return queue;
      }
    }
    throw new AssertionError("There is no queue " + name);
  }
}
