package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Job;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.wiring.EarlyRuns;
import dev.tempo.store.RunQuery;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which projects scripts run: real scripts, one server, accounts for each test. */
final class ProjectRunsTest {
  private static final String SAYING =
      "echo \\\"$TEMPO_PROJECT_NAME $TEMPO_USER_LEVEL $TEMPO_THEME $TEMPO_LANGUAGE $*\\\"\\n"
          + "echo $TEMPO_RUN_ID >> \\\"$TEMPO_DATA_DIR/runs.txt\\\"";

  private static final List<String> CAUSES = List.of("schedule", "retry");

  @TempDir private static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String job(ApiClient user, String name, String script, String more) {
    String body =
        "{'name':'%s','requiredLevel':'operator','task':{'kind':'shell','content':'%s'}%s}";
    return user.post("/api/jobs", body.formatted(name, script, more))
        .status(201)
        .data("id")
        .textValue();
  }

  private static String project(ApiClient user, String name) {
    return user.post("/api/projects", "{'name':'" + name + "'}").status(201).data("id").textValue();
  }

  private static String defaultOf(ApiClient user) {
    return user.get("/api/projects").status(200).data("projects").get(0).path("id").textValue();
  }

  private static JsonNode ended(ApiClient user, JsonNode started) {
    String id = started.path("runId").textValue();
    return user.await(
            "/api/runs/" + id,
            run -> !List.of("queued", "running").contains(run.path("status").textValue()))
        .data();
  }

  private static JsonNode run(ApiClient user, String job, String body) {
    return ended(user, user.post("/api/jobs/" + job + "/run", body).status(202).data());
  }

  private static String said(ApiClient user, JsonNode run) {
    JsonNode lines =
        user.get("/api/runs/" + run.path("id").textValue() + "/logs").status(200).data("lines");
    return lines.isEmpty() ? "" : lines.get(0).path("content").textValue().strip();
  }

  private static List<String> ids(ApiClient user, String path) {
    return user.get(path).status(200).data("runs").findValuesAsText("id");
  }

  @Test
  void run_worksInTheProjectThatIsActiveOrNamed_andIsFoundByIt() throws IOException {
    ApiClient developer = server.as("alma", Role.DEVELOPER);
    String job = job(developer, "alma says", SAYING, ",'parameters':[{'name':'project-name'}]");
    String fallback = defaultOf(developer);
    String spring = project(developer, "Spring");
    JsonNode first = run(developer, job, "{}");
    assertThat(first.path("projectId").textValue()).isEqualTo(fallback);
    assertThat(said(developer, first))
        .isEqualTo("project_default developer light en --project-name project_default");
    developer.post("/api/projects/" + spring + "/activate").status(200);
    JsonNode second = run(developer, job, "{}");
    assertThat(second.path("projectName").textValue()).isEqualTo("Spring");
    JsonNode third = run(developer, job, "{'projectId':'" + fallback + "'}");
    assertThat(third.path("projectId").textValue()).isEqualTo(fallback);
    Path home = directory.resolve("projects/_managed/alma");
    assertThat(Files.readString(home.resolve("spring/runs.txt")).strip())
        .isEqualTo(second.path("id").textValue());
    assertThat(Files.readAllLines(home.resolve("project_default/runs.txt"))).hasSize(2);

    String secondId = second.path("id").textValue();
    assertThat(ids(developer, "/api/runs?project=" + spring)).containsExactly(secondId);
    assertThat(ids(developer, "/api/runs?project=spring")).containsExactly(secondId);
    assertThat(ids(developer, "/api/logs/project/" + spring)).containsExactly(secondId);
    assertThat(ids(developer, "/api/logs/project/" + fallback + "?status=success")).hasSize(2);
    assertThat(ids(developer, "/api/jobs/" + job + "/runs?project=Spring"))
        .containsExactly(secondId);
    assertThat(ids(developer, "/api/runs?project=nowhere")).isEmpty();
    developer.get("/api/logs/project/nowhere").problem(404, "NOT_FOUND");
    developer.get("/api/logs/project/" + spring + "?status=odd").invalid("status");
    JsonNode hits =
        developer.get("/api/search/logs?q=Spring&project=" + spring).status(200).data("hits");
    assertThat(hits.findValuesAsText("runId")).containsExactly(secondId);
    assertThat(
            developer.get("/api/search/logs?q=Spring&project=" + fallback).data("hits").isEmpty())
        .isTrue();
    assertThat(
            developer
                .get("/api/search/logs/histogram?q=Spring&project=" + spring)
                .data("count")
                .intValue())
        .isEqualTo(1);
  }

