package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventsTest extends ServerTest {

  @Test
  void client_isToldOfJobsAndRuns_untilItChooses() throws Exception {
    SocketClient client = open(admin);
    String jobId = job("Told", "");
    JsonNode saved = client.untilType("job.saved");
    assertThat(saved.path("timestamp").textValue()).endsWith("Z");
    assertThat(saved.path("data").path("jobId").textValue()).isEqualTo(jobId);
    String id = run(admin, "told");
    for (String type : List.of("run.queued", "run.started", "run.finished")) {
      JsonNode event = client.untilType(type);
      assertThat(event.path("data").path("id").textValue()).isEqualTo(id);
    }
    assertThat(client.seen().getLast().path("data").path("status").textValue())
        .isEqualTo("success");
    choose(client, "{'subscribe':['jobs']}");
    run(admin, "told");
    admin.delete("/api/jobs/told").status(200);
    client.untilType("job.deleted");
    assertThat(types(client).stream().filter(type -> type.startsWith("run."))).hasSize(3);
  }

  @Test
  void changeOfWhatDescribesAJob_isTold_once() throws Exception {
    String jobId = job("Described", "");
    SocketClient client = open(admin);
    admin.put("/api/jobs/described", "{'description':'What it does'}").status(200);
    JsonNode saved = client.untilType("job.saved");
    assertThat(saved.path("data").path("jobId").textValue()).isEqualTo(jobId);
    admin.put("/api/jobs/described", "{'timeoutSeconds':7,'tags':['both']}").status(200);
    client.untilType("job.saved");
    admin.delete("/api/jobs/described").status(200);
    client.untilType("job.deleted");
    assertThat(types(client)).containsExactly("job.saved", "job.saved", "job.deleted");
  }

  @Test
  void subscriptionToARun_beginsWithHowItStands() throws Exception {
    job("Stands", "");
    String id = run(admin, "stands");
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    SocketClient client = open(admin);
    client.say("{'subscribe':['run:" + id + "']}");
    JsonNode event = client.untilType("run.finished");
    assertThat(event.path("data").path("id").textValue()).isEqualTo(id);
    String other = run(admin, "stands");
    admin.await("/api/runs/" + other, run -> !run.path("finishedAt").isNull());
    client.say("{'unsubscribe':['run:" + id + "'],'ping':7}");
    assertThat(client.untilType("pong").path("data").path("ping").asText()).isEqualTo("7");
    assertThat(types(client)).containsExactly("run.finished", "pong");
  }

  @Test
  void subscription_toWhatTheClientMayNotSee_isRefused() throws Exception {
    job("Mine", "");
    String id = run(admin, "mine");
    SocketClient client = open(server.as(Role.OPERATOR));
    client.say("{'subscribe':['run:" + id + "']}");
    assertThat(notice(client)).isEqualTo("NOT_FOUND");
    client.say("{'subscribe':['everything']}");
    assertThat(notice(client)).isEqualTo("VALIDATION_ERROR");
    client.say("{'listen':[]}");
    assertThat(notice(client)).isEqualTo("VALIDATION_ERROR");
    client.say("{");
    assertThat(client.closeCode()).isEqualTo(1007);
  }

  @Test
  void client_isToldOnlyOfWhatItMaySee() throws Exception {
    SocketClient client = open(server.as(Role.OPERATOR));
    job("High", "'requiredLevel':'admin',");
    job("Open", "");
    run(admin, "high");
    run(admin, "open");
    String mine = run(server.as(Role.OPERATOR), "open");
    client.until(
        event ->
            event.path("type").asText().equals("run.finished")
                && event.path("data").path("id").asText().equals(mine));
    admin.delete("/api/jobs/high").status(200);
    admin.delete("/api/jobs/open").status(200);
    client.untilType("job.deleted");
    assertThat(client.seen().stream().map(JsonNode::toString))
        .noneMatch(event -> event.contains("High"))
        .noneMatch(event -> event.contains("\"startedBy\":\"admin\""));
    assertThat(types(client))
        .containsOnlyOnce("job.saved", "run.queued", "run.finished", "job.deleted");
  }

  @Test
  void restart_isSaid() throws Exception {
    SocketClient client = open(admin);
    choose(client, "{'subscribe':['runs']}");
    server.server().close();
    assertThat(client.closeCode()).isEqualTo(1012);
  }

  @Test
  void seedPath_answersToo() throws Exception {
    SocketClient client = SocketClient.open(admin, server.url(), "/ws/logs/user");
    client.say("{'ping':1}");
    client.untilType("pong");
    admin.get("/ws").problem(426, "UPGRADE_REQUIRED");
  }

  @Test
  void messageThatIsTooLong_closesTheSocket() throws Exception {
    SocketClient client = open(admin);
    client.say("{'ping':'" + "x".repeat(20_000) + "'}");
    assertThat(client.closeCode()).isEqualTo(1009);
  }

  private SocketClient open(ApiClient as) throws InterruptedException {
    SocketClient client = SocketClient.open(as, server.url(), "/ws");
    client.say("{'ping':'ready'}");
    client.untilType("pong");
    client.seen().clear();
    return client;
  }

  private static void choose(SocketClient client, String message) throws InterruptedException {
    client.say(message);
    client.say("{'ping':'chosen'}");
    client.untilType("pong");
  }

  private static String notice(SocketClient client) throws InterruptedException {
    return client.untilType("notice").path("data").path("code").textValue();
  }

  private static List<String> types(SocketClient client) {
    return client.seen().stream().map(event -> event.path("type").textValue()).toList();
  }

  private String job(String name, String more) {
    String task = "'task':{'kind':'shell','content':'true'}";
    return admin
        .post("/api/jobs", "{'name':'" + name + "','overlap':'ALLOW'," + more + task + "}")
        .status(201)
        .data("id")
        .textValue();
  }
}
