package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.python.Interpreter;
import dev.tempo.python.Interpreters;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A missing module is installed by one call: real pip, an index on loopback. */
final class MissingRequirementTest {
  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  private PackageIndex index;
  private PythonOptions options;
  private final Map<String, String> variables = new HashMap<>();
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() throws IOException {
    var found = Interpreters.ofThisMachine().newest();
    assumeThat(found).as("an interpreter of 3.8 or newer").isPresent();
    Interpreter python = found.orElseThrow();
    index = new PackageIndex(false).add(Wheel.of("alpha", "2.0"));
    options =
        PythonOptions.DEFAULT
            .withIsolation(PythonOptions.Isolation.EACH_JOB)
            .withPip(index.settings())
            .withVersion(python.version().toString());
    variables.put("PATH", python.executable().getParent() + ":/usr/bin:/bin");
    variables.put("HOME", directory.resolve("home").toString());
    variables.put("PIP_NO_CACHE_DIR", "1");
    server =
        TestServer.startSetUp(directory, engine -> engine.environment(variables).python(options));
    admin = server.admin();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    index.close();
  }

  @Test
  void missingModule_isInstalled_andTheJobRunsAgain_orAllIsAsBefore() {
    python(
        "Job",
        "import sys, alpha\\nprint(alpha.version, sys.argv)\\n",
        "'parameters':[{'name':'rows','type':'int'},{'name':'input','type':'file'}]");
    String project = admin.get("/api/projects/active").data("id").textValue();
    String file = "/api/projects/" + project + "/files/in.txt?group=_managed";
    admin.send("PUT", file, "x", "text/plain").status(201);
    String failed = ended("/api/jobs/job/run", "{'parameters':{'rows':7,'input':'in.txt'}}");
    JsonNode missing = admin.get(path(failed)).status(200).data();
    assertThat(missing.path("module").textValue()).isEqualTo("alpha");
    assertThat(missing.path("requirement").textValue()).isEqualTo("alpha");
    assertThat(missing.path("hint").isNull()).isTrue();
    assertThat(missing.path("mayAdd").booleanValue()).isTrue();
    assertThat(missing.path("state").textValue()).isEqualTo("none");
    assertThat(requirements("job")).isEmpty();
    ApiClient other = server.as(Role.OPERATOR);
    String own = other.post("/api/jobs/job/run", "{}").status(202).data("runId").textValue();
    other.await("/api/runs/" + own, run -> !run.path("finishedAt").isNull());
    assertThat(other.get(path(own)).data("mayAdd").booleanValue()).isFalse();
    other.post(path(own)).problem(403, "UNAUTHORIZED");
    admin.post(path(failed), "{'requirement':'-r x'}").invalid("requirement");
    admin.post(path(failed), "{'requirement':'alpha\\nbeta'}").invalid("requirement");
    admin.post(path(failed), "{'other':1}").invalid("other");
    admin.delete(file).status(204);
    admin.post(path(failed)).invalid("parameters.input"); // the project has it no more
    assertThat(requirements("job")).isEmpty();
    admin.send("PUT", file, "x", "text/plain").status(201);

    JsonNode begun = admin.post(path(failed)).status(202).data();
    assertThat(begun.path("state").textValue()).isIn("building", "started");
    JsonNode done =
        admin.await(path(failed), one -> one.path("state").asText().equals("started")).data();
    JsonNode again = finished(done.path("startedRunId").textValue());
    assertThat(again.path("status").textValue()).isEqualTo("success");
    assertThat(again.path("parameters").path("rows").textValue()).isEqualTo("7");
    assertThat(again.path("parameters").path("input").textValue())
        .startsWith("/")
        .endsWith("/projects/_managed/admin/project_default/in.txt");
    assertThat(again.path("cause").textValue()).isEqualTo("manual");
    assertThat(requirements("job")).isEqualTo("alpha");
    JsonNode change =
        admin
            .await(
                "/api/runs/" + again.path("id").textValue() + "/compare?with=" + failed,
                any -> any.path("known").asBoolean())
            .data("changes");
    assertThat(change.findValuesAsText("part")).containsExactly("requirement", "package");
    assertThat(change.get(1).path("after").textValue()).isEqualTo("2.0");

    python("Typed", "print(1)\\n", "'enabled':true");
    String typed = ended("/api/jobs/typed/try", "{'content':'import alpha\\nprint(2)\\n'}");
    admin.post(path(typed)).status(202);
    JsonNode retried =
        admin.await(path(typed), one -> one.path("state").asText().equals("started")).data();
    JsonNode tried = finished(retried.path("startedRunId").textValue());
    assertThat(tried.path("unsaved").booleanValue()).isTrue();
    assertThat(tried.path("status").textValue()).isEqualTo("success");

    python("Odd", "import beta\\n", "'enabled':true");
    String odd = ended("/api/jobs/odd/run", "{}");
    admin.post(path(odd)).status(202);
    JsonNode refused =
        admin.await(path(odd), one -> one.path("state").asText().equals("failed")).data();
    assertThat(refused.path("error").textValue()).contains("beta");
    assertThat(refused.path("startedRunId").isNull()).isTrue();
    assertThat(requirements("odd")).isEmpty();
    assertThat(admin.get("/api/jobs/odd/runs").data("total").intValue()).isEqualTo(1);
  }

