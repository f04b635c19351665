package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.event.Event;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Interpreters;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Environments over HTTP: real interpreters, real pip, an index on loopback. */
final class EnvironmentsTest {
  private static final Wheel ALPHA1 = Wheel.of("alpha", "1.0");
  private static final Wheel ALPHA2 = Wheel.of("alpha", "2.0");
  private static final String SCRIPT = "import alpha\\nprint(alpha.version)\\n";

  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  private PackageIndex index;
  private TestServer server;
  private ApiClient admin;
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() throws IOException {
    Interpreter python = python();
    index = new PackageIndex(false).add(ALPHA1, ALPHA2);
    PythonOptions options =
        PythonOptions.DEFAULT
            .withIsolation(PythonOptions.Isolation.EACH_JOB)
            .withPip(index.settings())
            .withVersion(python.version().toString());
    server =
        TestServer.startSetUp(
            directory, engine -> engine.environment(variables(python)).python(options));
    server.tempo().onEvent(events::add);
    admin = server.admin();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    index.close();
    deleteTree(directory); // JUnit would warn of each link that leads out of it
  }

  private static Interpreter python() {
    var found = Interpreters.ofThisMachine().newest();
    assumeThat(found).as("an interpreter of 3.8 or newer").isPresent();
    return found.orElseThrow();
  }

  private Map<String, String> variables(Interpreter python) {
    Map<String, String> variables = new HashMap<>();
    variables.put("PATH", python.executable().getParent() + ":/usr/bin:/bin");
    variables.put("HOME", directory.resolve("home").toString());
    variables.put("PIP_NO_CACHE_DIR", "1");
    return variables;
  }

  @Test
  void job_thatNeedsAWheel_isBuiltInTheBackground_thenRuns() throws Exception {
    index.hold(ALPHA2);
    JsonNode made = create("Wheel", "alpha");
    assertThat(made.path("environment").path("state").textValue()).isEqualTo("building");
    index.awaitStall();
    SocketClient all = SocketClient.open(admin, server.url(), "/ws");
    SocketClient build = events("wheel");
    assertThat(build.untilType("status").path("state").textValue()).isEqualTo("building");
    JsonNode first = build.untilType("progress");
    assertThat(first.path("phase").textValue()).isEqualTo("waiting");
    build.until(step -> step.path("line").asText().startsWith("Collecting alpha"));
    assertThat(admin.get("/api/jobs/wheel").data("environment").path("state").textValue())
        .isEqualTo("building");

    index.letGo();
    assertThat(build.untilType("status").path("state").textValue()).isEqualTo("ready");
    assertThat(build.closeCode()).isEqualTo(1000);
    JsonNode told = all.untilType("environment.ready").path("data");
    assertThat(told.path("jobId").textValue()).isEqualTo(made.path("id").textValue());
    assertThat(told.path("state").textValue()).isEqualTo("ready");
    assertThat(all.seen())
        .anyMatch(one -> one.path("type").asText().equals("environment.progress"));

    JsonNode ready = admin.get("/api/jobs/wheel/environment?health=true").status(200).data();
    assertThat(ready.path("packages").findValuesAsText("name")).containsExactly("alpha");
    assertThat(ready.path("packages").findValuesAsText("version")).containsExactly("2.0");
    assertThat(Path.of(ready.path("interpreter").textValue())).isExecutable();
    assertThat(ready.path("pythonVersion").textValue()).isEqualTo(python().version().toString());
    assertThat(ready.path("sizeBytes").longValue()).isPositive();
    assertThat(ready.path("requirements").textValue()).isEqualTo("alpha");
    assertThat(ready.path("builtAt").textValue()).endsWith("Z");
    assertThat(ready.path("error").isNull()).isTrue();
    assertThat(ready.path("health").path("healthy").booleanValue()).isTrue();
    assertThat(output(run("wheel"))).contains("2.0");
    assertThat(besides("wheel", ".venv/bin/python")).isExecutable();
    assertThat(Files.readString(besides("wheel", "requirements.txt"))).endsWith("\nalpha\n");
    admin.await("/api/jobs/wheel", job -> job.path("environment").path("sizeBytes").asLong() > 0);
  }

  @Test
  void jobWithoutRequirements_isIsolatedToo() throws Exception {
    String script = "import sys\\nprint(sys.prefix != sys.base_prefix, sys.prefix)\\n";
    admin
        .post("/api/jobs", "{'name':'Plain','task':{'kind':'python','content':'" + script + "'}}")
        .status(201);
    ready("plain");
    String inside = "True " + directory.resolve("envs");
    assertThat(output(run("plain"))).anyMatch(line -> line.startsWith(inside));
    assertThat(besides("plain", "requirements.txt")).doesNotExist();
    admin.put("/api/jobs/plain", "{'task':{'kind':'shell','content':'echo'}}").status(200);
    admin.await("/api/jobs/plain/environment", all -> all.path("state").asText().equals("none"));
  }

