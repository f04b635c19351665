package dev.tempo.server;

import static dev.tempo.server.ScriptGroups.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees, runs, edits and reads about scripts of groups. */
final class GroupLevelsTest {
  @TempDir private static Path directory;
  private static TestServer server;
  private static ApiClient admin;
  private static ScriptGroups groups;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    groups = new ScriptGroups(directory, admin);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void levels_areTheHigherOfGroupAndScript_forEveryRole() {
    Path group = groups.path("levels");
    write(group.resolve("metadata.json"), "{\"required_level\": \"operator\"}");
    write(group.resolve("plain.sh"), "echo plain\n");
    write(group.resolve("low.sh"), "# ScriptsManager Metadata:\n# @required_level: viewer\n");
    write(group.resolve("high.sh"), "# ScriptsManager Metadata:\n# @required_level: admin\n");
    groups.await("@levels:high", j -> j.path("requiredLevel").asText().equals("admin"));
    groups.await("@levels:low", j -> j.path("requiredLevel").asText().equals("operator"));
    groups.await("@levels:plain", j -> j.path("requiredLevel").asText().equals("operator"));
    assertThat(groups.metadata("@levels:low").path("sources").path("requiredLevel").textValue())
        .isEqualTo("group");
    for (Role role : Role.values()) {
      ApiClient client = role == Role.ADMIN ? admin : server.as(role);
      boolean sees = role.atLeast(Role.OPERATOR);
      client.get("/api/groups/levels").status(sees ? 200 : 404);
      client.get("/api/jobs/@levels:plain").status(sees ? 200 : 404);
      client.get("/api/jobs/@levels:high").status(role == Role.ADMIN ? 200 : 404);
      client.get("/api/jobs/@levels:plain/docs").status(sees ? 200 : 404);
      client.post("/api/jobs/@levels:plain/run").status(sees ? 202 : 403);
      client
          .put("/api/jobs/@levels:plain/metadata", "{'category':'c'}")
          .status(role.atLeast(Role.DEVELOPER) ? 200 : 403);
      client.post("/api/groups/levels/refresh").status(role.atLeast(Role.DEVELOPER) ? 200 : 403);
      client.get("/api/admin/permissions").status(role == Role.ADMIN ? 200 : 403);
      if (sees) {
        assertThat(ScriptGroups.safeNames(client, "/api/groups/levels/jobs"))
            .isEqualTo(
                role == Role.ADMIN ? List.of("high", "low", "plain") : List.of("low", "plain"));
        assertThat(client.get("/api/groups/levels").data("jobCount").intValue())
            .isEqualTo(role == Role.ADMIN ? 3 : 2);
      }
    }
    admin
        .put("/api/jobs/@levels:low/metadata", "{'requiredLevel':'viewer'}")
        .invalid("requiredLevel");
    admin.put("/api/jobs/@levels:low", "{'requiredLevel':'viewer'}").invalid("requiredLevel");
    server
        .as(Role.DEVELOPER)
        .put("/api/jobs/@levels:low/metadata", "{'requiredLevel':'admin'}")
        .invalid("requiredLevel");
    JsonNode matrix = admin.get("/api/admin/permissions").data();
    assertThat(matrix.path("roles")).hasSize(4);
    assertThat(matrix.path("actions").findValuesAsText("action")).contains("runJobs", "seeJobs");
    JsonNode level = find(matrix.path("jobs"), "name", "high");
    assertThat(level.path("requiredLevel").textValue()).isEqualTo("admin");
    assertThat(find(matrix.path("groups"), "groupId", "levels").path("requiredLevel").textValue())
        .isEqualTo("operator");
  }

