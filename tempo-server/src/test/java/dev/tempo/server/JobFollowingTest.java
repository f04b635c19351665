package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import org.junit.jupiter.api.Test;

/** Jobs that follow others, priorities and rates, over HTTP. */
final class JobFollowingTest extends ServerTest {

  @Test
  void job_runsAfterAnother_andSaysSo() {
    String first = make("First", "");
    String next =
        make(
            "Next",
            ",'triggers':[{'type':'job','jobs':['%s'],'condition':'ALWAYS'}]".formatted(first));
    JsonNode trigger = admin.get("/api/jobs/" + next).data("triggers").path(0);
    assertThat(trigger.path("type").textValue()).isEqualTo("job");
    assertThat(trigger.path("jobs").path(0).textValue()).isEqualTo(first);
    assertThat(trigger.path("condition").textValue()).isEqualTo("ALWAYS");
    assertThat(trigger.path("description").textValue())
        .isEqualTo("After another job, however it ends");
    admin
        .put(
            "/api/jobs/" + next + "/triggers/" + trigger.path("id").textValue(), trigger.toString())
        .status(200);
    admin.post("/api/jobs/" + first + "/run").status(202);
    admin.await(
        "/api/runs?job=" + next + "&cause=job&status=success",
        page -> page.path("total").intValue() == 1);
    assertThat(admin.get("/api/jobs/" + next + "/explain").data().toString())
        .contains("It fires after runs of other jobs: first");
    JsonNode preview =
        admin
            .post("/api/schedules/preview", "{'type':'job','jobs':['" + first + "']}")
            .status(200)
            .data();
    assertThat(preview.path("description").textValue())
        .isEqualTo("After another job, when it succeeds");
    assertThat(preview.path("occurrences")).isEmpty();
    assertThat(preview.path("warnings")).isEmpty();
    admin.get("/api/forecast").status(200);
  }

  @Test
  void jobs_thatWouldGoRound_orThatNobodyMaySee_areRefused() {
    String a = make("A", "");
    String b = make("B", ",'triggers':[{'type':'job','jobs':['" + a + "']}]");
    String round = "{'type':'job','jobs':['" + b + "']}";
    admin.post("/api/jobs/" + a + "/triggers", round).invalid("triggers");
    admin.post("/api/jobs/" + a + "/triggers", "{'type':'job'}").invalid("jobs");
    admin.post("/api/jobs/" + a + "/triggers", "{'type':'job','jobs':['x']}").invalid("jobs");
    String none = "{'type':'job','jobs':['01900000-0000-7000-8000-000000000000']}";
    admin.post("/api/jobs/" + a + "/triggers", none).invalid("triggers");
    admin.put("/api/jobs/" + a, "{'requiredLevel':'admin'}").status(200);
    ApiClient developer = server.as("dora", Role.DEVELOPER);
    String body = "{'name':'Own','triggers':[{'type':'job','jobs':['" + a + "']}]}";
    developer.post("/api/jobs", body).invalid("triggers");
    admin.delete("/api/jobs/" + a).status(200);
    assertThat(admin.get("/api/jobs/" + b + "/explain").data().toString()).contains("is gone");
  }

  @Test
  void priority_isKeptWithTheJob_andARateWithItsQueue() {
    String job = make("Urgent", ",'priority':5,'queue':'mail'");
    assertThat(admin.get("/api/jobs/" + job).data("priority").intValue()).isEqualTo(5);
    admin.put("/api/jobs/" + job, "{'timeoutSeconds':9}").status(200);
    assertThat(admin.get("/api/jobs/" + job).data("priority").intValue()).isEqualTo(5);
    admin.put("/api/jobs/" + job, "{'priority':11}").invalid("priority");
    admin.put("/api/queues/mail", "{'rate':{'permits':2,'perSeconds':3600}}").status(200);
    JsonNode rate = queue("mail").path("rate");
    assertThat(rate.path("permits").intValue()).isEqualTo(2);
    assertThat(rate.path("perSeconds").intValue()).isEqualTo(3600);
    for (int i = 0; i < 3; i++) {
      admin.post("/api/jobs/" + job + "/run").status(202);
    }
    admin.await(
        "/api/runs?job=" + job + "&status=success", page -> page.path("total").intValue() == 2);
    assertThat(queue("mail").path("queued").intValue()).isEqualTo(1);
    admin.put("/api/queues/mail", "{'rate':{'permits':0,'perSeconds':1}}").invalid("rate.permits");
    admin.put("/api/queues/mail", "{'rate':null}").status(200);
    assertThat(queue("mail").path("rate").isNull()).isTrue();
    admin.await(
        "/api/runs?job=" + job + "&status=success", page -> page.path("total").intValue() == 3);
  }

  private String make(String name, String more) {
    String body =
        "{'name':'"
            + name
            + "','overlap':'ALLOW','task':{'kind':'shell','content':'exit 0'}"
            + more
            + "}";
    return admin.post("/api/jobs", body).status(201).data("id").textValue();
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