  @Test
  void runAgain_staysInItsProject_butNobodyRunsInAnothersProject() {
    ApiClient developer = server.as("bea", Role.DEVELOPER);
    ApiClient admin = server.admin();
    String job = job(developer, "bea says", SAYING, "");
    String own = project(developer, "Own");
    JsonNode run = run(developer, job, "{'projectId':'" + own + "'}");
    String again = "/api/runs/" + run.path("id").textValue() + "/rerun";
    assertThat(ended(developer, developer.post(again).status(202).data()).path("projectId"))
        .isEqualTo(run.path("projectId"));
    JsonNode others = ended(admin, admin.post(again).status(202).data());
    assertThat(others.path("projectId").textValue()).isEqualTo(defaultOf(admin));
    admin
        .post("/api/jobs/" + job + "/run", "{'projectId':'" + own + "'}")
        .problem(403, "UNAUTHORIZED");
    server
        .as("bert", Role.OPERATOR)
        .post("/api/jobs/" + job + "/run", "{'projectId':'" + own + "'}")
        .problem(404, "NOT_FOUND");
    JsonNode tried =
        ended(
            developer,
            developer
                .post("/api/jobs/" + job + "/try", "{'projectId':'" + own + "'}")
                .status(202)
                .data());
    assertThat(tried.path("projectName").textValue()).isEqualTo("Own");
  }

  @Test
  void runAgain_findsItsFileInItsProject_alsoUnderANewName_andInSomebodyElses() {
    ApiClient developer = server.as("cora", Role.DEVELOPER);
    ApiClient admin = server.admin();
    String parameters = ",'parameters':[{'name':'input','type':'file'}]";
    String job = job(developer, "cora reads", "cat \\\"$2\\\"; echo \\\" from $2\\\"", parameters);
    String project = project(developer, "Before");
    String file = "/files/in/a.txt";
    String bytes = "application/octet-stream";
    developer.send("PUT", "/api/projects/" + project + file, "mine", bytes).status(201);
    JsonNode run =
        run(developer, job, "{'projectId':'" + project + "','parameters':{'input':'in/a.txt'}}");
    assertThat(said(developer, run)).startsWith("mine from ").endsWith("/cora/before/in/a.txt");
    developer.put("/api/projects/" + project, "{'name':'After'}").status(200);
    String again = "/api/runs/" + run.path("id").textValue() + "/rerun";
    assertThat(said(developer, ended(developer, developer.post(again).status(202).data())))
        .startsWith("mine from ")
        .endsWith("/cora/after/in/a.txt");
    admin.post(again).problem(422, "VALIDATION_ERROR"); // there is none of that name
    String other = "/api/projects/" + defaultOf(admin) + file;
    admin.send("PUT", other, "another", bytes).status(201);
    assertThat(said(admin, ended(admin, admin.post(again).status(202).data())))
        .startsWith("another from ")
        .endsWith("/admin/project_default/in/a.txt");
  }

  @Test
  void keysAndTriggers_runInTheDefaultProject_orInTheOneThatIsNamed() {
    ApiClient developer = server.as("cora", Role.DEVELOPER);
    String job = job(developer, "cora says", SAYING, ",'urlTrigger':true");
    String own = project(developer, "Own");
    developer.post("/api/projects/" + own + "/activate").status(200);
    String fallback = defaultOf(developer);
    String key = key(developer, "api");
    ApiClient program = server.client().withKey(key);
    assertThat(run(program, job, "{}").path("projectId").textValue()).isEqualTo(fallback);
    JsonNode named = run(program, job, "{'projectId':'" + own + "'}");
    assertThat(ids(program, "/api/runs?project=" + own))
        .containsExactly(named.path("id").textValue());

    ApiClient url = server.client().withKey(key(developer, "trigger"));
    String trigger = "/api/jobs/" + job + "/trigger";
    JsonNode byUrl = ended(developer, url.get(trigger).status(202).json().path("data"));
    assertThat(byUrl.path("projectId").textValue()).isEqualTo(fallback);
    JsonNode inOwn =
        ended(developer, url.get(trigger + "?project=" + own).status(202).json().path("data"));
    assertThat(inOwn.path("projectId").textValue()).isEqualTo(own);
    JsonNode posted =
        ended(
            developer,
            url.post(trigger, "{'projectId':'" + own + "'}").status(202).json().path("data"));
    assertThat(posted.path("projectId").textValue()).isEqualTo(own);
    url.get(trigger + "?project=" + UUID.randomUUID()).problem(404, "NOT_FOUND");
  }

  private static String key(ApiClient user, String scope) {
    return user.post("/api/keys", "{'name':'" + scope + "','scope':'" + scope + "'}")
        .status(201)
        .data("key")
        .textValue();
  }

