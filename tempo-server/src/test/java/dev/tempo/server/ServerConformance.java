package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StoreProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the server's own tables must do in every kind of store: each area writes a row and reads it
 * again, also after a restart. To check another kind, extend this. All other tests of the server
 * run on it, too, when {@link TestServer} opens it.
 */
abstract class ServerConformance {
  /** Of requirements that are being added there is one only while that lasts. */
  private static final List<String> TABLES =
      List.of(
          ("api_keys audit badge digest draft favorite folder former_users job_details job_doc job_use group_script late_watch log_quota"
                  + " metadata_change notice notice_mark preset queue_pause retention_of_job run_bookmark run_note"
                  + " run_reason run_setup run_share run_tag script_group script_version sessions setting"
                  + " user_filters user_lists user_tag users")
              .split(" "));

  @TempDir private Path directory;
  private ApiClient admin;

  /** What opens the stores to be checked. */
  protected abstract StoreProvider stores();

  @Test
  void everyArea_keepsWhatItIsTold_alsoOverARestart() {
    Map<String, JsonNode> before;
    String run;
    try (TestServer server = TestServer.startSetUp(stores(), directory)) {
      admin = server.admin();
      fillGroups();
      fillAccounts(server);
      run = fillJobs();
      fillRuns(run);
      fillSettings();
      Await.until("all have a row", () -> empty(server).isEmpty());
      before = read(run);
    }
    try (TestServer server = TestServer.start(stores(), directory)) {
      admin = server.admin();
      assertThat(read(run)).containsExactlyEntriesOf(before);
    }
    move(directory, stores -> assertIsIn(stores, run, before));
    try (TestServer server = TestServer.start(stores(), directory)) {
      admin = server.admin();
      admin.delete("/api/jobs/ops:task").status(200);
      assertThat(empty(server))
          .contains("draft", "favorite", "job_doc", "job_use", "preset", "user_tag")
          .doesNotContain("run_note", "script_version");
    }
  }

  /**
   * Moves everything into stores of other kinds.
   *
   * @param check what is there now
   */
  protected void move(Path directory, Consumer<StoreProvider> check) {}

  private void assertIsIn(StoreProvider stores, String run, Map<String, JsonNode> before) {
    try (TestServer server = TestServer.start(stores, directory)) {
      admin = server.admin();
      assertThat(read(run)).containsExactlyEntriesOf(before);
      assertThat(empty(server)).isEmpty();
    }
  }

  private static List<String> empty(TestServer server) {
    return server
        .store()
        .database()
        .read(
            c -> {
              List<String> empty = new ArrayList<>();
              for (String table : TABLES) {
                if (!Sql.of(c, "SELECT 1 FROM " + table).exists()) {
                  empty.add(table);
                }
              }
              return empty;
            });
  }

  private void fillAccounts(TestServer server) {
    server.as("dora", Role.DEVELOPER);
    server.as("gone", Role.VIEWER);
    for (JsonNode user : admin.get("/api/users").status(200).data("users")) {
      if (user.path("username").textValue().equals("gone")) {
        admin.delete("/api/users/" + user.path("id").textValue()).status(200);
      }
    }
    admin.post("/api/keys", "{'name':'k','scope':'api'}").status(201);
    admin.put("/api/me/digest", "{'frequency':'weekly'}").status(200);
    admin
        .put("/api/me/filters", "{'filters':[{'name':'F','page':'runs','query':'a=b'}]}")
        .status(200);
    admin
        .put(
            "/api/me/preferences",
            "{'lists':[{'page':'jobs','columns':['name'],'density':'compact'}]}")
        .status(200);
  }

  private void fillGroups() {
    try {
      Path group = Files.createDirectories(directory.resolve("script_groups/lab"));
      Files.writeString(group.resolve("heat.sh"), "echo heat\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    admin.post("/api/groups/refresh").status(200);
    admin.put("/api/jobs/@lab:heat/metadata", "{'category':'lab'}").status(200);
  }

  private String fillJobs() {
    String folder = admin.post("/api/folders", "{'name':'Ops'}").status(201).data("id").textValue();
    admin
        .post(
            "/api/jobs",
            ("{'name':'Task','folderId':'%s','tags':['night'],'queue':'held',"
                    + "'task':{'kind':'shell','content':'echo broken >&2; exit 3'},"
                    + "'triggers':[{'type':'interval','everySeconds':86400}],"
                    + "'expect':{'startWithinSeconds':3600},"
                    + "'notify':{'on':'failure','emails':['a@example.org']}}")
                .formatted(folder))
        .status(201);
    admin.post("/api/jobs/ops:task/badge").status(201);
    admin.put("/api/jobs/ops:task/favorite", "{}").status(200);
    admin.put("/api/jobs/ops:task/draft", "{'content':'x','baseVersion':1}").status(200);
    admin.put("/api/jobs/ops:task/docs?lang=en", "{'markdown':'# Task'}").status(200);
    admin.put("/api/jobs/ops:task/presets/a", "{'parameters':{}}").status(200);
    admin.put("/api/jobs/ops:task/tags", "{'userTags':['mine']}").status(200);
    String run = admin.post("/api/jobs/ops:task/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, shown -> shown.path("status").textValue().equals("failure"));
    return run;
  }

  private void fillRuns(String run) {
    admin.put("/api/runs/" + run + "/note", "{'note':'look here'}").status(200);
    admin.put("/api/runs/" + run + "/tags", "{'tags':['odd']}").status(200);
    admin.put("/api/runs/" + run + "/bookmark", "{'bookmarked':true}").status(200);
    admin.post("/api/runs/" + run + "/share", "{'users':['dora']}").status(200);
    admin.await("/api/runs/" + run, shown -> shown.path("reason").isObject());
  }

  private void fillSettings() {
    String job = admin.get("/api/jobs/ops:task").data("id").textValue();
    admin.put("/api/settings", "{'productName':'Conforming'}").status(200);
    admin
        .put("/api/settings/retention", "{'jobs':[{'jobId':'%s','days':30}]}".formatted(job))
        .status(200);
    String user = admin.get("/api/users").data("users").get(0).path("id").textValue();
    admin
        .put(
            "/api/settings/log-quota",
            "{'users':[{'userId':'%s','quotaBytes':1099511627776}]}".formatted(user))
        .status(200);
    admin.post("/api/queues/held/pause").status(200);
  }

  private Map<String, JsonNode> read(String run) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    for (String path :
        List.of(
            "/api/users",
            "/api/keys",
            "/api/me/filters",
            "/api/me/recent-jobs",
            "/api/me/preferences",
            "/api/folders",
            "/api/jobs/@lab:heat/metadata",
            "/api/jobs/ops:task",
            "/api/jobs/ops:task/badge",
            "/api/jobs/ops:task/docs",
            "/api/jobs/ops:task/presets",
            "/api/jobs/ops:task/versions",
            "/api/jobs?favorite=true",
            "/api/queues",
            "/api/runs/" + run,
            "/api/runs/" + run + "/annotations",
            "/api/runs/" + run + "/notifications",
            "/api/settings/retention")) {
      found.put(path, settled(admin.get(path).status(200).data()));
    }
    return found;
  }

  /** Without what is of the moment. */
  private static JsonNode settled(JsonNode data) {
    for (String moment : List.of("lastLoginAt", "lastUsedAt")) {
      data.findParents(moment).forEach(parent -> ((ObjectNode) parent).remove(moment));
    }
    return data;
  }
}