  /** The group asks for an operator, the script for an administrator; each row is a role. */
  @Test
  void scriptAboveItsGroup_isForNobodyBelow_whateverTheyAskFor() {
    Path group = groups.path("table");
    write(group.resolve("metadata.json"), "{\"required_level\": \"operator\"}");
    write(
        group.resolve("top.sh"),
        "# ScriptsManager Metadata:\n# @required_level: admin\necho \"$0\"\n");
    write(group.resolve("docs/top.md"), "# Top\n");
    groups.await("@table:top", j -> j.path("requiredLevel").asText().equals("admin"));
    String id = admin.get("/api/jobs/@table:top").data("id").textValue();
    for (Role role : Role.values()) {
      ApiClient client = role == Role.ADMIN ? admin : server.as(role);
      boolean all = role == Role.ADMIN;
      for (String job : List.of("@table:top", id)) {
        String path = "/api/jobs/" + job;
        client.get(path).status(all ? 200 : 404);
        client.get(path + "/metadata").status(all ? 200 : 404);
        client.get(path + "/docs").status(all ? 200 : 404);
        for (ApiClient.Answer answer :
            List.of(
                client.post(path + "/run"),
                client.put(path + "/metadata", "{'category':'c'}"),
                client.put(path, "{'tags':['t']}"),
                client.put(path + "/docs", "{'lang':'en','markdown':'# Mine'}"))) {
          if (all) {
            assertThat(answer.status()).isIn(200, 202);
          } else {
            assertThat(answer.status()).as(answer.body()).isIn(403, 404);
          }
        }
        client.get(path + "/docs/files/none.png").status(404);
      }
      boolean sees = role.atLeast(Role.OPERATOR);
      client.get("/api/groups/table").status(sees ? 200 : 404);
      if (sees) {
        assertThat(ScriptGroups.safeNames(client, "/api/groups/table/jobs"))
            .isEqualTo(all ? List.of("top") : List.of());
        assertThat(client.get("/api/jobs?group=table").data("jobs")).hasSize(all ? 1 : 0);
        assertThat(client.get("/api/runs?group=table").data("runs")).hasSize(all ? 2 : 0);
      }
    }
  }

  @Test
  void whatCannotBeRead_isShownToFewer_andNeverToMore() throws IOException {
    Path group = groups.path("closed");
    Path about = group.resolve("metadata.json");
    write(about, "{\"required_level\": \"admin\",");
    write(group.resolve("plain.sh"), "echo plain\n");
    groups.await("@closed:plain", j -> j.path("requiredLevel").asText().equals("admin"));
    server.as(Role.DEVELOPER).get("/api/groups/closed").status(404);
    write(about, "{\"required_level\": \"operator\"}");
    groups.await("@closed:plain", j -> j.path("requiredLevel").asText().equals("operator"));
    write(about, "{\"required_level\": \"boss\"}");
    groups.await("@closed:plain", j -> j.path("requiredLevel").asText().equals("admin"));
    write(about, "{\"required_level\": \"operator\"}");
    write(
        group.resolve("high.sh"),
        "# ScriptsManager Metadata:\n# @required_level: admin\n# @bogus: 1\n");
    groups.await("@closed:plain", j -> j.path("requiredLevel").asText().equals("operator"));
    groups.await("@closed:high");
    assertThat(ScriptGroups.warned(admin.get("/api/groups/closed").data("warnings")))
        .contains("high.sh:3 bogus");
    assertThat(server.as(Role.OPERATOR).get("/api/groups/closed").data("warnings")).isEmpty();
    write(
        group.resolve("high.sh"),
        "# ScriptsManager Metadata:\n# @required_level: admin\n# @b: 1\n");
    JsonNode refreshed = server.as(Role.DEVELOPER).post("/api/groups/closed/refresh").data();
    assertThat(refreshed.toString()).doesNotContain("high.sh");

    Path away = group.resolveSibling(".closed");
    Files.move(group, away);
    groups.await("@closed:plain", j -> !j.path("enabled").booleanValue());
    server.as(Role.VIEWER).get("/api/groups/closed").status(404);
    assertThat(server.as(Role.OPERATOR).get("/api/groups/closed").data("isActive").booleanValue())
        .isFalse();
    Files.move(away, group);
    groups.await("@closed:plain", j -> j.path("enabled").booleanValue());
  }

  private static JsonNode find(JsonNode list, String field, String value) {
    for (JsonNode one : list) {
      if (one.path(field).asText().equals(value)) {
        return one;
      }
    }
    throw new AssertionError("There is no " + value + " in " + list);
  }
}
