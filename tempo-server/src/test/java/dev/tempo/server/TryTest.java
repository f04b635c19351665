package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.versions.VersionService;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that try out a text in the place of their job's script. */
final class TryTest extends ServerTest {
  private static final String TRY = "/api/jobs/text/try";

  private ApiClient ada;

  @BeforeEach
  void makeJob() {
    ada = server.as("ada", Role.DEVELOPER);
    ada.post("/api/jobs", "{'name':'Text','task':{'kind':'shell','content':'echo live\\n'}}")
        .status(201);
  }

  @Test
  void text_isRun_markedAndReadable_andTheJobStaysAsItWas() {
    ada.put("/api/jobs/text", "{'environmentVariables':{'WHO':'Ada'}}").status(200);
    JsonNode before = ada.get("/api/jobs/text").data();
    String runId = tryOut(ada, "'content':'echo tried $WHO'");
    JsonNode run = run(ended(runId));
    assertThat(run.path("status").textValue()).isEqualTo("success");
    assertThat(run.path("cause").textValue()).isEqualTo("manual");
    assertThat(run.path("unsaved").booleanValue()).isTrue();
    assertThat(run.path("scriptVersion").isNull()).isTrue();
    assertThat(run.path("scriptSha256").textValue())
        .isEqualTo(VersionService.sha256("echo tried $WHO"));
    assertThat(ada.get("/api/runs/" + runId + "/logs").body()).contains("tried Ada");

    JsonNode script = ada.get("/api/runs/" + runId + "/script").status(200).data();
    assertThat(script.path("content").textValue()).isEqualTo("echo tried $WHO");
    assertThat(script.path("kind").textValue()).isEqualTo("shell");
    assertThat(script.path("unsaved").booleanValue()).isTrue();
    assertThat(script.path("scriptVersion").intValue()).isEqualTo(1);
    JsonNode after = ada.get("/api/jobs/text").data();
    assertThat(after).isEqualTo(before);
    assertThat(ada.get("/api/jobs/text/versions").data("total").intValue()).isEqualTo(1);
    assertThat(ada.get("/api/jobs/text/runs").data("total").intValue()).isEqualTo(1);

    ada.delete("/api/runs/" + runId).status(200);
    ada.get("/api/runs/" + runId + "/script").problem(404, "NOT_FOUND");
    assertThat(server.store().runs().script(UUID.fromString(runId))).isEmpty();
  }

  @Test
  void savedRun_showsTheVersionThatItRan_andSaysThatItIsSaved() {
    String runId = ada.post("/api/jobs/text/run").status(202).data("runId").textValue();
    assertThat(run(ended(runId)).path("unsaved").booleanValue()).isFalse();
    JsonNode script = ada.get("/api/runs/" + runId + "/script").status(200).data();
    assertThat(script.path("content").textValue()).isEqualTo("echo live\n");
    assertThat(script.path("unsaved").booleanValue()).isFalse();
  }

  @Test
  void jobThatIsDisabled_canBeTried_alsoAgain_withParameters() {
    ada.put("/api/jobs/text", "{'parameters':[{'name':'n','type':'int','required':true}]}")
        .status(200);
    ada.post("/api/jobs/text/disable").status(200);
    ada.post(TRY, "{'content':'echo $2'}").invalid("parameters.n");
    String runId = tryOut(ada, "'content':'echo got $2','parameters':{'n':7}");
    ended(runId);
    assertThat(ada.get("/api/runs/" + runId + "/logs").body()).contains("got 7");
    String again = ada.post("/api/runs/" + runId + "/rerun").status(202).data("runId").textValue();
    assertThat(run(ended(again)).path("unsaved").booleanValue()).isTrue();
    assertThat(ada.get("/api/runs/" + again + "/logs").body()).contains("got 7");
  }

  @Test
  void runThatWaits_outlivesARestart() {
    admin.post("/api/queues/default/pause").status(200);
    String runId = tryOut(ada, "'content':'echo kept'");
    server.close();
    server = TestServer.start(directory);
    admin = server.admin();
    admin.post("/api/queues/default/resume").status(200);
    ended(runId);
    assertThat(admin.get("/api/runs/" + runId + "/logs").body()).contains("kept");
  }

