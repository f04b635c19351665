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
            ",'triggers':[{'type':'job','afterJobs':['%s'],'on':'always'}]".formatted(first));
    JsonNode trigger = admin.get("/api/jobs/" + next).data("triggers").path(0);
    assertThat(trigger.path("type").textValue()).isEqualTo("job");
    assertThat(trigger.path("afterJobs").path(0).textValue()).isEqualTo(first);
    assertThat(trigger.path("on").textValue()).isEqualTo("always");
    assertThat(trigger.path("all").isBoolean() && trigger.path("all").booleanValue()).isTrue();
    assertThat(trigger.has("jobs") || trigger.has("condition")).as("former names").isFalse();
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
            .post("/api/schedules/preview", "{'type':'job','afterJobs':['" + first + "']}")
            .status(200)
            .data();
    assertThat(preview.path("description").textValue())
        .isEqualTo("After another job, when it succeeds");
    assertThat(preview.path("occurrences")).isEmpty();
    assertThat(preview.path("warnings")).isEmpty();
    admin.get("/api/forecast").status(200);
  }

  @Test
  void job_runsAfterEachOfSeveral_ifItNeedNotBeAll() {
    String one = make("Either one", "");
    String two = make("Either two", "");
    String any = "{'type':'job','afterJobs':['%s','%s'],'on':'Success','all':false}";
    String next = make("After either", ",'triggers':[" + any.formatted(one, two) + "]");
    JsonNode trigger = admin.get("/api/jobs/" + next).data("triggers").path(0);
    assertThat(trigger.path("afterJobs")).extracting(JsonNode::textValue).containsExactly(one, two);
    assertThat(trigger.path("on").textValue()).isEqualTo("success");
    assertThat(trigger.path("all").toString()).isEqualTo("false");
    assertThat(trigger.path("description").textValue())
        .isEqualTo("After any of 2 other jobs, each time one succeeds");
    admin.post("/api/jobs/" + two + "/run").status(202);
    String ofNext = "/api/runs?cause=job&status=success&job=" + next;
    admin.await(ofNext, page -> page.path("total").intValue() == 1);
    String path = "/api/jobs/" + next + "/triggers/" + trigger.path("id").textValue();
    JsonNode failing = admin.put(path, "{'on':'FAILURE'}").status(200).data();
    assertThat(failing.path("on").textValue()).isEqualTo("failure");
    assertThat(failing.path("all").toString()).as("what is not given stays").isEqualTo("false");
    JsonNode all = admin.put(path, "{'all':null}").status(200).data();
    assertThat(all.path("all").toString()).isEqualTo("true");
    assertThat(all.path("description").textValue())
        .isEqualTo("After 2 other jobs, when all have failed");
  }

  @Test
  void formerNames_areUnderstood_andGiveWayToTheNewOnes() {
    String first = make("Of old", "");
    String next = make("Of now", "");
    String triggers = "/api/jobs/" + next + "/triggers";
    String former = "{'type':'job','jobs':['%s'],'condition':'ON_FAILURE'}".formatted(first);
    JsonNode made = admin.post(triggers, former).status(201).data();
    assertThat(made.path("afterJobs").path(0).textValue()).isEqualTo(first);
    assertThat(made.path("on").textValue()).isEqualTo("failure");
    String both = "{'jobs':['%s'],'afterJobs':['%s'],'condition':'ON_SUCCESS','on':'always'}";
    String path = triggers + "/" + made.path("id").textValue();
    JsonNode changed = admin.put(path, both.formatted(next, first)).status(200).data();
    assertThat(changed.path("afterJobs").path(0).textValue()).isEqualTo(first);
    assertThat(changed.path("on").textValue()).isEqualTo("always");
  }

  @Test
  void jobs_thatWouldGoRound_orThatNobodyMaySee_areRefused() {
    String a = make("A", "");
    String b = make("B", ",'triggers':[{'type':'job','afterJobs':['" + a + "']}]");
    String round = "{'type':'job','afterJobs':['" + b + "']}";
    admin.post("/api/jobs/" + a + "/triggers", round).invalid("triggers");
    admin.post("/api/jobs/" + a + "/triggers", "{'type':'job'}").invalid("afterJobs");
    String triggers = "/api/jobs/" + a + "/triggers";
    admin.post(triggers, "{'type':'job','afterJobs':['x']}").invalid("afterJobs");
    admin.post(triggers, "{'type':'job','afterJobs':[]}").invalid("afterJobs");
    admin.post(triggers, "{'type':'job','jobs':['x']}").invalid("jobs");
    admin.post(triggers, "{'type':'job','afterJobs':['" + b + "'],'on':'ended'}").invalid("on");
    admin.post(triggers, "{'type':'job','afterJobs':['" + b + "'],'all':'no'}").invalid("all");
    String none = "{'type':'job','afterJobs':['01900000-0000-7000-8000-000000000000']}";
    admin.post("/api/jobs/" + a + "/triggers", none).invalid("triggers");
    admin.put("/api/jobs/" + a, "{'requiredLevel':'admin'}").status(200);
    ApiClient developer = server.as("dora", Role.DEVELOPER);
    String body = "{'name':'Own','triggers':[{'type':'job','afterJobs':['" + a + "']}]}";
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