  @Test
  void requirementOfADiscoveredScript_isAnEdit_thatIsTakenBackWithIt() {
    ScriptGroups groups = new ScriptGroups(directory, admin);
    groups.write("lab/fine.py", "# /// script\n# dependencies = []\n# ///\nimport alpha\n");
    groups.write("lab/odd.py", "import beta\n");
    groups.await("@lab:fine");
    groups.await("@lab:odd");
    String odd = ended("/api/jobs/@lab:odd/run", "{}");
    admin.post(path(odd)).status(202);
    admin.await(path(odd), one -> one.path("state").asText().equals("failed"));
    JsonNode untouched = groups.metadata("@lab:odd");
    assertThat(untouched.path("edited")).isEmpty();
    assertThat(untouched.path("sources").path("requirements").textValue()).isEqualTo("default");

    String fine = ended("/api/jobs/@lab:fine/run", "{}");
    admin.post(path(fine)).status(202);
    JsonNode done =
        admin.await(path(fine), one -> one.path("state").asText().equals("started")).data();
    assertThat(finished(done.path("startedRunId").textValue()).path("status").textValue())
        .isEqualTo("success");
    JsonNode edited = groups.metadata("@lab:fine");
    assertThat(edited.path("edited").path("requirements").path(0).textValue()).isEqualTo("alpha");
    assertThat(edited.path("sources").path("requirements").textValue()).isEqualTo("edited");
  }

  @Test
  void serverThatEndsWhileItBuilds_takesTheRequirementBackWhenItStarts() throws Exception {
    Wheel slow = Wheel.of("slow", "1.0");
    index.add(slow);
    index.stall(slow);
    python("Waits", "import slow\\n", "'enabled':true");
    String failed = ended("/api/jobs/waits/run", "{}");
    admin.post(path(failed)).status(202);
    index.awaitStall();
    assertThat(requirements("waits")).isEqualTo("slow");
    server.close();
    server =
        TestServer.start(
            directory, engine -> engine.environment(variables).python(options), builder -> builder);
    admin = server.admin();
    assertThat(requirements("waits")).isEmpty();
    JsonNode now = admin.get(path(failed)).data();
    assertThat(now.path("state").textValue()).isEqualTo("none");
    assertThat(now.path("mayAdd").booleanValue()).isTrue();
    assertThat(admin.get("/api/jobs/waits/runs").data("total").intValue()).isEqualTo(1);
  }

  @Test
  void modulesThatNoPackageBrings_haveAHint_andNothingIsInstalled() {
    python("Helper", "print(1)\\n", "'enabled':true");
    python("Uses", "import helper\\n", "'enabled':true");
    String local = ended("/api/jobs/uses/run", "{}");
    JsonNode hinted = admin.get(path(local)).data();
    assertThat(hinted.path("hint").textValue()).isEqualTo("local");
    assertThat(hinted.path("requirement").isNull()).isTrue();
    assertThat(hinted.path("mayAdd").booleanValue()).isFalse();
    admin.post(path(local)).problem(409, "CONFLICT");
    admin.put("/api/jobs/helper", "{'requiredLevel':'admin'}").status(200);
    ApiClient ada = server.as(Role.DEVELOPER);
    ada.post("/api/jobs", "{'name':'Asks','task':{'kind':'python','content':'import helper\\n'}}")
        .status(201);
    String asks = ada.post("/api/jobs/asks/run", "{}").status(202).data("runId").textValue();
    ada.await("/api/runs/" + asks, run -> !run.path("finishedAt").isNull());
    assertThat(ada.get(path(asks)).data("hint").isNull())
        .as("nothing tells of a job that one may not see")
        .isTrue();
    python("Fine", "raise KeyError(1)\\n", "'enabled':true");
    String other = ended("/api/jobs/fine/run", "{}");
    assertThat(admin.get(path(other)).data("module").isNull()).isTrue();
    admin.post(path(other)).problem(409, "CONFLICT");
    admin
        .get("/api/runs/01a1fd97-fd34-7682-948f-4fe378aecac3/requirement")
        .problem(404, "NOT_FOUND");
  }

  private static String path(String run) {
    return "/api/runs/" + run + "/requirement";
  }

  private String requirements(String job) {
    return admin.get("/api/jobs/" + job).data("task").path("requirements").textValue();
  }

  private void python(String name, String script, String more) {
    String body = "{'name':'%s','task':{'kind':'python','content':'%s'},%s}";
    admin.post("/api/jobs", body.formatted(name, script, more)).status(201);
  }

  private String ended(String path, String body) {
    return finished(admin.post(path, body).status(202).data("runId").textValue())
        .path("id")
        .textValue();
  }

  private JsonNode finished(String id) {
    return admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull()).data();
  }
}
