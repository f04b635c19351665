package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A single job, project or group out of a backup, while the server goes on. */
final class BackupItemsTest {
  private static final String JOB = "/api/jobs/reports:daily";

  @TempDir private static Path directory;
  private static TestServer server;
  private static ApiClient admin;
  private static ScriptGroups groups;
  private static String jobId;
  private static String backup;

  @BeforeAll
  static void backUp() throws IOException {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    groups = new ScriptGroups(directory, admin);
    String folder =
        admin.post("/api/folders", "{'name':'Reports'}").status(201).data("id").textValue();
    jobId =
        admin
            .post(
                "/api/jobs",
                "{'name':'Daily','folderId':'"
                    + folder
                    + "','task':{'kind':'shell','content':'echo first'},'secretVariables':['TOKEN'],"
                    + "'environmentVariables':{'TOKEN':'seven-letters'},"
                    + "'triggers':[{'type':'cron','expression':'0 3 * * *'}]}")
            .status(201)
            .data("id")
            .textValue();
    admin
        .put(JOB, "{'task':{'kind':'shell','content':'echo ${#TOKEN}; date > made.txt'}}")
        .status(200);
    admin.put(JOB + "/docs", "{'lang':'en','markdown':'# As it was'}").status(200);
    server.as(Role.OPERATOR).put(JOB + "/favorite", "{}").status(200);
    assertThat(says(jobId)).containsExactly("13");
    projectFile("kept.txt", "as it was");
    groups.write("lab/heat.sh", "echo 21\n");
    groups.await("@lab:heat");
    admin
        .put("/api/jobs/@lab:heat", "{'triggers':[{'type':'cron','expression':'0 4 * * *'}]}")
        .status(200);
    backup = admin.post("/api/backups").status(202).data("id").textValue();
    assertThat(ended().path("result").textValue()).isEqualTo("done");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void items_areListed_andWhatIsHereIsSaid() {
    JsonNode all = admin.get(items("")).status(200).data();
    assertThat(all.path("items").findValuesAsText("kind")).contains("job", "project", "group");
    JsonNode job = admin.get(items("?kind=job&q=reports")).status(200).data("items");
    assertThat(job.findValuesAsText("name")).containsExactly("Daily");
    assertThat(job.get(0).path("here").booleanValue()).isTrue();
    assertThat(job.get(0).path("owner").textValue()).isEqualTo("admin");
    assertThat(job.get(0).path("place").textValue()).isEqualTo("reports:daily");
    assertThat(admin.get(items("?kind=group")).data("items").findValuesAsText("id"))
        .containsExactly("lab");
    JsonNode page = admin.get(items("?limit=1")).data();
    assertThat(page.path("items")).hasSize(1);
    String next = admin.get(items("?limit=1&cursor=" + page.path("nextCursor").asText())).body();
    assertThat(next).contains("\"items\"");
    admin.get(items("?kind=run")).invalid("kind");
    admin.get("/api/backups/20200101T000000Z-daily/items").problem(404, "NOT_FOUND");
    server.as(Role.DEVELOPER).get(items("")).problem(403, "UNAUTHORIZED");
  }

  @Test
  void wishes_areCheckedBeforeAnythingBegins() {
    String path = "/api/backups/" + backup + "/items/restore";
    admin.post(path, "{}").invalid("kind", "id");
    admin.post(path, wish("job", jobId, "replace", "X")).invalid("name");
    admin.post(path, "{'kind':'job','id':'" + jobId + "'}").problem(409, "CONFLICT");
    admin.post(path, "{'kind':'group','id':'none'}").problem(404, "NOT_FOUND");
    server
        .as(Role.DEVELOPER)
        .post(path, "{'kind':'job','id':'" + jobId + "'}")
        .problem(403, "UNAUTHORIZED");
  }

  @Test
  void deletedJob_comesBackWithAllThatWasItsOwn_andItsRuns() {
    Path made = directory.resolve("scripts/reports/daily/made.txt");
    assertThat(made).exists();
    long runs = admin.get("/api/runs?job=" + jobId).data("total").longValue();
    admin.delete(JOB).status(200);
    admin.delete("/api/folders/" + folderId() + "?cascade=true").status(200);
    assertThat(admin.get(items("?kind=job&q=daily")).data("items").get(0).path("here").asBoolean())
        .isFalse();

    JsonNode item = restored("job", jobId, "refuse", null);

    assertThat(item.path("action").textValue()).isEqualTo("created");
    JsonNode job = admin.get(JOB).status(200).data();
    assertThat(job.path("id").textValue()).isEqualTo(jobId);
    assertThat(job.path("folderNames").toString()).isEqualTo("[\"Reports\"]");
    assertThat(job.path("triggers").get(0).path("expression").textValue()).isEqualTo("0 3 * * *");
    assertThat(admin.get(JOB + "/docs?lang=en").body()).contains("As it was");
    assertThat(admin.get(JOB + "/versions").data("versions").findValuesAsText("number"))
        .contains("1", "2");
    assertThat(made).exists();
    assertThat(says(jobId)).as("its secret is known").containsExactly("13");
    assertThat(admin.get("/api/runs?job=" + jobId).data("total").longValue()).isEqualTo(runs + 1);
    ApiClient operator = server.client().logIn("operator", TestServer.PASSWORD);
    assertThat(operator.get("/api/jobs?favorite=true").data("total").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/admin/audit").body())
        .contains("restoreBackupItem")
        .contains("Daily");
  }

  @Test
  void job_isReplacedByWhatItWas_orCopiedBesideIt() {
    admin.put("/api/jobs/" + jobId, "{'description':'Later','triggers':[]}").status(200);
    JsonNode copy = restored("job", jobId, "copy", "Daily of old");
    assertThat(copy.path("action").textValue()).isEqualTo("copied");
    assertThat(copy.path("notes").toString()).contains("disabled").contains("TOKEN");
    JsonNode copied = admin.get("/api/jobs/" + copy.path("id").textValue()).status(200).data();
    assertThat(copied.path("enabled").booleanValue()).isFalse();
    assertThat(copied.path("name").textValue()).isEqualTo("Daily of old");
    assertThat(copied.path("description").textValue()).isEmpty();
    assertThat(copied.path("triggers")).hasSize(1);
    assertThat(admin.get("/api/jobs/" + jobId).data("description").textValue()).isEqualTo("Later");
    assertThat(restored("job", jobId, "copy", null).path("name").textValue())
        .isEqualTo("Daily (2)");

    JsonNode replaced = restored("job", jobId, "replace", null);

    assertThat(replaced.path("action").textValue()).isEqualTo("replaced");
    JsonNode job = admin.get("/api/jobs/" + jobId).data();
    assertThat(job.path("description").textValue()).isEmpty();
    assertThat(job.path("triggers")).hasSize(1);
    assertThat(says(jobId)).containsExactly("13");
    JsonNode failed = failed("job", jobId, "copy", "Daily of old");
    assertThat(failed.path("message").textValue()).contains("Daily of old");
  }

  @Test
  void project_isReplaced_copied_andComesBack() {
    String id = project();
    projectFile("kept.txt", "changed");
    projectFile("new.txt", "new");
    JsonNode copy = restored("project", id, "copy", "As it was");
    assertThat(copy.path("action").textValue()).isEqualTo("copied");
    assertThat(content(copy.path("id").textValue(), "kept.txt")).isEqualTo("as it was");
    assertThat(content(id, "kept.txt")).isEqualTo("changed");

    assertThat(restored("project", id, "replace", null).path("action").textValue())
        .isEqualTo("replaced");
    assertThat(content(id, "kept.txt")).isEqualTo("as it was");
    admin.get("/api/projects/" + id + "/files/new.txt").problem(404, "NOT_FOUND");
    assertThat(admin.get("/api/projects/" + id + "/backups").data("backups"))
        .as("what was there is backed up")
        .isNotEmpty();
    admin
        .post("/api/backups/" + backup + "/items/restore", wish("project", id, "refuse", null))
        .problem(409, "CONFLICT");
  }

  @Test
  void group_comesBackWithItsTriggers_isReplaced_andCopied() throws Exception {
    JsonNode before = admin.get("/api/jobs/@lab:heat").data();
    delete(groups.path("lab"));
    groups.awaitMissing("@lab:heat");
    admin.delete("/api/jobs/@lab:heat").status(200);
    JsonNode item = restored("group", "lab", "refuse", null);
    assertThat(item.path("action").textValue()).isEqualTo("created");
    JsonNode back = groups.await("@lab:heat", job -> job.path("enabled").booleanValue());
    assertThat(back.path("id")).isEqualTo(before.path("id"));
    assertThat(back.path("triggers").get(0).path("expression").textValue()).isEqualTo("0 4 * * *");

    groups.write("lab/heat.sh", "echo 99\n");
    groups.write("lab/cold.sh", "echo 0\n");
    groups.await("@lab:cold");
    admin.put("/api/jobs/@lab:heat", "{'triggers':[]}").status(200);
    JsonNode copy = restored("group", "lab", "copy", null);
    assertThat(copy.path("id").textValue()).isEqualTo("lab-2");
    groups.await("@lab-2:heat");
    assertThat(groups.path("lab-2/heat.sh")).content().contains("echo 21");
    JsonNode replaced = restored("group", "lab", "replace", null);
    assertThat(replaced.path("action").textValue()).isEqualTo("replaced");
    assertThat(groups.path(".previous-lab/cold.sh")).as("in no backup").content().contains("0");
    assertThat(replaced.path("notes").toString()).contains(".previous-lab");
    assertThat(groups.path("lab/heat.sh")).content().contains("echo 21");
    assertThat(groups.path("lab/cold.sh")).doesNotExist();
    assertThat(admin.get("/api/jobs/@lab:heat").data("triggers")).hasSize(1);
    failed("group", "lab", "copy", "no/group");
    groups.write("lab/slow.sh", "sleep 600\n");
    groups.await("@lab:slow");
    admin.post("/api/jobs/@lab:slow/run", "{}").status(202);
    Await.until("it runs", () -> !server.store().runs().running().isEmpty());
    assertThat(failed("group", "lab", "replace", null).path("message").textValue())
        .contains("Something runs in the group 'lab'");
    assertThat(groups.path("lab/slow.sh")).exists();
    server.store().runs().running().forEach(run -> cancel(run.id()));
  }

  private static void cancel(java.util.UUID run) {
    admin.post("/api/runs/cancel", "{'ids':['" + run + "']}").status(200);
    admin.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull());
  }

  private static void delete(Path tree) throws IOException {
    try (var all = Files.walk(tree)) {
      all.sorted(java.util.Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private static String items(String query) {
    return "/api/backups/" + backup + "/items" + query;
  }

  private static String wish(String kind, String id, String conflict, String name) {
    String text = "{'kind':'" + kind + "','id':'" + id + "','conflict':'" + conflict + "'";
    return text + (name == null ? "}" : ",'name':'" + name + "'}");
  }

  private static JsonNode outcome(String kind, String id, String conflict, String name) {
    admin
        .post("/api/backups/" + backup + "/items/restore", wish(kind, id, conflict, name))
        .status(202);
    return ended();
  }

  private static JsonNode restored(String kind, String id, String conflict, String name) {
    JsonNode outcome = outcome(kind, id, conflict, name);
    assertThat(outcome.path("result").textValue()).as(outcome.toString()).isEqualTo("done");
    return outcome.path("item");
  }

  private static JsonNode failed(String kind, String id, String conflict, String name) {
    JsonNode outcome = outcome(kind, id, conflict, name);
    assertThat(outcome.path("result").textValue()).as(outcome.toString()).isEqualTo("failed");
    return outcome;
  }

  private static JsonNode ended() {
    return admin
        .await("/api/backups/status", status -> status.path("running").isNull())
        .data("lastOutcome");
  }

  private static List<String> says(String job) {
    String run = admin.post("/api/jobs/" + job + "/run", "{}").status(202).data("runId").asText();
    admin.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull());
    List<String> lines = new ArrayList<>();
    server
        .store()
        .logs()
        .read(java.util.UUID.fromString(run), 1, 100)
        .forEach(line -> lines.add(line.text()));
    return lines;
  }

  private static String folderId() {
    return admin.get("/api/folders").data("folders").get(0).path("id").textValue();
  }

  private static String project() {
    return admin.get("/api/projects/active").data("id").textValue();
  }

  private static void projectFile(String name, String text) {
    String path = "/api/projects/" + project() + "/files/" + name;
    assertThat(admin.send("PUT", path, text, "application/octet-stream").status())
        .isBetween(200, 201);
  }

  private static String content(String project, String name) {
    return admin.get("/api/projects/" + project + "/files/" + name).status(200).body();
  }
}
