package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Follows the logs of many runs over one socket. */
final class LiveTailTest extends ServerTest {
  private static final String TALKS =
      "echo before; while [ ! -e go ]; do sleep 0.05; done; echo after";

  @Test
  void runsThatMatch_areFollowedTogether_alsoThoseThatBeginLater() throws Exception {
    String one = job("One", "'queue':'wide',");
    String two = job("Two", "'queue':'wide',");
    String other = job("Other", "");
    String first = run(admin, one);
    run(admin, other);
    awaitLine(first);
    SocketClient tail = SocketClient.open(admin, server.url(), "/api/logs/tail?queue=wide");
    assertThat(tail.untilType("run").path("jobName").textValue()).isEqualTo("One");
    assertThat(tail.untilType("log").path("content").textValue()).isEqualTo("before");
    String second = run(admin, two);
    assertThat(tail.untilType("run").path("runId").textValue()).isEqualTo(second);
    tail.until(line -> isLine(line, second, "before"));
    go("one");
    tail.until(line -> isLine(line, first, "after"));
    JsonNode status = tail.untilType("status");
    assertThat(status.path("runId").textValue()).isEqualTo(first);
    assertThat(status.path("status").textValue()).isEqualTo("success");
    assertThat(tail.seen().stream().map(message -> message.path("jobName").asText()).toList())
        .doesNotContain("Other");
    go("two");
    tail.until(line -> isLine(line, second, "after"));
    tail.vanish();
    go("other");
  }

  @Test
  void linesAndRuns_areNarrowed_toWhatIsAskedForAndMayBeSeen() throws Exception {
    admin.post("/api/folders", "{'name':'Here'}").status(201);
    String folder = admin.get("/api/folders").data("folders").get(0).path("id").textValue();
    String inside = job("Inside", "'folderId':'" + folder + "',");
    String outside = job("Outside", "");
    String seen = run(admin, inside);
    run(admin, outside);
    awaitLine(seen);
    SocketClient tail =
        SocketClient.open(
            admin, server.url(), "/api/logs/tail?folder=here&q=AFTER&last=0&job=" + inside);
    tail.untilType("run");
    SocketClient others =
        SocketClient.open(
            server.as(Role.OPERATOR), server.url(), "/api/logs/tail?job=" + inside + "," + outside);
    go("here/inside");
    tail.until(line -> isLine(line, seen, "after"));
    tail.untilType("status");
    assertThat(tail.contents()).containsExactly("after");
    assertThat(others.ping("still here")).isEqualTo("still here");
    assertThat(others.seen()).isEmpty();
    go("outside");
    admin.get("/api/logs/tail").problem(426, "UPGRADE_REQUIRED");
    tail.vanish();
    others.vanish();
  }

  @Test
  void runsBeyondTheMost_areCounted_andFollowedWhenThereIsRoom() throws Exception {
    admin.post("/api/queues", "{'name':'wide','limit':100}").status(201);
    String many =
        admin
            .post(
                "/api/jobs",
                "{'name':'Many','overlap':'ALLOW','queue':'wide','task':{'kind':'command',"
                    + "'command':['sleep','600']}}")
            .status(201)
            .data("id")
            .textValue();
    for (int i = 0; i < 52; i++) {
      run(admin, many);
    }
    admin.await("/api/runs?status=running&limit=1", page -> page.path("total").intValue() == 52);
    SocketClient tail = SocketClient.open(admin, server.url(), "/api/logs/tail?job=many");
    assertThat(tail.untilType("more").path("count").intValue()).isEqualTo(2);
    List<String> followed =
        tail.seen().stream()
            .filter(message -> message.path("type").asText().equals("run"))
            .map(message -> message.path("runId").textValue())
            .toList();
    assertThat(followed).hasSize(50).doesNotHaveDuplicates();
    admin.post("/api/runs/" + followed.getFirst() + "/cancel").status(202);
    tail.until(message -> isStatus(message, followed.getFirst()));
    tail.untilType("run");
    admin.post("/api/jobs/many/stop").status(202);
    tail.vanish();
  }

  private static boolean isStatus(JsonNode message, String run) {
    return message.path("type").asText().equals("status")
        && message.path("runId").asText().equals(run);
  }

  private static boolean isLine(JsonNode message, String run, String content) {
    return message.path("type").asText().equals("log")
        && message.path("runId").asText().equals(run)
        && message.path("content").asText().equals(content);
  }

  private String job(String name, String more) {
    String task = "'task':{'kind':'shell','content':'" + TALKS + "'}";
    return admin
        .post("/api/jobs", "{'name':'" + name + "'," + more + task + "}")
        .status(201)
        .data("id")
        .textValue();
  }

  private void awaitLine(String run) {
    admin.await("/api/runs/" + run + "/logs", page -> !page.path("lines").isEmpty());
  }

  /** Lets the script of a job go on, which looks for a file in its directory. */
  private void go(String path) throws IOException {
    Files.createFile(directory.resolve("scripts/" + path + "/go"));
  }
}
