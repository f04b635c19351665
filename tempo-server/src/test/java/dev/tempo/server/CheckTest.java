package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.python.Interpreters;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with scripts, before they run. */
final class CheckTest {
  @TempDir Path directory;
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    assumeThat(Interpreters.ofThisMachine().newest()).as("an interpreter").isPresent();
    server = TestServer.startSetUp(directory);
    admin = server.admin();
    admin.post("/api/jobs", "{'name':'Py'}").status(201);
    admin.post("/api/jobs", "{'name':'Sh','task':{'kind':'shell','content':'true'}}").status(201);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void python_isReadByItsInterpreter_andNeverRun() {
    Path proof = directory.resolve("proof");
    JsonNode problem = check("py", "open(\\\"" + proof + "\\\", \\\"w\\\")\\nprint(1\\n").get(0);
    assertThat(problem.path("severity").textValue()).isEqualTo("error");
    assertThat(problem.path("rule").textValue()).isEqualTo("syntax");
    assertThat(problem.path("line").intValue()).isEqualTo(2);
    assertThat(problem.path("column").intValue()).isEqualTo(6);
    assertThat(problem.path("message").textValue()).isNotBlank();
    assertThat(problem.path("sourceLine").textValue()).isEqualTo("print(1");
    assertThat(check("py", "open(\\\"" + proof + "\\\", \\\"w\\\")\\n")).isEmpty();
    assertThat(proof).doesNotExist();
  }

  @Test
  void dangerousHabits_areWarnedOf() {
    JsonNode problems = check("py", "x = 1\\neval(str(x))\\nexec(str(x))\\n");
    assertThat(problems.findValuesAsText("severity")).containsExactly("warning", "warning");
    assertThat(problems.findValuesAsText("rule")).containsExactly("eval", "exec");
    assertThat(problems.findValuesAsText("line")).containsExactly("2", "3");
  }

  @Test
  void shell_isReadByTheShell_andNeverRun() {
    Path proof = directory.resolve("proof");
    JsonNode problem = check("sh", "touch " + proof + "\\necho hi\\nfi\\n").get(0);
    assertThat(problem.path("severity").textValue()).isEqualTo("error");
    assertThat(problem.path("line").intValue()).isEqualTo(3);
    assertThat(problem.path("sourceLine").textValue()).isEqualTo("fi");
    assertThat(check("sh", "touch " + proof + "\\nif true; then echo a; fi\\n")).isEmpty();
    assertThat(check("sh", "while true; do\\n").get(0).path("message").textValue()).isNotBlank();
    assertThat(proof).doesNotExist();
  }

  @Test
  void inlineMetadata_isOffered() {
    String block =
        "# /// script\\n# requires-python = \\\">=3.9\\\"\\n"
            + "# dependencies = [\\\"requests<3\\\", \\\"rich\\\"]\\n# ///\\nprint(1)\\n";
    JsonNode offered = data("py", block).path("inlineMetadata");
    assertThat(offered.path("requirements").toString()).isEqualTo("[\"requests<3\",\"rich\"]");
    assertThat(offered.path("python").textValue()).isEqualTo(">=3.9");
    assertThat(data("py", "print(1)").path("inlineMetadata").isNull()).isTrue();
    JsonNode wrong = data("py", "x = 1\\n" + block.replace("rich", "-e rich"));
    assertThat(wrong.path("inlineMetadata").isNull()).isTrue();
    JsonNode problem = wrong.path("problems").get(0);
    assertThat(problem.path("rule").textValue()).isEqualTo("metadata");
    assertThat(problem.path("severity").textValue()).isEqualTo("warning");
    assertThat(problem.path("line").intValue()).isEqualTo(2);
  }

  @Test
  void check_isForWhoMayChangeJobs_andChangesNothing() {
    String body = "{'content':'print('}";
    server.as(Role.VIEWER).post("/api/jobs/py/check", body).problem(403, "UNAUTHORIZED");
    server.as(Role.OPERATOR).post("/api/jobs/py/check", body).status(200);
    admin.post("/api/scripts/py/check", body).status(200);
    admin.post("/api/jobs/py/check", "{}").invalid("content");
    admin.post("/api/jobs/py/check", "{'content':'','more':1}").invalid("more");
    admin
        .post("/api/jobs", "{'name':'Cmd','task':{'kind':'command','command':['true']}}")
        .status(201);
    admin.post("/api/jobs/cmd/check", body).invalid("content");
    assertThat(admin.get("/api/jobs/py").data("version").intValue()).isEqualTo(1);
    assertThat(
            admin
                .get("/api/admin/audit?action=checkScript")
                .data("entries")
                .findValuesAsText("outcome"))
        .containsOnly("refused");
  }

  @Test
  void enabledJobWithMistakes_isRefusedWithTheirPlace_aDraftIsNot() {
    String task = "{'kind':'python','content':'x = 1\\nprint(x\\n'}";
    JsonNode detail =
        admin
            .post("/api/jobs", "{'name':'Bad','task':" + task + "}")
            .invalid("task.content")
            .json()
            .path("details")
            .get(0);
    assertThat(detail.path("line").intValue()).isEqualTo(2);
    assertThat(detail.path("column").intValue()).isEqualTo(6);
    assertThat(detail.path("position").intValue()).isEqualTo(11);
    admin.post("/api/jobs", "{'name':'Bad','enabled':false,'task':" + task + "}").status(201);
    admin.post("/api/jobs/bad/enable").invalid("task.content");
    assertThat(admin.get("/api/jobs/bad").data("enabled").booleanValue()).isFalse();
    admin
        .send(
            "PATCH",
            "/api/jobs/bad/auto-save",
            "{\"content\":\"print(2)\",\"version\":1}",
            "application/json")
        .status(200);
    admin.post("/api/jobs/bad/enable").status(200);
    admin
        .send(
            "PATCH",
            "/api/jobs/bad/auto-save",
            "{\"content\":\"print(\",\"version\":3}",
            "application/json")
        .invalid("content");
    admin.put("/api/jobs/sh", "{'task':{'content':'if true\\n'}}").invalid("task.content");
  }

  @Test
  void warnings_standInTheJob_andNeverBlock() {
    String task = "{'kind':'python','content':'eval(input())\\n'}";
    JsonNode made =
        admin.post("/api/jobs", "{'name':'Risky','task':" + task + "}").status(201).data();
    assertThat(made.path("warnings").toString()).contains("Line 1: ").contains("eval");
    server.close();
    server = TestServer.start(directory);
    admin = server.admin();
    admin.await("/api/jobs/risky", job -> job.path("warnings").toString().contains("eval"));
    admin.put("/api/jobs/risky", "{'task':{'content':'print(1)'}}").status(200);
    assertThat(admin.get("/api/jobs/risky").data("warnings")).isEmpty();
  }

  private JsonNode check(String job, String content) {
    return data(job, content).path("problems");
  }

  private JsonNode data(String job, String content) {
    return admin
        .send(
            "POST",
            "/api/jobs/" + job + "/check",
            "{\"content\":\"" + content + "\"}",
            "application/json")
        .status(200)
        .data();
  }
}
