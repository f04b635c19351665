package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.access.Role;
import dev.tempo.server.versions.VersionBook;
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
        .isEqualTo(VersionBook.sha256("echo tried $WHO"));
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

  private static String tryOut(ApiClient who, String body) {
    return who.post(TRY, "{" + body + "}").status(202).data("runId").textValue();
  }

  private JsonNode run(String runId) {
    return admin.get("/api/runs/" + runId).status(200).data();
  }
}
