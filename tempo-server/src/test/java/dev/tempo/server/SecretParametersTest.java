package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of secret parameters reach the run that they are for, and stand nowhere else. */
final class SecretParametersTest {
  private static final String VALUE = "hunter2-value-of-a-run";
  private static final String DEFAULT = "hunter2-default-of-a-job";

  /** Appends what it got to a file outside the data, and prints it. */
  private static final String SCRIPT =
      "printf \"%s\\n\" \"$TEMPO_PARAM_TOKEN\" >>OUT; echo $2; echo got $TEMPO_PARAM_TOKEN; echo $#";

  @TempDir Path parent;
  private Path data;
  private Path out;
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    data = parent.resolve("data");
    out = parent.resolve("out");
    server = TestServer.startSetUp(data);
    admin = server.admin();
    admin
        .post(
            "/api/jobs",
            """
            {'name':'Asks','urlTrigger':true,'task':{'kind':'shell','content':%s},
             'parameters':[{'name':'open','default':'shown'},
               {'name':'token','type':'secret','pattern':'hunter2-.*','default':'%s'}]}
            """
                .formatted(SCRIPT.replace("OUT", out.toString()).transform(this::quoted), DEFAULT))
        .status(201);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String quoted(String script) {
    return "\"" + script.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Test
  void value_ofAQueuedRun_outlivesARestart_andIsNeverWrittenPlain() throws Exception {
    server.tempo().pauseQueue("default");
    String id = run("{'parameters':{'token':'" + VALUE + "'}}");
    assertNowhere();
    server.close();
    assertNowhere();
    server = TestServer.start(data);
    admin = server.admin();
    assertThat(token(id)).isEqualTo("***");
    server.tempo().resumeQueue("default");
    ended(id);
    assertThat(out).hasContent(VALUE);
    assertNowhere();
  }

  @Test
  void rerun_hasTheSameValue_andNobodyIsShownIt() throws Exception {
    SocketClient events = SocketClient.open(admin, server.url(), "/ws");
    String first = run("{'parameters':{'token':'" + VALUE + "'}}");
    ended(first);
    String again =
        admin.post("/api/runs/" + first + "/rerun").status(202).data("runId").textValue();
    ended(again);
    assertThat(Files.readAllLines(out)).containsExactly(VALUE, VALUE);
    assertThat(token(again)).isEqualTo("***");
    assertThat(lines(again)).containsExactly("shown", "got " + "*".repeat(VALUE.length()), "2");
    events.until(
        event ->
            event.path("data").path("run").path("id").asText().equals(again)
                || event.toString().contains(again) && event.toString().contains("run.finished"));
    assertThat(events.seen().toString()).contains("***").doesNotContain("hunter2");
    for (String path :
        List.of("/api/runs", "/api/runs/" + again, "/api/jobs/asks/status", "/api/dashboard")) {
      assertThat(admin.get(path).status(200).body()).as(path).doesNotContain("hunter2");
    }
    assertNowhere();
  }

  @Test
  void default_isSealed_keptByNull_andReplacedByAnother() throws Exception {
    ended(run("{}"));
    JsonNode job = admin.get("/api/jobs/asks").data();
    assertThat(job.path("parameters").get(1).path("default").isNull()).isTrue();
    admin.send("PUT", "/api/jobs/asks", job.toString(), "application/json").status(200);
    JsonNode metadata = admin.get("/api/jobs/asks/metadata").status(200).data();
    admin
        .send("PUT", "/api/jobs/asks/metadata", metadata.toString(), "application/json")
        .status(200);
    ended(run("{}"));
    assertThat(Files.readAllLines(out)).containsExactly(DEFAULT, DEFAULT);
    assertNowhere();
    String other =
        "{'parameters':[{'name':'open'},{'name':'token','type':'secret','default':'%s'}]}";
    admin.put("/api/jobs/asks", other.formatted(VALUE)).status(200);
    ended(run("{'parameters':{'open':'x'}}"));
    assertThat(Files.readAllLines(out)).endsWith(VALUE);
    admin.put("/api/jobs/asks", "{'parameters':[]}").status(200);
    ended(run("{}"));
    assertThat(Files.readAllLines(out)).as("no parameter, no value").endsWith("");
    assertNowhere();
  }

  @Test
  void value_isCheckedWhenItIsGiven_alsoByUrl() throws Exception {
    admin
        .post("/api/jobs/asks/run", "{'parameters':{'token':'guess'}}")
        .invalid("parameters.token");
    String key = admin.post("/api/keys", "{'name':'k'}").data("key").textValue();
    ApiClient url = server.client().withKey(key);
    String path = "/api/jobs/asks/trigger";
    url.post(path, "{'parameters':{'token':'guess'}}").invalid("parameters.token");
    String id =
        url.post(path, "{'parameters':{'token':'" + VALUE + "'}}")
            .status(202)
            .data("runId")
            .textValue();
    ended(id);
    assertThat(out).hasContent(VALUE);
    assertNowhere();
  }

  @Test
  void default_thatIsAskedForWithAnotherValue_reachesRunsThatHaveIt_andNoOthers() throws Exception {
    String body =
        """
        {'name':'Locked','triggers':[{'type':'interval','everySeconds':1,'enabled':%s}],
         'task':{'kind':'shell','content':%s},
         'parameters':[{'name':'mode','type':'select','options':['open','locked'],'default':'open'},
           {'name':'token','type':'secret','default':'%s',
            'dependsOn':{'parameter':'mode','values':['locked']}}]}
        """;
    String script = quoted("echo \"$2:$TEMPO_PARAM_TOKEN\" >>" + out);
    admin.post("/api/jobs", body.formatted(false, script, DEFAULT)).status(201);
    ended(started("locked", "{}"));
    ended(started("locked", "{'parameters':{'mode':'locked'}}"));
    admin.put("/api/jobs/locked", admin.get("/api/jobs/locked").data().toString()).status(200);
    ended(started("locked", "{'parameters':{'mode':'locked'}}"));
    assertThat(Files.readAllLines(out))
        .containsExactly("open:", "locked:" + DEFAULT, "locked:" + DEFAULT);
    admin
        .put("/api/jobs/locked", body.formatted(true, script, "").replace(",'default':''", ""))
        .status(200);
    Await.until("its trigger fires", () -> triggered().size() > 0);
    admin.post("/api/jobs/locked/disable").status(200);
    ended(triggered().findValuesAsText("id").getLast());
    Await.until(
        "nothing runs any more",
        () -> admin.get("/api/runs?job=locked&status=queued,running").data("runs").isEmpty());
    assertThat(triggered().get(0).path("parameters").has("token")).isFalse();
    assertThat(Files.readAllLines(out)).hasSizeGreaterThan(3).endsWith("open:");
    admin.put("/api/jobs/locked", "{'triggers':[]}").status(200);
    admin.post("/api/jobs/locked/enable").status(200);
    ended(started("locked", "{'parameters':{'mode':'locked'}}"));
    assertThat(Files.readAllLines(out)).endsWith("locked:" + DEFAULT);
    assertNowhere();
  }

  private JsonNode triggered() {
    return admin.get("/api/runs?job=locked&cause=schedule").status(200).data("runs");
  }

  @Test
  void defaultInAFileAboutScripts_isSealed_andOutlivesARestartWithABrokenFile() throws Exception {
    ScriptGroups groups = new ScriptGroups(data, admin);
    String said =
        """
        {"tool.sh": {"required_level": "operator", "category": "kept", "parameters": [
          {"name": "token", "type": "secret", "default": "%s"}]}}
        """;
    Path file = groups.write("lab/scripts/script_metadata.json", said.formatted(DEFAULT));
    groups.write("lab/tool.sh", "printf '%s\\n' \"$TEMPO_PARAM_TOKEN\" >>" + out + "\n");
    groups.await("@lab:tool", job -> job.path("category").asText().equals("kept"));
    ended(started("@lab:tool", "{}"));
    assertThat(DataFiles.with(data, "hunter2-d")).containsExactly(file);
    server.close();
    groups.write("lab/scripts/script_metadata.json", "{");
    server = TestServer.start(data);
    admin = server.admin();
    admin.post("/api/groups/lab/refresh").status(200);
    JsonNode job = admin.get("/api/jobs/@lab:tool").status(200).data();
    assertThat(job.path("category").textValue()).isEqualTo("kept");
    assertThat(job.path("requiredLevel").textValue()).isEqualTo("operator");
    ended(started("@lab:tool", "{}"));
    assertThat(Files.readAllLines(out)).containsExactly(DEFAULT, DEFAULT);
    assertNowhere();
  }

  private String started(String job, String body) {
    return admin.post("/api/jobs/" + job + "/run", body).status(202).data("runId").textValue();
  }

  private String run(String body) {
    return admin.post("/api/jobs/asks/run", body).status(202).data("runId").textValue();
  }

  private void ended(String id) {
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    Await.until(
        "its directory is deleted",
        () -> Files.notExists(data.resolve("runs").resolve(id))); // deleted after its end
  }

  private String token(String id) {
    return admin.get("/api/runs/" + id).data("parameters").path("token").textValue();
  }

  private List<String> lines(String id) {
    return admin.get("/api/runs/" + id + "/logs").data("lines").findValuesAsText("content");
  }

  /** Looks into every byte of the data: the databases with their logs of writes, and all else. */
  private void assertNowhere() throws IOException {
    assertThat(DataFiles.with(data, "asks")).as("the search works").isNotEmpty();
    assertThat(DataFiles.with(data, "hunter2-v")).isEmpty();
    assertThat(DataFiles.with(data, "hunter2-d")).isEmpty();
    assertThat(Files.readAllBytes(data.resolve("tempo.db")))
        .asString(StandardCharsets.ISO_8859_1)
        .doesNotContain(VALUE, DEFAULT);
  }
}