  @Test
  void failedInstall_saysSoInPipsWords_andLeavesTheOldOneInUse() throws Exception {
    create("Job", "alpha==1.0");
    ready("job");
    admin.put("/api/jobs/job", "{'task':{'requirements':'alpha==9.9'}}").status(200);
    JsonNode failed = state("job", "failed");
    assertThat(failed.path("error").textValue()).contains("alpha==9.9");
    assertThat(failed.path("packages").findValuesAsText("version")).containsExactly("1.0");
    JsonNode run = run("job");
    assertThat(run.path("status").textValue()).isEqualTo("success");
    assertThat(output(run))
        .contains("1.0")
        .anyMatch(line -> line.contains("could not be built") && line.contains("alpha==9.9"));

    JsonNode other = create("Other", "beta");
    JsonNode refused = run("other");
    assertThat(refused.path("status").textValue()).isEqualTo("failure");
    assertThat(refused.path("error").textValue())
        .contains("No matching distribution found for beta");
    JsonNode shown = admin.get("/api/jobs/" + other.path("id").textValue()).data("environment");
    assertThat(shown.path("state").textValue()).isEqualTo("failed");
    assertThat(shown.path("error").textValue()).contains("beta");
    JsonNode broken = admin.get("/api/dashboard?parts=past").data("brokenEnvironments");
    assertThat(broken.path("jobs").findValuesAsText("name")).containsExactly("Job", "Other");
    assertThat(broken.path("count").intValue()).isEqualTo(2);

    admin.put("/api/jobs/job", "{'task':{'requirements':'alpha==2.0'}}").status(200);
    admin.await("/api/jobs/job/environment", all -> versions(all).equals(List.of("2.0")));
    assertThat(output(run("job"))).contains("2.0");
  }

  @Test
  void rebuild_makesAnotherOne_andDeleteTakesItAway() {
    create("Job", "alpha");
    String before = ready("job").path("builtAt").textValue();
    JsonNode asked = admin.post("/api/jobs/job/environment", "{'rebuild':true}").status(202).data();
    assertThat(asked.path("state").textValue()).isEqualTo("building");
    admin.await(
        "/api/jobs/job/environment",
        all ->
            all.path("state").asText().equals("ready")
                && !all.path("builtAt").asText().equals(before));
    JsonNode gone = admin.delete("/api/jobs/job/environment").status(200).data();
    assertThat(gone.path("state").textValue()).isEqualTo("none");
    assertThat(gone.path("interpreter").isNull()).isTrue();
    admin.post("/api/jobs/job/environment").status(202);
    ready("job");
    admin.post("/api/jobs/job/environment", "{'anew':true}").invalid("anew");
    admin.get("/api/jobs/job/environment?health=often").problem(422, "VALIDATION_ERROR");
  }

  @Test
  void movedJob_takesTheLinkToItsEnvironmentAlong() throws Exception {
    create("Job", "alpha");
    ready("job");
    String folder = admin.post("/api/folders", "{'name':'Away'}").status(201).data("id").asText();
    admin.put("/api/jobs/job", "{'folderId':'" + folder + "'}").status(200);
    assertThat(besides("away/job", ".venv/bin/python")).isExecutable();
    String build = "{'rebuild':true}";
    JsonNode before = ready("job");
    admin.post("/api/jobs/job/environment", build).status(202);
    admin.await(
        "/api/jobs/job/environment",
        all ->
            all.path("state").asText().equals("ready")
                && !all.path("builtAt").equals(before.path("builtAt")));
    assertThat(besides("away/job", ".venv").toRealPath().toString()).isEqualTo(root(ready("job")));
    assertThat(besides("job", "")).doesNotExist();
  }

  @Test
  void requirements_areCheckedByPipsRules_withTheirPlaces() {
    JsonNode problem =
        admin
            .post(
                "/api/jobs",
                "{'name':'Bad','task':{'requirements':'alpha\\n-r other.txt\\nbeta=>1'}}")
            .problem(422, "VALIDATION_ERROR")
            .json();
    List<JsonNode> details = new ArrayList<>();
    problem.path("details").forEach(details::add);
    assertThat(details).hasSize(2);
    assertThat(details)
        .allSatisfy(one -> assertThat(one.path("field").asText()).isEqualTo("task.requirements"))
        .extracting(one -> one.path("line").intValue())
        .containsExactly(2, 3);
    assertThat(details.get(0).path("column").intValue()).isEqualTo(1);
    assertThat(details.get(0).path("position").intValue()).isEqualTo("alpha\n".length());
    assertThat(details.get(0).path("message").textValue()).startsWith("line 2, column 1: ");
    assertThat(admin.get("/api/jobs").data("total").intValue()).isZero();
  }

