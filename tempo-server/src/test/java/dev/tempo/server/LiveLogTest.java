package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.testkit.VirtualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class LiveLogTest extends ServerTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void lines_comeWhileTheScriptRuns_thenTheStatus_thenTheClose() throws Exception {
    Path gate = directory.resolve("gate");
    String id = run("echo one; while [ ! -e " + gate + " ]; do sleep 0.02; done; echo two >&2");
    SocketClient reader = open(id, "");
    reader.until(m -> m.path("content").asText().equals("one"));
    assertThat(admin.get("/api/runs/" + id).data("status").textValue()).isEqualTo("running");
    Files.createFile(gate);
    JsonNode two = reader.until(m -> m.path("content").asText().equals("two"));
    assertThat(two.path("stream").textValue()).isEqualTo("stderr");
    assertThat(two.path("lineNumber").intValue()).isEqualTo(2);
    assertThat(two.path("runId").textValue()).isEqualTo(id);
    JsonNode end = reader.until(m -> m.path("status").asText().equals("success"));
    assertThat(end.path("exitCode").intValue()).isZero();
    assertThat(end.path("duration").isNumber()).isTrue();
    assertThat(reader.closeCode()).isEqualTo(1000);
  }

  @Test
  void reader_thatNamesItsLastLine_getsTheRestOnce() throws Exception {
    String id = run("for i in 1 2 3 4 5; do echo $i; done");
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    SocketClient reader = open(id, "?after=2");
    reader.closeCode();
    assertThat(reader.contents()).containsExactly("3", "4", "5");
  }

  @Test
  void lineThatHasNotEnded_isToldToWhoAsks_andReplaced() throws Exception {
    Path gate = directory.resolve("gate");
    String id = run("echo a; printf b10; while [ ! -e " + gate + " ]; do sleep 0.02; done; echo c");
    SocketClient reader = open(id, "?open=true");
    SocketClient other = open(id, "");
    JsonNode open = reader.until(m -> m.path("content").asText().equals("b10"));
    assertThat(open.path("open").booleanValue()).isTrue();
    assertThat(open.path("lineNumber").intValue()).isEqualTo(2);
    Files.createFile(gate);
    JsonNode line = reader.until(m -> m.path("content").asText().equals("b10c"));
    assertThat(line.has("open")).isFalse();
    assertThat(line.path("lineNumber").intValue()).isEqualTo(2);
    assertThat(other.closeCode()).isEqualTo(1000);
    assertThat(other.contents()).containsExactly("a", "b10c");
  }

  @Test
  void reader_ofOneStream_getsOnlyThat() throws Exception {
    String id = run("echo out; echo err >&2");
    SocketClient reader = open(id, "?stream=stderr");
    reader.closeCode();
    assertThat(reader.contents()).containsExactly("err");
  }

  @Test
  void reader_ofTwentyThousandLines_getsAllInOrder() throws Exception {
    String id = run("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
    SocketClient reader = open(id, "");
    assertThat(reader.closeCode()).isEqualTo(1000);
    List<String> contents = reader.contents();
    assertThat(contents).hasSize(20_000);
    assertThat(contents.getFirst()).isEqualTo("line 0");
    assertThat(contents.getLast()).isEqualTo("line 19999");
  }

  @Test
  void serverThatStops_closesWith1012() throws Exception {
    String id = run("echo up; sleep 60");
    SocketClient reader = open(id, "");
    reader.until(m -> m.path("content").asText().equals("up"));
    server.server().close();
    assertThat(reader.closeCode()).isEqualTo(1012);
    server.tempo().cancel(java.util.UUID.fromString(id));
  }

  @Test
  void upgrade_isGuardedLikeAnyRequest() {
    String id = run("true");
    String path = "/api/runs/" + id + "/logs/live";
    assertThat(refused(path, null, null)).isEqualTo(401);
    assertThat(refused(path, "Bearer forged", null)).isEqualTo(401);
    String token = admin.headers().get("Authorization");
    assertThat(refused(path, token, "https://evil.example")).isEqualTo(403);
    assertThat(refused("/api/runs/xyz/logs/live", token, null)).isEqualTo(404);
    assertThat(refused(path + "?after=x", token, null)).isEqualTo(422);
    admin.get(path).problem(426, "UPGRADE_REQUIRED");
  }

  @Test
  void socket_ofAnAllowedSite_isOpened() throws Exception {
    String id = run("echo hi");
    server.close();
    server = TestServer.start(directory, b -> b.allowedOrigins("https://friend.example"));
    admin = server.admin();
    String path = "/api/runs/" + id + "/logs/live";
    String token = admin.headers().get("Authorization");
    assertThat(refused(path, token, "https://friend.example.evil")).isEqualTo(403);
    SocketClient reader = open(path, token, "https://friend.example");
    assertThat(reader.closeCode()).isEqualTo(1000);
  }

  @Test
  void socket_endsWithTheCredentials_thatItWasOpenedWith() throws Exception {
    String id = run("while :; do sleep 0.05; done");
    String path = "/api/runs/" + id + "/logs/live";
    ApiClient other = server.as("other", Role.ADMIN);
    String otherId = other.get("/api/auth/me").data("id").textValue();
    var key = other.post("/api/keys", "{'name':'k','scope':'api'}").status(201);
    SocketClient byAdmin = openPath(path);
    SocketClient bySession = open(path, other.headers().get("Authorization"), null);
    SocketClient byKey = open(path, "Bearer " + key.data("key").textValue(), null);
    for (SocketClient reader : List.of(byAdmin, bySession, byKey)) {
      reader.until(m -> m.path("status").asText().equals("running"));
    }
    admin.delete("/api/keys/" + key.data("id").textValue()).status(200);
    assertThat(byKey.closeCode()).isEqualTo(1008);
    other.post("/api/auth/logout").status(200);
    assertThat(bySession.closeCode()).isEqualTo(1008);
    SocketClient again =
        open(path, server.as("other", Role.ADMIN).headers().get("Authorization"), null);
    again.until(m -> m.path("status").asText().equals("running"));
    admin.put("/api/users/" + otherId, "{'role':'viewer'}").status(200);
    assertThat(again.closeCode()).isEqualTo(1008);
    assertThat(byAdmin.isClosed()).isFalse();
    server.tempo().cancel(java.util.UUID.fromString(id));
    assertThat(byAdmin.closeCode()).isEqualTo(1000);
    var looks = admin.get("/api/admin/audit?action=liveLog").status(200).data("entries");
    assertThat(looks.findValuesAsText("object")).containsExactly(id);
    assertThat(looks.findValuesAsText("client")).containsExactly("127.0.0.1");
  }

  @Test
  void socket_ofASessionThatExpires_endsWhenItsClientNextSaysSomething() throws Exception {
    server.close();
    VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
    server = TestServer.start(directory, b -> b.time(clock));
    admin = server.admin();
    String id = run("while :; do sleep 0.05; done");
    SocketClient reader = openPath("/api/runs/" + id + "/logs/live");
    reader.until(m -> m.path("status").asText().equals("running"));
    reader.say("{'ping':1}");
    clock.advance(Duration.ofHours(13));
    reader.say("{'ping':1}");
    assertThat(reader.closeCode()).isEqualTo(1008);
    server.tempo().cancel(java.util.UUID.fromString(id));
  }

  @Test
  void seedPath_answersToo() throws Exception {
    String id = run("echo hi");
    SocketClient reader = openPath("/ws/logs/" + id);
    reader.closeCode();
    assertThat(reader.contents()).containsExactly("hi");
  }

  private String run(String script) {
    String body = "{'name':'Live','task':{'kind':'shell','content':'" + script + "'}}";
    admin.post("/api/jobs", body).status(201);
    return admin.post("/api/jobs/live/run").status(202).data("runId").textValue();
  }

  private SocketClient open(String id, String query) {
    return openPath("/api/runs/" + id + "/logs/live" + query);
  }

  private SocketClient openPath(String path) {
    return SocketClient.open(admin, server.url(), path);
  }

  private SocketClient open(String path, String authorization, String origin) {
    return SocketClient.open(headers(authorization, origin), server.url(), path);
  }

  private int refused(String path, String authorization, String origin) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    assertThatThrownBy(() -> tryToOpen(path, authorization, origin))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class, e -> status.complete(e.getResponse().statusCode()));
    return status.join();
  }

  private void tryToOpen(String path, String authorization, String origin) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    headers(authorization, origin).forEach(builder::header);
    URI uri = URI.create(server.url().replace("http:", "ws:") + path);
    builder.buildAsync(uri, new WebSocket.Listener() {}).join();
  }

  private static Map<String, String> headers(String authorization, String origin) {
    Map<String, String> headers = new HashMap<>();
    if (authorization != null) {
      headers.put("Authorization", authorization);
    }
    if (origin != null) {
      headers.put("Origin", origin);
    }
    return headers;
  }

  @Test
  void running_script_isToldWithItsCpuAndMemory() throws Exception {
    String id = run("sleep 60");
    SocketClient reader = open(id, "");
    JsonNode metric = reader.untilType("metric");
    assertThat(metric.path("runId").textValue()).isEqualTo(id);
    assertThat(metric.path("memoryBytes").longValue()).isPositive();
    assertThat(metric.path("memoryPercent").isNumber()).isTrue();
    assertThat(metric.path("cpuPercent").isNumber()).isTrue();
    assertThat(metric.path("timestamp").textValue()).endsWith("Z");
    JsonNode samples = admin.get("/api/runs/" + id + "/metrics").status(200).data("samples");
    assertThat(samples.get(0).path("processes").intValue()).isPositive();
    admin.post("/api/runs/" + id + "/cancel").status(202);
    assertThat(reader.closeCode()).isEqualTo(1000);
  }

  @Test
  void pieces_ofALongLine_sayThatTheyContinueIt() throws Exception {
    String id = run("printf %020000d 0");
    SocketClient reader = open(id, "");
    reader.closeCode();
    assertThat(reader.seen().stream().filter(m -> m.path("type").asText().equals("log")))
        .extracting(m -> m.path("continued").booleanValue())
        .containsExactly(false, true);
  }

  @Test
  void ping_isAnswered() throws Exception {
    String id = run("sleep 60");
    assertThat(open(id, "").ping("are you there?")).isEqualTo("are you there?");
    admin.post("/api/runs/" + id + "/cancel").status(202);
  }
}
