package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One server after the other is drained, stopped and started again, while runs are asked for. */
@WithPostgres
@Timeout(180)
class RollingRestartTest {
  private static final int RUNS_BETWEEN = 3;

  @TempDir private Path parent;
  private final List<String> asked = new ArrayList<>();

  @Test
  void nothingIsLost_orDoneTwice() {
    try (NodePair nodes = NodePair.start(parent)) {
      ApiClient south = nodes.admin("south");
      south
          .post(
              "/api/jobs",
              "{'name':'Roll','overlap':'ALLOW','task':{'kind':'shell','content':'echo $TEMPO_RUN_ID'}}")
          .status(201);
      for (String name : List.of("north", "south")) {
        restart(nodes, name, name.equals("north") ? "south" : "north");
      }
      ApiClient north = nodes.admin("north");
      Set<String> ranOn = new TreeSet<>();
      for (String run : asked) {
        JsonNode ended =
            north.await("/api/runs/" + run, shown -> !shown.path("finishedAt").isNull()).data();
        assertThat(ended.path("status").textValue()).as(ended.toString()).isEqualTo("success");
        assertThat(ended.path("attempt").intValue()).isOne();
        assertThat(ended.path("lineCount").intValue()).as("lines of " + run).isOne();
        ranOn.add(ended.path("node").textValue());
      }
      assertThat(ranOn).containsExactly("north", "south");
      assertThat(north.get("/api/runs?job=roll&limit=1000").data("total").intValue())
          .isEqualTo(asked.size());
    }
  }

  /** As the page about clusters says. */
  private void restart(NodePair nodes, String name, String other) {
    ApiClient stays = nodes.admin(other);
    stays.await("/api/jobs/roll", job -> job.path("name").asText().equals("Roll"));
    runSome(nodes.admin(name));
    String path = "/api/nodes/" + id(stays, name);
    stays.post(path + "/drain").status(200);
    runSome(nodes.admin(name));
    stays.await("/api/nodes", all -> node(all, name).path("running").intValue() == 0);
    nodes.stop(name);
    runSome(stays);
    nodes.start(name, Map.of());
    stays.await("/api/nodes", all -> node(all, name).path("state").asText().equals("draining"));
    runSome(nodes.admin(name));
    stays.post(path + "/resume").status(200);
    runSome(nodes.admin(name));
  }

  private void runSome(ApiClient client) {
    for (int i = 0; i < RUNS_BETWEEN; i++) {
      asked.add(client.post("/api/jobs/roll/run").status(202).data("runId").textValue());
    }
  }

  private static String id(ApiClient client, String name) {
    return node(client.get("/api/nodes").data(), name).path("id").textValue();
  }

  private static JsonNode node(JsonNode all, String name) {
    for (JsonNode node : all.path("nodes")) {
      if (node.path("name").textValue().equals(name)) {
        return node;
      }
    }
    throw new AssertionError("No " + name + " in " + all);
  }
}
