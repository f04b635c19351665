package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs say why they wait, wherever they are shown, also where a server is alone. */
final class WaitingRunsTest extends ServerTest {
  private static final String SLOW =
      "{'name':'Slow','overlap':'%s','task':{'kind':'shell','content':'sleep 60'}}";

  @AfterEach
  void letGo() {
    server.tempo().resume();
    admin.post("/api/queues/default/resume").status(200);
    admin.post("/api/jobs/slow/stop").status(202);
  }

  private String run() {
    return admin.post("/api/jobs/slow/run").status(202).data("runId").textValue();
  }

  private JsonNode reason(ApiClient client, String run) {
    JsonNode reason = client.get("/api/runs/" + run).status(200).data("reason");
    JsonNode listed = client.get("/api/jobs/slow/runs?status=queued").status(200).data("runs");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).path("reason")).isEqualTo(reason);
    assertThat(client.get("/api/jobs/slow/status").data("queued").get(0).path("reason"))
        .isEqualTo(reason);
    return reason;
  }

  private String explained() {
    JsonNode waiting = admin.get("/api/jobs/slow/explain").status(200).data("waiting");
    assertThat(waiting).hasSize(1);
    return waiting.get(0).path("text").textValue();
  }

  @Test
  void pausedQueue_isWhyItsRunsWait_inTheLanguageOfWhoAsks() {
    admin.post("/api/jobs", SLOW.formatted("ALLOW")).status(201);
    admin.post("/api/queues/default/pause").status(200);
    String run = run();
    JsonNode reason = reason(admin, run);
    assertThat(reason.path("text").textValue()).isEqualTo("its queue 'default' is paused");
    assertThat(reason.path("kind").textValue()).isEqualTo("queue_paused");
    assertThat(reason.path("lineNumber").isNull()).isTrue();
    assertThat(reason(admin.header("Accept-Language", "es"), run).path("text").textValue())
        .isEqualTo("su cola «default» está en pausa");
    assertThat(explained()).endsWith("; 0 runs are before it; its queue 'default' is paused");
    assertThat(
            admin
                .header("Accept-Language", "it")
                .get("/api/jobs/slow/explain")
                .data("waiting")
                .get(0)
                .path("text")
                .textValue())
        .startsWith("Attende nella coda “default” da ")
        .endsWith("; la sua coda “default” è in pausa");
    assertThat(admin.get("/metrics").status(200).body())
        .contains("tempo_runs_held{reason=\"queue_paused\"} 1\n");
    assertThat(admin.get("/api/health").status(200).data("status").textValue())
        .as("somebody wants it so")
        .isEqualTo("healthy");
  }

  @Test
  void engineThatIsPaused_saysSo_andIsNotHealthy() {
    admin.post("/api/jobs", SLOW.formatted("ALLOW")).status(201);
    server.tempo().pause();
    String run = run();
    assertThat(reason(admin, run).path("kind").textValue()).isEqualTo("all_paused");
    assertThat(explained()).contains("everything is paused");
    JsonNode health =
        admin
            .await("/api/admin/health", seen -> seen.path("problems").toString().contains("paused"))
            .data();
    assertThat(health.path("status").textValue()).isEqualTo("degraded");
    assertThat(health.path("details").get(0).path("message").textValue())
        .startsWith("Everything is paused");
    admin.get("/api/health").status(200);
  }

  @Test
  void runThatMayNotOverlap_waitsForTheOther() {
    admin.post("/api/jobs", SLOW.formatted("QUEUE")).status(201);
    String first = run();
    admin.await("/api/runs/" + first, shown -> shown.path("status").textValue().equals("running"));
    assertThat(admin.get("/api/runs/" + first).data("reason").isNull()).isTrue();
    JsonNode reason = reason(admin, run());
    assertThat(reason.path("kind").textValue()).isEqualTo("overlap");
    assertThat(explained()).startsWith("It waits since ").endsWith("overlap policy is QUEUE");
  }
}