  @Test
  void versionThatIsNotInstalled_isSaid() {
    create("Job", "");
    admin.put("/api/jobs/job", "{'task':{'pythonVersion':'3.99'}}").status(200);
    JsonNode failed = state("job", "failed");
    assertThat(failed.path("error").textValue()).contains("python3.99");
    assertThat(admin.get("/api/jobs/job").data("warnings").toString()).contains("python3.99");
    admin.post("/api/jobs/job/environment").problem(409, "CONFLICT");
    admin.put("/api/jobs/job", "{'task':{'pythonVersion':null}}").status(200);
    ready("job");
  }

  @Test
  void pythons_areThoseOfTheMachine() {
    JsonNode pythons = server.as(Role.VIEWER).get("/api/pythons").status(200).data("pythons");
    assertThat(pythons.findValuesAsText("version")).contains(python().version().toString());
    List<JsonNode> usual = new ArrayList<>();
    pythons.forEach(one -> usual.add(one.path("default")));
    assertThat(usual).filteredOn(JsonNode::booleanValue).hasSize(1);
    pythons.forEach(one -> assertThat(Path.of(one.path("path").asText())).isExecutable());
  }

  @Test
  void conda_isListedShownAndNamedByJobs() throws Exception {
    Path prefix = condaEnvironment("science");
    assertThat(admin.get("/api/conda/environments").data("environments").findValuesAsText("name"))
        .containsExactly("science");
    JsonNode info = admin.get("/api/conda/environments/science/info").status(200).data();
    assertThat(info.path("path").textValue()).isEqualTo(prefix.toString());
    assertThat(info.path("packages").findValuesAsText("name")).contains("python", "numpy");
    assertThat(info.path("health").path("healthy").isBoolean()).isTrue();
    admin.get("/api/conda/environments/none/info").problem(404, "NOT_FOUND");

    String task = "{'kind':'python','content':'print(1)','condaEnvironment':'science'}";
    admin.post("/api/jobs", "{'name':'Conda','task':" + task + "}").status(201);
    JsonNode used = admin.get("/api/jobs/conda/environment").status(200).data();
    assertThat(used.path("state").textValue()).isEqualTo("ready");
    assertThat(used.path("interpreter").textValue()).startsWith(prefix.toString());
    assertThat(admin.get("/api/jobs/conda").data("environment").path("pythonVersion").textValue())
        .isEqualTo(python().version().toString());
    assertThat(output(run("conda"))).contains("1");
    admin.post("/api/jobs/conda/environment").problem(409, "CONFLICT");

    ScriptGroups groups = new ScriptGroups(directory, admin);
    groups.write("lab/metadata.json", "{\"conda_environment\": \"science\"}");
    groups.write("lab/where.py", "print(1)\n");
    groups.await("@lab:where");
    admin.await("/api/groups/lab", group -> group.at("/environment/available").booleanValue());
    assertThat(groups.output("@lab:where")).isEqualTo("1");
    admin.await("/api/jobs/@lab:where", job -> job.path("warnings").isEmpty());

    deleteTree(prefix);
    assertThat(admin.get("/api/groups/lab").data("environment").path("available").booleanValue())
        .as("seen at once")
        .isFalse();
    admin.await("/api/jobs/@lab:where", job -> job.path("warnings").toString().contains("science"));
    assertThat(groups.run("@lab:where", "{}").path("error").textValue())
        .contains("'science'", "there are: none");
    assertThat(admin.get("/api/jobs/conda").data("warnings").toString())
        .as("seen at once, without being looked for")
        .contains("science");
    assertThat(admin.post("/api/conda/refresh").status(200).data("environments")).isEmpty();
    JsonNode gone = admin.get("/api/jobs/conda/environment").status(200).data();
    assertThat(gone.path("state").textValue()).isEqualTo("failed");
    assertThat(gone.path("error").textValue()).contains("science");
    assertThat(admin.get("/api/jobs/conda").data("warnings").toString()).contains("science");

    JsonNode failed = run("conda");
    assertThat(failed.path("status").textValue()).isEqualTo("failure");
    assertThat(failed.path("error").textValue()).contains("'science'", "there are: none");
    admin.put("/api/settings", "{'condaFallback':true}").status(200);
    assertThat(output(run("conda")))
        .contains("1")
        .first()
        .asString()
        .contains("'science' cannot be used");
  }

