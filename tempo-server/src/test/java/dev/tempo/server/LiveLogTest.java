package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveLogTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path directory;
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    server.close();
  }

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
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    if (origin != null) {
      builder.header("Origin", origin);
    }
    URI uri = URI.create(server.url().replace("http:", "ws:") + path);
    builder.buildAsync(uri, new WebSocket.Listener() {}).join();
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

  @Test
  void logOut_closesTheSocket() throws Exception {
    String id = run("sleep 60");
    ApiClient other = server.admin();
    SocketClient reader = SocketClient.open(other, server.url(), "/api/runs/" + id + "/logs/live");
    other.post("/api/auth/logout").status(200);
    assertThat(reader.closeCode()).isEqualTo(1008);
    admin.post("/api/runs/" + id + "/cancel").status(202);
  }
}
