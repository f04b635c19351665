package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statistics, dashboard, metrics, queues and health. */
final class FiguresTest extends ServerTest {

  @Test
  void stats_countWhatTheCallerMaySee() {
    job("Good", "true", "");
    job("Bad", "false", "");
    job("High", "true", "'requiredLevel':'admin',");
    assertThat(admin.get("/api/stats").data("successRate").isNull()).isTrue();
    ended(admin, "good");
    ended(admin, "good");
    ended(admin, "bad");
    ended(server.as(Role.OPERATOR), "good");
    JsonNode all = admin.get("/api/stats").status(200).data();
    assertThat(all.properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "activeJobs",
            "runningNow",
            "queued",
            "successRate",
            "totalFailures",
            "averageDuration",
            "uptime");
    assertThat(all.path("activeJobs").intValue()).isEqualTo(3);
    assertThat(all.path("successRate").doubleValue()).isEqualTo(0.75);
    assertThat(all.path("totalFailures").intValue()).isEqualTo(1);
    assertThat(all.path("averageDuration").isNumber()).isTrue();
    JsonNode operators = server.as(Role.OPERATOR).get("/api/dashboard/stats").data();
    assertThat(operators.path("activeJobs").intValue()).isEqualTo(2);
    assertThat(operators.path("successRate").doubleValue()).isEqualTo(1);
    assertThat(operators.path("totalFailures").intValue()).isZero();
  }

  @Test
  void queues_showWhatWaits_andArePausedByAdministrators() {
    job("Waits", "sleep 60", "'queue':'slow',");
    admin.post("/api/queues/slow/pause").status(200);
    String first = run(admin, "waits");
    JsonNode slow = queue("slow");
    assertThat(slow.path("paused").booleanValue()).isTrue();
    assertThat(slow.path("queued").intValue()).isEqualTo(1);
    assertThat(slow.path("limit").intValue()).isEqualTo(4);
    assertThat(admin.get("/api/runs/" + first).data("queuePosition").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/stats").data("queued").intValue()).isEqualTo(1);
    assertThat(server.as(Role.VIEWER).get("/api/stats").data("queued").intValue()).isZero();

    admin.post("/api/queues/slow/resume").status(200);
    admin.await("/api/runs/" + first, run -> run.path("status").asText().equals("running"));
    assertThat(queue("slow").path("running").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/stats").data("runningNow").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/runs/" + first).data("queuePosition").isNull()).isTrue();
    admin.post("/api/runs/" + first + "/cancel").status(202);
    admin.post("/api/queues/nowhere/pause").problem(404, "NOT_FOUND");
    server.as(Role.DEVELOPER).post("/api/queues/slow/pause").problem(403, "UNAUTHORIZED");
  }

  @Test
  void jobMetrics_areSumsOfWhatTheCallerMaySee() {
    job("Summed", "true", "");
    ended(admin, "summed");
    ended(server.as(Role.OPERATOR), "summed");
    while (server.store().metrics().rollUp()) {
      Thread.onSpinWait();
    }
    JsonNode hourly = admin.get("/api/jobs/summed/metrics?range=7d").status(200).data("buckets");
    assertThat(hourly.findValuesAsText("periodType")).containsOnly("hourly");
    assertThat(sum(hourly, "runCount")).isEqualTo(2);
    JsonNode daily = admin.get("/api/jobs/summed/metrics?range=90d").data("buckets");
    assertThat(daily.get(0).path("periodType").textValue()).isEqualTo("daily");
    assertThat(daily.get(0).path("periodStart").textValue()).endsWith("T00:00:00Z");
    JsonNode operators =
        server.as(Role.OPERATOR).get("/api/jobs/summed/metrics?range=30d").data("buckets");
    assertThat(sum(operators, "runCount")).isEqualTo(1);
    assertThat(sum(operators, "successCount")).isEqualTo(1);
    assertThat(sum(operators, "failureCount")).isZero();
    assertThat(server.as(Role.VIEWER).get("/api/jobs/summed/metrics").data("buckets")).isEmpty();
    admin.get("/api/jobs/summed/metrics?range=1y").invalid("range");
    admin.get("/api/jobs/nobody/metrics").problem(404, "NOT_FOUND");
  }

  @Test
  void dashboard_tellsWhatWas_whatComes_andWhatCollides() {
    String hourly = "'triggers':[{'type':'cron','expression':'0 * * * *'}],";
    job("First", "true", hourly);
    job("Second", "false", hourly);
    job("High", "true", "'requiredLevel':'admin'," + hourly);
    job("Fourth", "true", hourly);
    job("Fifth", "true", hourly);
    String failed = ended(admin, "second");
    JsonNode all = admin.get("/api/dashboard").status(200).data();
    assertThat(all.path("recent").findValuesAsText("id")).containsExactly(failed);
    assertThat(all.path("failures").findValuesAsText("id")).containsExactly(failed);
    assertThat(all.path("upcoming")).hasSize(20);
    JsonNode timeline = all.path("timeline");
    assertThat(timeline.path("past").findValuesAsText("runId")).containsExactly(failed);
    assertThat(timeline.path("next").size()).isBetween(5 * 23, 5 * 25);
    assertThat(timeline.path("nextIsComplete").booleanValue()).isTrue();
    JsonNode collision = timeline.path("collisions").get(0);
    assertThat(collision.path("at").textValue()).endsWith(":00:00Z");
    assertThat(collision.path("runs").intValue()).isEqualTo(5);
    assertThat(collision.path("queue").textValue()).isEqualTo("default");
    assertThat(collision.path("limit").intValue()).isEqualTo(4);
    assertThat(timeline.path("bands")).isEmpty();

    JsonNode viewers = server.as(Role.VIEWER).get("/api/dashboard").data();
    assertThat(viewers.path("recent")).isEmpty();
    assertThat(viewers.path("timeline").path("past")).isEmpty();
    assertThat(viewers.path("upcoming").findValuesAsText("jobName"))
        .contains("First", "Second")
        .doesNotContain("High");
    assertThat(viewers.path("timeline").path("collisions")).isEmpty(); // four are not too many
  }

