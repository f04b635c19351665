package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shell scripts by their first lines, and what is said and changed when they are saved. */
final class ShellScriptTest {
  @TempDir Path directory;
  private TestServer server;
  private ApiClient admin;

  @BeforeEach
  void start() {
    server = TestServer.startSetUp(directory);
    admin = server.admin();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void interpreter_isShown_andRuns() {
    JsonNode job = save("#!/bin/bash -u\na=(1 2)\n[[ ${#a[@]} == 2 ]] && echo two $-\n");
    assertThat(job.at("/task/interpreter").textValue()).isEqualTo("/bin/bash -u");
    assertThat(job.path("warnings")).isEmpty();
    assertThat(log()).startsWith("two ").contains("u");
    assertThat(save("echo x").at("/task/interpreter").textValue()).isEqualTo("/bin/sh");
    admin.put("/api/jobs/sh", body("echo y", "'interpreter':'/bin/zsh'")).status(200);
    assertThat(admin.get("/api/jobs/sh").data("task").path("interpreter").textValue())
        .isEqualTo("/bin/sh");
    admin.post("/api/jobs", "{'name':'Py'}").status(201);
    assertThat(admin.get("/api/jobs/py").data("task").path("interpreter").isNull()).isTrue();
  }

  @Test
  void check_isThatOfTheInterpreter() {
    assertThat(mistake("#!/bin/bash\nnames=(a\n")).isPositive();
    assertThat(mistake("#!/usr/bin/env -S bash -O extglob\nls !(x)\n")).isZero();
    assertThat(mistake("#!/bin/bash\nls\nfi\n")).isEqualTo(3);
    assertThat(mistake("#!/bin/sh\ncase x in\n")).isPositive();
    assertThat(mistake("#!/usr/bin/awk -f\n{{{{\n")).as("nobody can tell").isZero();
    assumeThat(Path.of("/usr/bin/perl")).exists();
    assertThat(mistake("#!/usr/bin/perl -w\nuse strict;\nmy $x = ;\nprint 2;\n")).isEqualTo(3);
    assertThat(mistake("#!/usr/bin/perl\nuse strict;\nprint 'a';\n")).isZero();
  }

  @Test
  void textThatIsNotReadByItsInterpreter_isSaidToBeUnchecked() {
    assumeThat(Path.of("/usr/bin/perl")).exists();
    save("echo x");
    String begins = "#!/usr/bin/perl\\nBEGIN { }\\nprint (((;\\n";
    JsonNode problem =
        admin
            .post("/api/jobs/sh/check", "{'content':'" + begins + "'}")
            .status(200)
            .data("problems")
            .path(0);
    assertThat(problem.path("rule").textValue()).isEqualTo("unchecked");
    assertThat(problem.path("severity").textValue()).isEqualTo("warning");
    assertThat(problem.path("message").textValue()).contains("perl", "BEGIN");
    String plain = "#!/usr/bin/perl\\nprint 1;\\n";
    assertThat(
            admin
                .post("/api/jobs/sh/check", "{'content':'" + plain + "'}")
                .status(200)
                .data("problems"))
        .isEmpty();
    assertThat(save("#!/usr/bin/perl\nBEGIN { }\nprint 1;\n").path("warnings"))
        .as("what is odd about the script itself")
        .isEmpty();
  }

  @Test
  void nodeAndPython_areChecked_whereTheyAre() {
    assumeThat(Path.of("/usr/bin/node")).exists();
    assertThat(mistake("#!/usr/bin/env node\nlet a = 1;\nlet b = ;\n")).isEqualTo(3);
    assertThat(mistake("#!/usr/bin/env node\nlet a = 1;\n")).isZero();
  }

  @Test
  void check_runsNothing() {
    Path proof = directory.resolve("proof");
    String touch = "open(my $f, '>', '" + proof + "');";
    for (String text :
        List.of(
            "BEGIN { " + touch + " }",
            "sub BEGIN { " + touch + " }",
            "use constant X => do { " + touch + " };",
            "CHECK { " + touch + " }",
            "sub MODIFY_CODE_ATTRIBUTES { " + touch + " () } sub x : Y { }",
            "sub IsX { " + touch + " '' } /\\p{IsX}/;")) {
      mistake("#!/usr/bin/perl\n" + text + "\n");
    }
    mistake("#!/bin/bash\ntouch " + proof + "\n$(touch " + proof + ")\n");
    mistake("#!/usr/bin/env node\nrequire('fs').writeFileSync('" + proof + "', '');\n");
    assertThat(proof).doesNotExist();
  }

  @Test
  void programThatIsNotOfTheSystem_isNotStartedByACheck() throws Exception {
    Path proof = directory.resolve("proof");
    Path evil = directory.resolve("bash");
    Files.writeString(evil, "#!/bin/sh\ntouch " + proof + "\n");
    assertThat(evil.toFile().setExecutable(true)).isTrue();
    assertThat(mistake("#!" + evil + "\nfi\n")).isZero();
    assertThat(mistake("#!/usr/bin/env -S PATH=" + directory + " bash\nfi\n")).isPositive();
    assertThat(proof).doesNotExist();
    save("#!" + evil + "\n");
    log();
    assertThat(proof).exists();
  }

  @Test
  void whatIsMissing_andWhatNeedsBash_isSaid_andBlocksNothing() {
    assertThat(warnings("#!/opt/none/fish\nx\n")).contains("/opt/none/fish, which is not there");
    assertThat(warnings("#!/usr/bin/env bash -e\n")).contains("write '#!/usr/bin/env -S bash -e'");
    assertThat(warnings("echo a\n[[ x ]] && y\n"))
        .contains("Line 2: [[ … ]] needs bash", "begin it with #!/bin/bash");
    assertThat(warnings("echo a\n")).isEqualTo("[]");
    assertThat(admin.get("/api/jobs/sh").data("warnings")).isEmpty();
    JsonNode refused = admin.put("/api/jobs/sh", body("a=(1 2)\n", "")).status(422).json();
    assertThat(refused.toString()).contains("needs bash");
    save("#!/opt/none/fish\nx\n");
    assertThat(admin.get("/api/jobs/sh").data("warnings").toString()).contains("not there");
    String id = admin.post("/api/jobs/sh/run").status(202).data("runId").textValue();
    JsonNode run = admin.await("/api/runs/" + id, one -> !one.path("finishedAt").isNull()).data();
    assertThat(run.path("status").textValue()).isEqualTo("failure");
    assertThat(run.path("error").textValue()).contains("/opt/none/fish, which is not there");
  }

  @Test
  void windowsLineEnds_andMarks_areMended_andThatIsSaid() {
    JsonNode job = save("\uFEFF#!/bin/bash\r\nif true; then\r\n  echo ok\r\nfi\r\n");
    assertThat(job.at("/task/content").textValue())
        .isEqualTo("#!/bin/bash\nif true; then\n  echo ok\nfi\n");
    assertThat(job.path("warnings").toString()).contains("CR LF", "byte-order mark");
    assertThat(admin.get("/api/jobs/sh").data("warnings")).as("said once").isEmpty();
    assertThat(log()).isEqualTo("ok");
    JsonNode saved = autoSave("echo 1\r\necho 2\r\n");
    assertThat(saved.path("warnings").toString()).contains("CR LF");
    assertThat(content()).isEqualTo("echo 1\necho 2\n");
    assertThat(autoSave("echo 3\n").path("warnings")).isEmpty();
    assertThat(
            admin
                .post("/api/jobs/sh/check", "{'content':" + text("a\r\n") + "}")
                .data("problems")
                .toString())
        .contains("line-ends");
  }

  @Test
  void windowsLineEnds_areKept_ifTheJobSaysSo() {
    JsonNode job = save("cat <<E\r\na\r\nE\r\n", "'lineEnds':'keep'");
    assertThat(job.at("/task/content").textValue()).isEqualTo("cat <<E\r\na\r\nE\r\n");
    assertThat(job.path("warnings").toString()).contains("CR LF");
    admin.put("/api/jobs/sh", "{'description':'x'}").status(200);
    assertThat(content()).contains("\r\n");
    autoSave("cat <<E\r\nb\r\nE\r\n");
    assertThat(content()).isEqualTo("cat <<E\r\nb\r\nE\r\n");
    admin.put("/api/jobs/sh", "{'task':{'lineEnds':'crlf'}}").invalid("task.lineEnds");
    String python = "{'name':'Py','task':{'kind':'python','content':'print(1)\\r\\n'}}";
    assertThat(admin.post("/api/jobs", python).status(201).data("task").path("content").asText())
        .isEqualTo("print(1)\r\n");
  }

  @Test
  void pythonsFirstLine_isNotUsed_whichIsSaidIfItDiffers() {
    admin.post("/api/jobs", "{'name':'Py'}").status(201);
    assertThat(problems("py", "#!/usr/bin/env python2\nx = 1\n")).contains("which is not used");
    assertThat(problems("py", "#!/opt/venv/bin/python\nx = 1\n")).contains("which is not used");
    assertThat(problems("py", "#!/bin/bash\nx = 1\n")).contains("which is not used");
    assertThat(problems("py", "#!/usr/bin/env python3\nx = 1\n")).isEqualTo("[]");
    assertThat(problems("py", "#!/usr/bin/python3 -u\nx = 1\n")).isEqualTo("[]");
    assertThat(problems("py", "# coding: latin-1\nx = '€'\n")).contains("'latin-1' has no place");
    assertThat(problems("py", "# coding: latin-1\nx = 'é'\n")).isEqualTo("[]");
  }

  @Test
  void lowerCaseVariables_reachTheScript() {
    String task = "'task':{'kind':'shell','content':'echo $http_proxy $mixed_Case1'}";
    String variables = "'environmentVariables':{'http_proxy':'http://p:1','mixed_Case1':'2'}";
    admin.post("/api/jobs", "{'name':'Sh'," + task + "," + variables + "}").status(201);
    assertThat(log()).isEqualTo("http://p:1 2");
    for (String name : List.of("1a", "a-b", "a.b", "", "é", "a=b")) {
      admin
          .put("/api/jobs/sh", "{'environmentVariables':{'" + name + "':'1'}}")
          .invalid("environmentVariables");
    }
  }

  @Test
  void requirements_areKeptToTheByte_andSeenAsPipSeesThem() {
    String name = "{'name':'Py','enabled':false,'task':{'kind':'python','content':'1',";
    admin.post("/api/jobs", name + "'requirements':''}}").status(201);
    for (String text : List.of("# a\r\n\r\n# b\n", "\n", "", "\uFEFF# c", "# d\n\n", " \t\n\n ")) {
      admin.put("/api/jobs/py", "{'task':{'requirements':" + text(text) + "}}").status(200);
      assertThat(admin.get("/api/jobs/py").data("task").path("requirements").textValue())
          .isEqualTo(text);
      admin.put("/api/jobs/py", "{'description':" + text("x" + text.hashCode()) + "}").status(200);
    }
    JsonNode refused =
        admin
            .put(
                "/api/jobs/py",
                "{'task':{'requirements':" + text("six===1\u2028--index-url=http://x") + "}}")
            .status(422)
            .json()
            .path("details")
            .get(0);
    assertThat(refused.path("field").textValue()).isEqualTo("task.requirements");
    assertThat(refused.path("line").intValue()).isEqualTo(2);
    assertThat(refused.path("position").intValue()).isEqualTo(8);
  }

  @Test
  void variablesOfAJob_reachItsScript_andNothingOfTempos() throws Exception {
    Path proof = directory.resolve("proof");
    Path start = Files.writeString(directory.resolve("start.sh"), "echo shell >>" + proof + "\n");
    Path modules = Files.createDirectory(directory.resolve("modules"));
    Files.writeString(
        modules.resolve("sitecustomize.py"), "open('" + proof + "', 'a').write('python\\n')\n");
    String variables =
        "'environmentVariables':{'BASH_ENV':'%s','ENV':'%s','PYTHONPATH':'%s','PERL5LIB':'%s'}"
            .formatted(start, start, modules, modules);
    String shell = "'task':{'kind':'shell','content':" + text("#!/bin/bash\ntrue\n") + "}";
    String python = "'task':{'kind':'python','content':'print(1)\\n'}";
    admin.post("/api/jobs", "{'name':'Sh'," + shell + "," + variables + "}").status(201);
    admin.post("/api/jobs", "{'name':'Py'," + python + "," + variables + "}").status(201);
    assertThat(mistake("#!/bin/bash\nfi\n")).isEqualTo(2);
    assertThat(mistake("#!/usr/bin/env python3\nx = (\n")).isPositive();
    assertThat(problems("py", "x = (\n")).contains("error");
    assertThat(proof).doesNotExist();
    log();
    assertThat(proof).content().isEqualTo("shell\n");
  }

  private JsonNode save(String script) {
    return save(script, "");
  }

  private JsonNode save(String script, String more) {
    boolean there = admin.get("/api/jobs/sh").status() == 200;
    return there
        ? admin.put("/api/jobs/sh", body(script, more)).status(200).data()
        : admin
            .post("/api/jobs", "{'name':'Sh'," + body(script, more).substring(1))
            .status(201)
            .data();
  }

  private static String body(String script, String more) {
    String comma = more.isEmpty() ? "" : ",";
    return "{'task':{'kind':'shell','content':" + text(script) + comma + more + "}}";
  }

  private static String text(String script) {
    return TextNode.valueOf(script).toString().replace("'", "\\u0027");
  }

  private JsonNode autoSave(String script) {
    long version = admin.get("/api/jobs/sh").data("version").longValue();
    String body = "{\"content\":" + text(script) + ",\"version\":" + version + "}";
    return admin
        .send("PATCH", "/api/jobs/sh/auto-save", body, "application/json")
        .status(200)
        .data();
  }

  private String content() {
    return admin.get("/api/jobs/sh").data("task").path("content").textValue();
  }

  private String warnings(String script) {
    return save(script).path("warnings").toString();
  }

  private String problems(String job, String script) {
    return admin
        .post("/api/jobs/" + job + "/check", "{'content':" + text(script) + "}")
        .status(200)
        .data("problems")
        .toString();
  }

  /** The line of the first mistake; 0 if there is none. */
  private int mistake(String script) {
    if (admin.get("/api/jobs/sh").status() != 200) {
      save("true");
    }
    JsonNode problems =
        admin
            .post("/api/jobs/sh/check", "{'content':" + text(script) + "}")
            .status(200)
            .data("problems");
    for (JsonNode problem : problems) {
      if (problem.path("severity").textValue().equals("error")) {
        return problem.path("line").intValue();
      }
    }
    return 0;
  }

  private String log() {
    String id = admin.post("/api/jobs/sh/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    StringBuilder text = new StringBuilder();
    admin
        .get("/api/runs/" + id + "/logs")
        .status(200)
        .data("lines")
        .forEach(line -> text.append(line.path("content").textValue()).append(' '));
    return text.toString().strip();
  }
}
