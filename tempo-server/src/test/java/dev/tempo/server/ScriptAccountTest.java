package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts under an account of their own, by a server that is a process of its own. */
final class ScriptAccountTest {
  private static final String PROJECT = "projects/_managed/admin/project_default";
  private static final Pattern RUNS_ON = Pattern.compile("http://[0-9.]+:\\d+");

  @TempDir Path parent;

  @Test
  void scripts_runUnderTheAccount_andSeeTheirOwnAlone() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path data = parent.resolve("data");
    Cli cli = Cli.plain().with("TEMPO_DATA_PATH", data.toString());
    String out = cli.with("TEMPO_RUN_AS", "nobody").run("start", "--port", "0").code(0).out();
    try {
      Matcher url = RUNS_ON.matcher(out);
      assertThat(url.find()).as(out).isTrue();
      ApiClient client = new ApiClient(url.group());
      String admin = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
      client.post("/api/setup/admin", admin).status(201);
      assertThat(
              log(
                  client.logIn("admin", TestServer.PASSWORD),
                  SEEN.replace("DATA", data.toString())))
          .startsWith("nobody nobody")
          .contains("kept 1", "secret 0", "database 0", "keys 0", "logs 0", "runs 0", "scripts 1")
          .endsWith("end");
      assertThat(data.resolve("scripts/account/made")).hasContent("1");
    } finally {
      cli.run("stop").code(0);
    }
  }

  /** What the script tells: who it is, and what of the server's it can read. */
  private static final String SEEN =
      "see() { if $2 DATA/$3 >/dev/null 2>&1; then echo $1 1; else echo $1 0; fi; };"
          + " echo $(id -un) $USER; echo 1 >made; echo kept $(cat made);"
          + " see secret cat config/secret.key; see database cat tempo.db; see keys ls config;"
          + " see logs ls logs; see runs ls runs; see scripts ls scripts; echo end";

  @Test
  void jobs_haveUsersOfTheirOwn_whoseFilesOutliveJobs() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path data = parent.resolve("data");
    Cli cli =
        Cli.plain()
            .with("TEMPO_DATA_PATH", data.toString())
            .with("TEMPO_RUN_AS", "nobody")
            .with("TEMPO_RUN_AS_RANGE", "1870000000-1870000002");
    String out = cli.run("start", "--port", "0").code(0).out();
    try {
      Matcher url = RUNS_ON.matcher(out);
      assertThat(url.find()).as(out).isTrue();
      ApiClient client = new ApiClient(url.group());
      String admin = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
      client.post("/api/setup/admin", admin).status(201);
      client = client.logIn("admin", TestServer.PASSWORD);
      String write = "id -u; umask 077; echo kept >made; echo $HOME";
      assertThat(log(client, "One", write)).isEqualTo("1870000000 " + data + "/scripts/one");
      String read = "id -u; cat DATA/scripts/one/made || ls DATA/scripts/one || echo closed";
      assertThat(log(client, "Two", read.replace("DATA", data.toString())))
          .contains("1870000001", "closed")
          .doesNotContain("kept");
      assertThat(data.resolve("accounts")).exists();
      assertThatJobsShareTheProject(client, data.resolve(PROJECT));
      String trash = client.delete("/api/jobs/one").status(200).data("trashId").textValue();
      assertThat(log(client, "One", "id -u")).isEqualTo("1870000002");
      client.post("/api/trash/" + trash + "/restore").status(200);
      assertThat(Files.getAttribute(data.resolve("scripts/one/made"), "unix:uid"))
          .isEqualTo(1870000002);
      client.post("/api/jobs", "{'name':'Full'," + task("id -u") + "}").status(201);
      String id = client.post("/api/jobs/full/run").status(202).data("runId").textValue();
      client.await("/api/runs/" + id, run -> run.toString().contains("runAsRange"));
    } finally {
      cli.run("stop").code(0);
    }
  }

  /** Each by its own user, also what was uploaded, and nobody else does. */
  private static void assertThatJobsShareTheProject(ApiClient client, Path project)
      throws Exception {
    String id = client.get("/api/projects/active").data("id").textValue();
    String files = "/api/projects/" + id + "/files/";
    client.send("PUT", files + "in/sent.txt", "sent", "text/plain").status(201);
    String one =
        "id -u; cd $TEMPO_DATA_DIR; cat in/sent.txt; echo one >one; echo more >>in/sent.txt";
    assertThat(logOf(client, "one", one)).startsWith("1870000000").endsWith("sent");
    String two =
        "id -u; cd $TEMPO_DATA_DIR; cat one; mkdir own; echo two >own/two; echo two >in/two";
    assertThat(logOf(client, "two", two)).isEqualTo("1870000001 one");
    assertThat(client.get(files + "in/sent.txt").body()).isEqualTo("sentmore\n");
    assertThat(client.get(files + "own/two").body()).isEqualTo("two\n");
    assertThat(client.get(files + "in/two").body()).isEqualTo("two\n");
    for (Path path : List.of(project, project.resolve("in/sent.txt"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .endsWith("---");
    }
    assertThat(Files.getPosixFilePermissions(project.getParent()))
        .doesNotContain(PosixFilePermission.GROUP_WRITE);
  }

  /** Of a job that is there, with another script. */
  private static String logOf(ApiClient client, String job, String script) {
    client.put("/api/jobs/" + job, "{" + task(script) + "}").status(200);
    return ran(client, job);
  }

  @Test
  void rangeThatCannotBeUsed_isSaidInOneLine() throws Exception {
    Cli cli = Cli.plain().with("TEMPO_DATA_PATH", parent.resolve("data").toString());
    cli.with("TEMPO_RUN_AS_RANGE", "5-9").run("run").code(2).oneLine("a range of users");
    cli.run("run", "--port", "0", "--set", "runAsRange=200000-200009")
        .code(2)
        .oneLine("runAsRange: runAs must name the account");
  }

  private static String task(String script) {
    return "'task':{'kind':'shell','content':'" + script + "'}";
  }

  private static String log(ApiClient admin, String script) {
    return log(admin, "Account", script);
  }

  private static String log(ApiClient admin, String name, String script) {
    admin.post("/api/jobs", "{'name':'" + name + "'," + task(script) + "}").status(201);
    return ran(admin, name.toLowerCase(Locale.ROOT));
  }

  private static String ran(ApiClient admin, String job) {
    String id = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + id, run -> !run.path("finishedAt").isNull());
    StringBuilder text = new StringBuilder();
    JsonNode lines = admin.get("/api/runs/" + id + "/logs").status(200).data("lines");
    lines.forEach(line -> text.append(line.path("content").textValue()).append(' '));
    return text.toString().strip();
  }

  @Test
  void accountThatCannotBeUsed_isSaidInOneLine() throws Exception {
    Cli cli = Cli.plain().with("TEMPO_DATA_PATH", parent.resolve("data").toString());
    Cli.Result refused = cli.run("run", "--port", "0", "--set", "runAs=no-such-account").code(2);
    boolean root = System.getProperty("user.name").equals("root");
    refused.oneLine(root ? "runAs: there is no account named no-such-account" : "only root");
    if (root) { // the directory of tests is closed to others
      cli.run("run", "--port", "0", "--set", "runAs=nobody").code(2).oneLine("cannot read");
    }
  }
}