  @Test
  void environment_isSeenByAll_andChangedByOwnersAndDevelopers() {
    ApiClient owner = server.as("olga", Role.DEVELOPER);
    owner.post("/api/jobs", "{'name':'Theirs','requiredLevel':'operator'}").status(201);
    String path = "/api/jobs/theirs/environment";
    server.as(Role.VIEWER).get(path).problem(404, "NOT_FOUND");
    server.as("vera", Role.VIEWER).post(path).problem(403, "UNAUTHORIZED");
    ApiClient operator = server.as(Role.OPERATOR);
    operator.get(path).status(200);
    operator.post(path).problem(403, "UNAUTHORIZED");
    operator.delete(path).problem(403, "UNAUTHORIZED");
    operator.post("/api/conda/refresh").problem(403, "UNAUTHORIZED");
    server.as(Role.DEVELOPER).post(path).status(202);
    server.as("dan", Role.DEVELOPER).delete(path).status(200);
    owner.post("/api/scripts/theirs/environment").status(202);
    owner.post("/api/jobs", "{'name':'Sh','task':{'kind':'shell','content':'true'}}").status(201);
    assertThat(owner.get("/api/jobs/sh/environment").status(200).data("state").textValue())
        .isEqualTo("none");
    owner.post("/api/jobs/sh/environment").problem(409, "CONFLICT");
  }

  @Test
  void restart_keepsEnvironments_andDeletingAJobDeletesIts() throws Exception {
    JsonNode job = create("Job", "alpha");
    ready("job");
    Path envs = directory.resolve("envs").resolve(job.path("id").textValue());
    assertThat(envs).isDirectory();
    int before = index.requests().size();
    server.close();
    server =
        TestServer.start(
            directory,
            engine ->
                engine
                    .environment(variables(python()))
                    .python(
                        PythonOptions.DEFAULT
                            .withIsolation(PythonOptions.Isolation.EACH_JOB)
                            .withPip(index.settings())),
            builder -> builder);
    admin = server.admin();
    assertThat(ready("job").path("packages").findValuesAsText("name")).containsExactly("alpha");
    assertThat(index.requests()).hasSize(before);
    admin.delete("/api/jobs/job").status(200);
    Await.until("its environments are gone", () -> !Files.exists(envs));
    assertThat(besides("job", "")).doesNotExist();
  }

  private JsonNode create(String name, String requirements) {
    String task =
        "{'kind':'python','content':'%s','requirements':'%s'}".formatted(SCRIPT, requirements);
    return admin
        .post("/api/jobs", "{'name':'%s','task':%s}".formatted(name, task))
        .status(201)
        .data();
  }

  private JsonNode ready(String job) {
    return state(job, "ready");
  }

  private JsonNode state(String job, String state) {
    return admin
        .await("/api/jobs/" + job + "/environment", all -> all.path("state").asText().equals(state))
        .data();
  }

  private static List<String> versions(JsonNode environment) {
    return environment.path("packages").findValuesAsText("version");
  }

  private static String root(JsonNode environment) {
    return Path.of(environment.path("interpreter").textValue()).getParent().getParent().toString();
  }

  private JsonNode run(String job) {
    String id = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    return admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull()).data();
  }

  private List<String> output(JsonNode run) {
    return admin
        .get("/api/runs/" + run.path("id").textValue() + "/logs")
        .status(200)
        .data("lines")
        .findValuesAsText("content");
  }

  private SocketClient events(String job) {
    return SocketClient.open(admin, server.url(), "/api/jobs/" + job + "/environment/events");
  }

  private Path besides(String job, String file) {
    return directory.resolve("scripts").resolve(job).resolve(file);
  }

  /** An environment as conda leaves it behind, as far as Tempo looks. */
  private Path condaEnvironment(String name) throws IOException {
    Path prefix = directory.toRealPath().resolve("home/miniforge3/envs").resolve(name);
    Path meta = Files.createDirectories(prefix.resolve("conda-meta"));
    Files.createDirectories(prefix.resolve("bin"));
    String version = python().version().toString();
    for (String record : List.of("python-" + version + "-h1_0.json", "numpy-2.1.0-h1_0.json")) {
      Files.writeString(meta.resolve(record), "{}");
    }
    Files.writeString(meta.resolve("history"), "");
    Path program = prefix.resolve("bin/python");
    Files.writeString(program, "#!/bin/sh\nexec " + python().executable() + " \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return prefix;
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
