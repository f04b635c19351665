package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secret variables reach scripts, and stand nowhere else. */
final class SecretVariablesTest extends ServerTest {
  private static final String VALUE = "hunter2-t0p-s3cret-value";
  private static final String SCRIPT = "echo ${#TOKEN} $TOKEN $OPEN";
  private static final String OTHER = "another-s3cret-value-0815";

  @Test
  void value_reachesTheScript_andStandsInNoFileAnswerOrEvent() throws Exception {
    SocketClient events = SocketClient.open(admin, server.url(), "/ws");
    JsonNode made = create();
    assertThat(made.path("environmentVariables").path("TOKEN").isNull()).isTrue();
    assertThat(made.path("secretVariables").toString()).isEqualTo("[\"TOKEN\"]");
    assertThat(run()).containsExactly("24 " + "*".repeat(VALUE.length()) + " shown");
    admin.put("/api/jobs/secretive", "{'task':{'content':'" + SCRIPT + " '}}").status(200);
    admin.post("/api/jobs/secretive/versions/1/restore", "{}").status(200);
    events.untilType("run.finished");
    for (String path :
        List.of(
            "/api/jobs",
            "/api/jobs/secretive",
            "/api/jobs/secretive/versions",
            "/api/jobs/secretive/versions/1",
            "/api/jobs/secretive/runs",
            "/api/admin/audit")) {
      assertThat(admin.get(path).status(200).body()).as(path).doesNotContain(VALUE);
    }
    assertThat(events.seen().toString()).doesNotContain(VALUE);
    assertThat(DataFiles.with(directory, VALUE)).isEmpty();
    assertThat(DataFiles.with(directory, "secretive")).isNotEmpty(); // so the search works
    server.close();
    assertThat(DataFiles.with(directory, VALUE)).isEmpty();
    server = TestServer.start(directory);
    admin = server.admin();
    assertThat(run()).containsExactly("24 " + "*".repeat(VALUE.length()) + " shown");
  }

  @Test
  void nullKeepsIt_aValueReplacesIt_andAMarkHidesAnOpenOne() {
    create();
    admin
        .put("/api/jobs/secretive", "{'environmentVariables':{'TOKEN':null,'OPEN':'shown'}}")
        .status(200);
    assertThat(run()).containsExactly("24 " + "*".repeat(VALUE.length()) + " shown");
    admin
        .put("/api/jobs/secretive", "{'environmentVariables':{'TOKEN':'" + OTHER + "','OPEN':'x'}}")
        .status(200);
    assertThat(run()).containsExactly("25 " + "*".repeat(OTHER.length()) + " x");
    JsonNode hidden =
        admin.put("/api/jobs/secretive", "{'secretVariables':['TOKEN','OPEN']}").status(200).data();
    assertThat(hidden.path("environmentVariables").path("OPEN").isNull()).isTrue();
    admin
        .put("/api/jobs/secretive", "{'secretVariables':[]}")
        .invalid("secretVariables", "secretVariables");
    JsonNode shown =
        admin
            .put(
                "/api/jobs/secretive",
                "{'environmentVariables':{'TOKEN':'new'},'secretVariables':[]}")
            .status(200)
            .data();
    assertThat(shown.path("environmentVariables").toString()).isEqualTo("{\"TOKEN\":\"new\"}");
    admin
        .put("/api/jobs/secretive", "{'environmentVariables':{'NEVER':null}}")
        .invalid("environmentVariables.NEVER");
  }

  @Test
  void whatWasRead_canBeWrittenBack() {
    JsonNode made = create();
    JsonNode same =
        admin
            .send(
                "PUT",
                "/api/jobs/secretive",
                admin.get("/api/jobs/secretive").data().toString(),
                "application/json")
            .status(200)
            .data();
    assertThat(same.path("version")).isEqualTo(made.path("version"));
    assertThat(run()).containsExactly("24 " + "*".repeat(VALUE.length()) + " shown");
  }

  private JsonNode create() {
    return admin
        .post(
            "/api/jobs",
            """
            {'name':'Secretive','task':{'kind':'shell','content':'%s'},
             'environmentVariables':{'TOKEN':'%s','OPEN':'shown'},'secretVariables':['TOKEN']}
            """
                .formatted(SCRIPT, VALUE))
        .status(201)
        .data();
  }

  private List<String> run() {
    String id = admin.post("/api/jobs/secretive/run").status(202).data("runId").textValue();
    String path = "/api/runs/" + id;
    admin.await(path, run -> !run.path("finishedAt").isNull());
    return admin.get(path + "/logs").data("lines").findValuesAsText("content");
  }
}
