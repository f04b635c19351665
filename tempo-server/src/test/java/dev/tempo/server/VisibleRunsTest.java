package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That lists tell of nothing that the caller could not see by itself. */
final class VisibleRunsTest extends ServerTest {
  @Test
  void lists_tellOfThoseRunsAloneThatTheCallerMaySee() {
    admin.post("/api/jobs", "{'name':'Shared'}").status(201);
    ApiClient ada = server.as("ada", Role.OPERATOR);
    ApiClient bob = server.as("bob", Role.OPERATOR);
    String mine = ended(ada, "shared");
    String theirs = ended(bob, "shared");
    bob.get("/api/runs/" + mine).problem(404, "NOT_FOUND");

    for (String path : List.of("/api/jobs", "/api/jobs?lastStatus=success")) {
      JsonNode job = bob.get(path).status(200).data("jobs").path(0);
      assertThat(job.path("lastRun").path("id").textValue()).isEqualTo(theirs);
      assertThat(job.path("recentRuns").findValuesAsText("id")).containsExactly(theirs);
      assertThat(job.path("runCount").intValue()).isEqualTo(1);
      assertThat(job.path("successCount").intValue()).isEqualTo(1);
    }
    ApiClient eve = server.as("eve", Role.VIEWER);
    JsonNode nothing = eve.get("/api/jobs/shared").status(200).data();
    assertThat(nothing.path("lastRun").isNull()).isTrue();
    assertThat(nothing.path("recentRuns")).isEmpty();
    assertThat(nothing.path("runCount").intValue()).isZero();
    assertThat(eve.get("/api/jobs?lastStatus=success").data("jobs")).isEmpty();
    assertThat(eve.get("/api/jobs?lastStatus=none").data("jobs")).hasSize(1);
    assertThat(admin.get("/api/jobs/shared").data("recentRuns")).hasSize(2);
    String again = ended(bob, "shared");
    assertThat(bob.get("/api/jobs/shared").data("recentRuns").findValuesAsText("id"))
        .containsExactly(again, theirs);
  }

  @Test
  void queues_countThoseRunsAloneThatTheCallerMaySee() {
    server.tempo().pauseQueue("default");
    admin.post("/api/jobs", "{'name':'Shared','overlap':'ALLOW'}").status(201);
    ApiClient ada = server.as("ada", Role.OPERATOR);
    ApiClient bob = server.as("bob", Role.OPERATOR);
    String mine = run(ada, "shared");
    run(bob, "shared");
    run(bob, "shared");
    assertThat(queued(admin)).isEqualTo(3);
    assertThat(queued(ada)).isEqualTo(1);
    assertThat(queued(bob)).isEqualTo(2);
    assertThat(queued(server.as(Role.VIEWER))).isZero();

    String job = "/api/jobs/" + admin.get("/api/jobs/shared").data("id").textValue();
    assertThat(ada.get("/api/runs/" + mine).data("jobIsVisible").booleanValue()).isTrue();
    admin.put(job, "{'requiredLevel':'admin'}").status(200);
    assertThat(ada.get("/api/runs/" + mine).data("jobIsVisible").booleanValue()).isFalse();
    assertThat(ada.get("/api/runs").data("runs").get(0).path("jobIsVisible").booleanValue())
        .isFalse();
    JsonNode past = ada.get("/api/dashboard").data("timeline").path("past");
    assertThat(past.findValuesAsText("runId")).containsExactly(mine);
    assertThat(past.get(0).path("jobIsVisible").booleanValue()).isFalse();
    assertThat(admin.get("/api/dashboard").data("timeline").path("past").findValues("jobIsVisible"))
        .allMatch(JsonNode::booleanValue);
  }

  private static int queued(ApiClient client) {
    return client.get("/api/queues").data("queues").get(0).path("queued").intValue();
  }

  @Test
  void queues_ofHiddenJobsAreNotNamed() {
    admin
        .post("/api/jobs", "{'name':'Hidden','requiredLevel':'admin','queue':'merger'}")
        .status(201);
    admin.post("/api/jobs", "{'name':'Shown','queue':'reports'}").status(201);
    assertThat(server.as(Role.DEVELOPER).get("/api/queues").data("queues").findValuesAsText("name"))
        .containsExactly("default", "reports");
    assertThat(admin.get("/api/queues").data("queues").findValuesAsText("name"))
        .containsExactly("default", "merger", "reports");
  }
}