  @Test
  void runOfATrigger_worksInTheDefaultProjectOfTheJobsOwner_andItsRetriesToo() {
    ApiClient developer = server.as("dina", Role.DEVELOPER);
    String retry = ",'retry':{'count':1,'delaySeconds':0}";
    String often = ",'triggers':[{'type':'interval','everySeconds':1}]";
    String job = job(developer, "dina says", SAYING + "\\nexit 3", retry + often);
    String runs = "/api/jobs/" + job + "/runs?status=failure";
    JsonNode ended =
        developer
            .await(runs, data -> data.path("runs").findValuesAsText("cause").containsAll(CAUSES))
            .data("runs");
    developer.post("/api/jobs/" + job + "/disable").status(200);
    assertThat(ended.findValuesAsText("projectId")).containsOnly(defaultOf(developer));
  }

  @Test
  void runOfAStart_hasItsProjectBeforeThereIsAServer(@TempDir Path data) {
    String project;
    try (TestServer before = TestServer.startSetUp(data)) {
      ApiClient admin = before.admin();
      project = defaultOf(admin);
      job(admin, "starts", SAYING, ",'triggers':[{'type':'startup'}]");
    }
    try (JdbcStore store = SqliteStoreProvider.INSTANCE.open(data, Optional.empty());
        Tempo tempo = Tempo.builder().store(store).build()) {
      EarlyRuns.prepare(
          tempo, store, new SettingsService(SettingSources.NONE, store.database(), data));
      tempo.start();
      UUID run = store.runs().list(RunQuery.ALL).runs().getFirst().id();
      assertThat(tempo.awaitRun(run, Duration.ofMinutes(1)).label())
          .contains(ProjectLabel.of(UUID.fromString(project)));
      UUID job = store.runs().list(RunQuery.ALL).runs().getFirst().jobId();
      RunOptions page = RunOptions.DEFAULT.withCause(RunCause.INTERFACE).asService();
      assertThat(tempo.run(job, page).await(Duration.ofMinutes(1)).error().orElseThrow())
          .contains("No pages of scripts are served before the server has begun");
    }
    assertThat(data.resolve("projects/_managed/admin/project_default/runs.txt")).isNotEmptyFile();
  }

  @Test
  void jobOfNobody_runsInNoProject() {
    Job job =
        server
            .tempo()
            .save(Job.named("nobodys").task(Task.shell("echo \"[$TEMPO_DATA_DIR]\"")).build());
    ApiClient admin = server.admin();
    admin.await("/api/jobs", jobs -> jobs.toString().contains(job.id().toString()));
    JsonNode run = run(admin, job.id().toString(), "{}"); // by hand it has whoever starts it
    assertThat(run.path("projectName").textValue()).isEqualTo("project_default");
    dev.tempo.Run own = server.tempo().run(job.id()).await(Duration.ofMinutes(1));
    assertThat(own.label()).isEmpty();
    assertThat(server.tempo().logLines(own.id()).findFirst().orElseThrow().text()).isEqualTo("[]");
  }

  @Test
  void project_isNeitherRenamedNorDeletedNorRestored_whileSomethingRunsInIt() throws IOException {
    ApiClient developer = server.as("edda", Role.DEVELOPER);
    Path gate = directory.resolve("gate");
    String wait = "while [ ! -e " + gate + " ]; do sleep 0.05; done; pwd > $TEMPO_DATA_DIR/done";
    String job = job(developer, "edda waits", wait, "");
    String own = project(developer, "Own");
    String path = "/api/projects/" + own;
    String backup = developer.post(path + "/backups").status(201).data("id").textValue();
    JsonNode started =
        developer
            .post("/api/jobs/" + job + "/run", "{'projectId':'" + own + "'}")
            .status(202)
            .data();
    developer.put(path, "{'name':'Other'}").problem(409, "CONFLICT");
    developer.put(path, "{'description':'may be'}").status(200);
    developer.delete(path).problem(409, "CONFLICT");
    developer.post(path + "/backups/" + backup + "/restore").problem(409, "CONFLICT");
    Files.createFile(gate);
    assertThat(ended(developer, started).path("status").textValue()).isEqualTo("success");
    assertThat(directory.resolve("projects/_managed/edda/own/done")).exists();
    developer.put(path, "{'name':'Other'}").status(200);
    assertThat(
            developer
                .get("/api/runs/" + started.path("runId").textValue())
                .data("projectName")
                .textValue())
        .isEqualTo("Other");
    developer.post(path + "/backups/" + backup + "/restore").status(200);
    developer.delete(path).status(204);
    JsonNode orphan = developer.get("/api/runs/" + started.path("runId").textValue()).data();
    assertThat(orphan.path("projectId").textValue()).isEqualTo(own);
    assertThat(orphan.path("projectName").isNull()).isTrue();
    assertThat(ids(developer, "/api/runs?project=" + own)).hasSize(1);
  }

