package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two hundred clients, some of which read nothing and some of which vanish. */
final class SlowClientsTest extends ServerTest {
  private static final int CLIENTS = 200;
  private static final int DEAF = 10;
  private static final int VANISHING = 10;
  private static final int LINES = 300;

  /** More than the buffers of a connection hold: whoever does not read this stops its sender. */
  private static final int BIG_LINES = 1_200;

  private static final int BIG_LINE = 10_000;

  @Test
  void readersOfALog_getEveryLineInOrder_whateverOthersDo() throws Exception {
    String wait = "while [ ! -e " + directory.resolve("gate") + " ]; do sleep 0.05; done; ";
    String count = "i=0; while [ $i -lt %d ]; do i=$((i+1)); echo $i %s; done";
    String big = job("Big", wait + count.formatted(BIG_LINES, "x".repeat(BIG_LINE)));
    String id = job("Watched", wait + count.formatted(LINES, "line"));
    List<SocketClient> deaf = open(log(big), DEAF, false);
    List<SocketClient> vanishing = open(log(id), VANISHING, true);
    List<SocketClient> others = open(log(id), CLIENTS - DEAF - VANISHING, true);
    Files.createFile(directory.resolve("gate"));
    vanishing.getFirst().untilType("log");
    vanishing.forEach(SocketClient::vanish);
    for (SocketClient client : others) {
      assertThat(client.closeCode()).isEqualTo(1000);
      assertThat(numbers(client))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, LINES).boxed().toList());
      assertThat(client.seen().getLast().path("status").textValue()).isEqualTo("success");
    }
    admin.await("/api/runs/" + big, run -> run.path("status").asText().equals("success"));
    assertThat(server.server().openSockets()).isEqualTo(DEAF);
    SocketClient late = SocketClient.open(admin, server.url(), log(big));
    assertThat(late.closeCode()).isEqualTo(1000);
    assertThat(numbers(late)).hasSize(BIG_LINES);
    deaf.forEach(SocketClient::vanish);
  }

  private static String log(String runId) {
    return "/api/runs/" + runId + "/logs/live";
  }

  private static List<Long> numbers(SocketClient client) {
    return client.seen().stream()
        .filter(message -> message.path("type").asText().equals("log"))
        .map(message -> message.path("lineNumber").longValue())
        .toList();
  }

  @Test
  void listeners_hearEveryRun_whateverOthersDo() throws Exception {
    job("Watched", "true");
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

  private String job(String name, String script) {
    String task = "'task':{'kind':'shell','content':'" + script + "'}";
    String body = "{'name':'" + name + "','overlap':'ALLOW'," + task + "}";
    String job = admin.post("/api/jobs", body).status(201).data("safeName").textValue();
    return admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
  }
}