  @Test
  void forecast_isNotCutShortByTriggersOfHiddenJobs() {
    String daily = "{'type':'cron','expression':'30 12 * * *'}";
    String triggers = String.join(",", Collections.nCopies(100, daily));
    for (int i = 0; i < 5; i++) {
      job("High " + i, "true", "'requiredLevel':'admin','triggers':[" + triggers + "],");
    }
    job("Shown", "true", "'triggers':[{'type':'cron','expression':'0 * * * *'}],");
    JsonNode timeline = server.as(Role.VIEWER).get("/api/dashboard").data("timeline");
    assertThat(timeline.path("nextIsComplete").booleanValue()).isTrue();
    assertThat(timeline.path("next").size()).isBetween(23, 25);
    JsonNode all = admin.get("/api/dashboard").data("timeline");
    assertThat(all.path("nextIsComplete").booleanValue()).isFalse();
  }

  @Test
  void prometheus_readsTheMetrics() {
    job("Good", "true", "");
    ended(admin, "good");
    var text = admin.get("/metrics").status(200);
    assertThat(text.header("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(text.body())
        .contains("# TYPE tempo_runs_running gauge\ntempo_runs_running 0\n")
        .contains("tempo_jobs{enabled=\"true\"} 1\n")
        .contains("tempo_runs_finished_total{status=\"failure\"} 0\n")
        .contains("process_start_time_seconds ");
    assertThat(text.body().lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.matches("[a-z_]+(\\{[a-z]+=\"[^\"]*\"})? [0-9.]+"));
    assertThat(text.body())
        .contains("tempo_host_cpu_cores ", "tempo_host_memory_total_bytes ")
        .contains("tempo_host_disk_usable_bytes{path=\"");
    JsonNode host = admin.get("/api/admin/host").status(200).data("host");
    assertThat(host.path("cpu").path("cores").intValue()).isPositive();
    assertThat(host.path("memory").path("availableBytes").longValue())
        .isBetween(1L, host.path("memory").path("totalBytes").longValue());
    assertThat(host.path("disks")).hasSize(1);
    assertThat(host.path("processes").intValue()).isPositive();
    server.as(Role.OPERATOR).get("/api/admin/host").problem(403, "UNAUTHORIZED");
    JsonNode health = admin.get("/api/admin/health").status(200).data();
    assertThat(health.path("status").textValue()).isEqualTo("healthy");
    assertThat(health.path("host").path("memory").path("totalBytes"))
        .isEqualTo(host.path("memory").path("totalBytes"));
    server.as(Role.DEVELOPER).get("/api/admin/health").problem(403, "UNAUTHORIZED");
    server.client().get("/api/admin/health").problem(401, "INVALID_TOKEN");
    assertThat(server.client().get("/api/health").data("host").isMissingNode()).isTrue();
    String viewers = server.as(Role.VIEWER).get("/metrics").status(200).body();
    assertThat(viewers)
        .contains("tempo_jobs{")
        .doesNotContain("finished_total", "queue_length", "tempo_host");
    server.client().get("/metrics").problem(401, "INVALID_TOKEN");
  }

  @Test
  void health_saysHowTheServerIs() {
    JsonNode health =
        server.client().await("/health", h -> !h.path("conda").asText().equals("checking")).data();
    assertThat(health.path("status").textValue()).isEqualTo("healthy");
    assertThat(health.path("database").textValue()).isEqualTo("ok");
    assertThat(health.path("activeScripts").intValue()).isZero();
    assertThat(health.path("portUsage").intValue()).isZero();
    assertThat(health.path("conda").textValue()).isIn("none", "available");
  }

  @Test
  void health_ofAStoreThatIsGone_is503() {
    server.store().close();
    server.client().get("/api/health").status(503);
    assertThat(
            server
                .client()
                .header("Accept-Language", "it")
                .post("/api/auth/login", "{'username':'admin','password':'wrong words'}")
                .problem(503, "UNAVAILABLE")
                .json()
                .path("detail")
                .textValue())
        .as("no path")
        .isEqualTo(
            "Il database non è raggiungibile, o non fa quanto gli è chiesto; il log del server dice"
                + " di più");
  }

  private JsonNode queue(String name) {
    for (JsonNode queue : admin.get("/api/queues").status(200).data("queues")) {
      if (queue.path("name").textValue().equals(name)) {
        return queue;
      }
    }
    throw new AssertionError("There is no queue " + name);
  }

  private static long sum(JsonNode buckets, String field) {
    return buckets.findValues(field).stream().mapToLong(JsonNode::longValue).sum();
  }

  private void job(String name, String script, String more) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    admin.post("/api/jobs", "{'name':'" + name + "'," + more + task + "}").status(201);
  }
}