  @Test
  void whoMayNotEditTheJob_cannotTry_andWhoMayNotSeeIt_knowsNothing() {
    for (Role role : new Role[] {Role.DEVELOPER, Role.OPERATOR, Role.VIEWER}) {
      server.as(role).post(TRY, "{'content':'true'}").problem(403, "UNAUTHORIZED");
    }
    String runId = tryOut(ada, "'content':'true'");
    ended(runId);
    server
        .client()
        .logIn("developer", TestServer.PASSWORD)
        .get("/api/runs/" + runId + "/script")
        .problem(404, "NOT_FOUND");
    admin.put("/api/jobs/text", "{'requiredLevel':'admin'}").status(200);
    server
        .client()
        .logIn("developer", TestServer.PASSWORD)
        .post(TRY, "{'content':'true'}")
        .problem(404, "NOT_FOUND");
  }

  @Test
  void text_isBoundedAsScriptsAre_andOnlyForJobsThatHaveOne() {
    ada.post(TRY, "{'content':'" + "x".repeat(1_000_001) + "'}").invalid("content");
    ada.post("/api/jobs", "{'name':'Bare','task':{'kind':'command','command':['true']}}")
        .status(201);
    ada.post("/api/jobs/bare/try", "{'content':'true'}").invalid("content");
    ended(tryOut(ada, "'parameters':{}")); // the script as it is saved
  }

  @Test
  void whatIsTriedOut_tellsNothingOfHowTheJobGoes() {
    String saved = ada.post("/api/jobs/text/run").status(202).data("runId").textValue();
    ended(saved);
    String counted = finished("success");
    String tried = null;
    for (int i = 0; i < 6; i++) {
      tried = tryOut(ada, "'content':'true'");
      ended(tried);
    }
    ada.put("/api/jobs/text", "{'task':{'content':'exit 3\\n'}}").status(200);
    String failed = ada.post("/api/jobs/text/run").status(202).data("runId").textValue();
    ended(failed);
    ended(tryOut(ada, "'content':'true'"));

    JsonNode around = ada.get("/api/runs/" + failed + "/context").status(200).data();
    assertThat(around.path("usual").isNull()).isTrue();
    assertThat(around.path("lastSuccessId").textValue()).isEqualTo(saved);
    assertThat(around.path("previousRunId").textValue()).isEqualTo(tried);
    assertThat(ada.get("/api/runs/" + failed + "/compare").data("otherId").textValue())
        .isEqualTo(saved);
    assertThat(ada.get("/api/jobs/text/status").data("lastRun").path("id").textValue())
        .isEqualTo(failed);
    JsonNode job = ada.get("/api/jobs/text").data();
    assertThat(job.path("lastRun").path("id").textValue()).isEqualTo(failed);
    assertThat(finished("success")).isEqualTo(counted);
    assertThat(ada.get("/api/runs").data("total").intValue()).isEqualTo(9);
  }

  private String finished(String status) {
    return admin
        .get("/metrics")
        .status(200)
        .body()
        .lines()
        .filter(line -> line.startsWith("tempo_runs_finished_total{status=\"" + status))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void retention_countsWhatIsTriedOut_asRunsOfItsJob() {
    admin.put("/api/settings", "{'retentionRunsPerJob':2}").status(200);
    ended(ada.post("/api/jobs/text/run").status(202).data("runId").textValue());
    String first = tryOut(ada, "'content':'true'");
    ended(first);
    String second = tryOut(ada, "'content':'true'");
    ended(second);
    server.server().cleanUp();
    assertThat(ada.get("/api/jobs/text/runs").data("runs").findValuesAsText("id"))
        .containsExactly(second, first);
  }

  @Test
  void comparison_showsTheTextThatWasTriedOut() {
    String saved = ada.post("/api/jobs/text/run").status(202).data("runId").textValue();
    ended(saved);
    String tried = tryOut(ada, "'content':'echo live\\nexit 3\\n'");
    ended(tried);
    JsonNode script = ada.get("/api/runs/" + tried + "/compare").status(200).data("script");
    assertThat(script.path("kept").booleanValue()).isTrue();
    assertThat(script.path("added").intValue()).isEqualTo(1);
    assertThat(script.path("from").intValue()).isEqualTo(1);
    assertThat(script.path("to").isNull()).isTrue();
    JsonNode back = ada.get("/api/runs/" + saved + "/compare?with=" + tried).data("script");
    assertThat(back.path("removed").intValue()).isEqualTo(1);
    assertThat(back.path("from").isNull()).isTrue();
    String same = tryOut(ada, "'content':'echo live\\n'");
    ended(same);
    assertThat(ada.get("/api/runs/" + same + "/compare").status(200).data("script").isNull())
        .isTrue();
  }

  private static String tryOut(ApiClient who, String body) {
    return who.post(TRY, "{" + body + "}").status(202).data("runId").textValue();
  }

  private JsonNode run(String runId) {
    return admin.get("/api/runs/" + runId).status(200).data();
  }
}