  @Test
  void run_tellsWhichFilesItMadeAndChanged_toWhoMaySeeTheProject() {
    ApiClient developer = server.as("ilse", Role.DEVELOPER);
    ApiClient operator = server.as("jutta", Role.OPERATOR);
    String work =
        "cd $TEMPO_DATA_DIR; mkdir -p out; echo new > out/made; echo more >> old; touch -d 2001-01-01 out/made";
    String job = job(developer, "ilse works", work, "");
    String project = project(operator, "Files");
    String files = "/api/projects/" + project + "/files/";
    operator.send("PUT", files + "old", "old", "text/plain").status(201);
    operator.send("PUT", files + "untouched", "x", "text/plain").status(201);
    Await.until("the file system's clock to move on", () -> isLater(files, operator));
    JsonNode run = run(operator, job, "{'projectId':'" + project + "'}");
    String path = "/api/runs/" + run.path("id").textValue() + "/files";
    JsonNode known = operator.await(path, data -> data.path("known").booleanValue()).data();
    assertThat(known.path("groupId").textValue()).isEqualTo("_managed");
    assertThat(known.path("total").intValue()).isEqualTo(2);
    assertThat(known.path("isComplete").booleanValue()).isTrue();
    assertThat(known.path("files").findValuesAsText("path"))
        .containsExactlyInAnyOrder("out/made", "old");
    for (JsonNode file : known.path("files")) {
      boolean made = file.path("path").textValue().equals("out/made");
      assertThat(file.path("change").textValue()).isEqualTo(made ? "made" : "changed");
    }
    JsonNode others = developer.get(path).status(200).data(); // the job's owner sees the run
    assertThat(others.path("known").booleanValue()).isFalse();
    assertThat(others.path("projectId").isNull()).isTrue();
    assertThat(others.path("files")).isEmpty();
    assertThat(server.admin().get(path).status(200).data("total").intValue()).isEqualTo(2);
    server.as("karl", Role.OPERATOR).get(path).problem(404, "NOT_FOUND");
    JsonNode nothing = run(operator, job(developer, "ilse looks", "true", ""), "{}");
    JsonNode empty =
        operator
            .await(
                "/api/runs/" + nothing.path("id").textValue() + "/files",
                data -> data.path("known").booleanValue())
            .data();
    assertThat(empty.path("files")).isEmpty();
  }

  /** A file that is written now was changed well after those that were written before. */
  private static boolean isLater(String files, ApiClient user) {
    user.send("PUT", files + "clock", "x", "text/plain");
    String list = files.substring(0, files.length() - 1);
    JsonNode all = user.get(list).status(200).data("files");
    Instant clock = Instant.EPOCH;
    Instant other = Instant.EPOCH;
    for (JsonNode file : all) {
      Instant at = Instant.parse(file.path("modifiedAt").textValue());
      if (file.path("path").textValue().equals("clock")) {
        clock = at;
      } else {
        other = at;
      }
    }
    user.delete(files + "clock");
    return clock.isAfter(other.plusMillis(100));
  }

  @Test
  void twoPeople_twoProjects_oneScript_eachSeesItsOwnData() throws IOException {
    ApiClient developer = server.as("fara", Role.DEVELOPER);
    String append = "echo $1 $2 >> $TEMPO_DATA_DIR/data.txt; cat $TEMPO_DATA_DIR/data.txt";
    String job = job(developer, "both append", append, ",'parameters':[{'name':'word'}]");
    ApiClient one = server.as("greta", Role.OPERATOR);
    ApiClient two = server.as("hilda", Role.OPERATOR);
    for (ApiClient user : List.of(one, two)) {
      String name = user.get("/api/auth/me").data("username").textValue();
      for (String project : List.of(project(user, "A"), project(user, "B"))) {
        String word = name + "-" + project;
        JsonNode run =
            run(user, job, "{'projectId':'" + project + "','parameters':{'word':'" + word + "'}}");
        JsonNode lines =
            user.get("/api/runs/" + run.path("id").textValue() + "/logs").data("lines");
        assertThat(lines.findValuesAsText("content")).containsExactly("--word " + word);
        assertThat(user.get("/api/projects/" + project + "/files/data.txt").status(200).body())
            .isEqualTo("--word " + word + "\n");
      }
    }
    assertThat(ids(two, "/api/runs?project=" + defaultOf(one))).isEmpty();
    String others = one.get("/api/projects").data("projects").get(1).path("id").textValue();
    assertThat(ids(two, "/api/runs?project=" + others)).isEmpty();
    assertThat(ids(one, "/api/runs?project=" + others)).hasSize(1);
    two.get("/api/projects/" + others + "/files").problem(404, "NOT_FOUND");
  }
}
