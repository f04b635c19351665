package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.server.access.Role;
import dev.tempo.testkit.VirtualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    Reader reader = open(id, "");
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
    assertThat(reader.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
  }

  @Test
  void reader_thatNamesItsLastLine_getsTheRestOnce() throws Exception {
    String id = run("for i in 1 2 3 4 5; do echo $i; done");
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    Reader reader = open(id, "?after=2");
    reader.closeCode.get(10, TimeUnit.SECONDS);
    assertThat(reader.contents()).containsExactly("3", "4", "5");
  }

  @Test
  void reader_ofOneStream_getsOnlyThat() throws Exception {
    String id = run("echo out; echo err >&2");
    Reader reader = open(id, "?stream=stderr");
    reader.closeCode.get(10, TimeUnit.SECONDS);
    assertThat(reader.contents()).containsExactly("err");
  }

  @Test
  void reader_ofTwentyThousandLines_getsAllInOrder() throws Exception {
    String id = run("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
    Reader reader = open(id, "");
    assertThat(reader.closeCode.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    List<String> contents = reader.contents();
    assertThat(contents).hasSize(20_000);
    assertThat(contents.getFirst()).isEqualTo("line 0");
    assertThat(contents.getLast()).isEqualTo("line 19999");
  }

  @Test
  void serverThatStops_closesWith1012() throws Exception {
    String id = run("echo up; sleep 60");
    Reader reader = open(id, "");
    reader.until(m -> m.path("content").asText().equals("up"));
    server.server().close();
    assertThat(reader.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
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
    Reader reader = open(path, token, "https://friend.example");
    assertThat(reader.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
  }

  @Test
  void socket_endsWithTheCredentials_thatItWasOpenedWith() throws Exception {
    String id = run("while :; do sleep 0.05; done");
    String path = "/api/runs/" + id + "/logs/live";
    ApiClient other = server.as("other", Role.ADMIN);
    String otherId = other.get("/api/auth/me").data("id").textValue();
    var key = other.post("/api/keys", "{'name':'k','scope':'api'}").status(201);
    Reader byAdmin = openPath(path);
    Reader bySession = open(path, other.headers().get("Authorization"), null);
    Reader byKey = open(path, "Bearer " + key.data("key").textValue(), null);
    for (Reader reader : List.of(byAdmin, bySession, byKey)) {
      reader.until(m -> m.path("status").asText().equals("running"));
    }
    admin.delete("/api/keys/" + key.data("id").textValue()).status(200);
    assertThat(byKey.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    other.post("/api/auth/logout").status(200);
    assertThat(bySession.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    Reader again = open(path, server.as("other", Role.ADMIN).headers().get("Authorization"), null);
    again.until(m -> m.path("status").asText().equals("running"));
    admin.put("/api/users/" + otherId, "{'role':'viewer'}").status(200);
    assertThat(again.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    assertThat(byAdmin.closeCode).isNotDone();
    server.tempo().cancel(java.util.UUID.fromString(id));
    assertThat(byAdmin.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
    var looks = admin.get("/api/admin/audit?action=liveLog").status(200).data("entries");
    assertThat(looks.findValuesAsText("object")).containsExactly(id);
    assertThat(looks.findValuesAsText("client")).containsExactly("127.0.0.1");
  }

  @Test
  void socket_ofASessionThatExpires_endsWhenItsClientNextSaysSomething() throws Exception {
    server.close();
    VirtualClock clock = VirtualClock.at(Instant.now());
    server = TestServer.start(directory, b -> b.time(clock));
    admin = server.admin();
    String id = run("while :; do sleep 0.05; done");
    Reader reader = openPath("/api/runs/" + id + "/logs/live");
    reader.until(m -> m.path("status").asText().equals("running"));
    reader.socket.sendText("{\"ping\":1}", true).join();
    clock.advance(Duration.ofHours(13));
    reader.socket.sendText("{\"ping\":1}", true).join();
    assertThat(reader.closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    server.tempo().cancel(java.util.UUID.fromString(id));
  }

  @Test
  void seedPath_answersToo() throws Exception {
    String id = run("echo hi");
    Reader reader = openPath("/ws/logs/" + id);
    reader.closeCode.get(10, TimeUnit.SECONDS);
    assertThat(reader.contents()).containsExactly("hi");
  }

  private String run(String script) {
    String body = "{'name':'Live','task':{'kind':'shell','content':'" + script + "'}}";
    admin.post("/api/jobs", body).status(201);
    return admin.post("/api/jobs/live/run").status(202).data("runId").textValue();
  }

  private Reader open(String id, String query) {
    return openPath("/api/runs/" + id + "/logs/live" + query);
  }

  private Reader openPath(String path) {
    return open(path, admin.headers().get("Authorization"), null);
  }

  private Reader open(String path, String authorization, String origin) {
    Reader reader = new Reader();
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    if (origin != null) {
      builder.header("Origin", origin);
    }
    URI uri = URI.create(server.url().replace("http", "ws") + path);
    reader.socket = builder.buildAsync(uri, reader).join();
    return reader;
  }

  private int refused(String path, String authorization, String origin) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    assertThatThrownBy(() -> open(path, authorization, origin))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class, e -> status.complete(e.getResponse().statusCode()));
    return status.join();
  }

  /** What a client has received. */
  private static final class Reader implements WebSocket.Listener {
    private final ObjectMapper mapper = new ObjectMapper();
    private final LinkedBlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<JsonNode> seen = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closeCode.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable problem) {
      closeCode.completeExceptionally(problem);
    }

    private void take(String frame) {
      try {
        JsonNode node = mapper.readTree(frame);
        if (node.isArray()) {
          node.forEach(messages::add);
        } else {
          messages.add(node);
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(frame, e);
      }
    }

    JsonNode until(java.util.function.Predicate<JsonNode> wanted) throws InterruptedException {
      while (true) {
        JsonNode message = messages.poll(10, TimeUnit.SECONDS);
        assertThat(message).as("After " + seen).isNotNull();
        seen.add(message);
        if (wanted.test(message)) {
          return message;
        }
      }
    }

    List<String> contents() {
      messages.drainTo(seen);
      return seen.stream()
          .filter(m -> m.path("type").asText().equals("log"))
          .map(m -> m.path("content").textValue())
          .toList();
    }
  }
}
