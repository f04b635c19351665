package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred clients, some of which read nothing and some of which vanish. */
final class SlowClientsTest {
  private static final int CLIENTS = 200;
  private static final int DEAF = 10;
  private static final int VANISHING = 10;
  private static final int LINES = 5_000;

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
  void readersOfALog_getEveryLineInOrder_whateverOthersDo() throws Exception {
    Path gate = directory.resolve("gate");
    String wait = "while [ ! -e " + gate + " ]; do sleep 0.02; done; ";
    String pad = "x".repeat(200);
    String id =
        run(
            wait
                + "i=0; while [ $i -lt "
                + LINES
                + " ]; do i=$((i+1)); echo line $i "
                + pad
                + "; done; while [ ! -e "
                + gate
                + "2 ]; do sleep 0.02; done");
    String path = "/api/runs/" + id + "/logs/live";
    List<SocketClient> deaf = open(path, DEAF, false);
    List<SocketClient> vanishing = open(path, VANISHING, true);
    List<SocketClient> others = open(path, CLIENTS - DEAF - VANISHING, true);
    Files.createFile(gate);
    vanishing.getFirst().untilType("log");
    vanishing.forEach(SocketClient::vanish);
    for (SocketClient client : others) {
      client.until(message -> message.path("lineNumber").asLong() == LINES);
    }
    Files.createFile(directory.resolve("gate2"));
    for (SocketClient client : others) {
      assertThat(client.closeCode()).isEqualTo(1000);
      List<JsonNode> seen = client.seen();
      assertThat(
              seen.stream()
                  .filter(message -> message.path("type").asText().equals("log"))
                  .mapToLong(message -> message.path("lineNumber").longValue()))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, LINES).boxed().toList());
      assertThat(seen.getLast().path("status").textValue()).isEqualTo("success");
    }
    assertThat(server.tempo().findRun(UUID.fromString(id)).orElseThrow().status())
        .isEqualTo(RunStatus.SUCCESS);
    deaf.forEach(SocketClient::vanish);
  }

  @Test
  void listeners_hearEveryRun_whateverOthersDo() throws Exception {
    run("true");
    List<SocketClient> deaf = open("/ws", DEAF, false);
    List<SocketClient> vanishing = open("/ws", VANISHING, true);
    List<SocketClient> others = open("/ws", 50, true);
    vanishing.forEach(SocketClient::vanish);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(admin.post("/api/jobs/watched/run").status(202).data("runId").textValue());
    }
    for (SocketClient client : others) {
      String last = ids.getLast();
      client.until(
          event ->
              event.path("type").asText().equals("run.finished")
                  && event.path("data").path("id").asText().equals(last));
      assertThat(
              client.seen().stream()
                  .filter(event -> event.path("type").asText().equals("run.queued"))
                  .map(event -> event.path("data").path("id").textValue()))
          .containsSubsequence(ids);
    }
    deaf.forEach(SocketClient::vanish);
  }

  private List<SocketClient> open(String path, int count, boolean reading) {
    List<SocketClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(
          reading
              ? SocketClient.open(admin, server.url(), path)
              : SocketClient.openDeaf(admin, server.url(), path));
    }
    return clients;
  }

  private String run(String script) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    admin.post("/api/jobs", "{'name':'Watched','overlap':'ALLOW'," + task + "}").status(201);
    return admin.post("/api/jobs/watched/run").status(202).data("runId").textValue();
  }
}
