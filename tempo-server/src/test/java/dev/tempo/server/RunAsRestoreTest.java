package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts of an account of their own wrote is theirs again when it comes out of a backup. */
final class RunAsRestoreTest {
  private static final Pattern RUNS_ON = Pattern.compile("http://[0-9.]+:\\d+");
  private static final String JOB = "reports/daily";
  private static final String WRITE =
      "mkdir -p made/deep && echo more >>made/deep/file && cat made/deep/file;"
          + " echo kept >>$TEMPO_DATA_DIR/own";

  @TempDir private Path parent;
  private Path data;
  private Cli cli;

  @AfterEach
  void stop() throws Exception {
    if (cli != null) {
      cli.run("stop");
    }
  }

  @Test
  void files_areTheAccountsAgain_singleThingsAndAllOfThem() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"));
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = parent.resolve("data");
    cli = Cli.plain().with("TEMPO_DATA_PATH", data.toString()).with("TEMPO_RUN_AS", "nobody");
    ApiClient client = start();
    String account = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    client.post("/api/setup/admin", account).status(201);
    ApiClient admin = client.logIn("admin", TestServer.PASSWORD);
    String job = make(admin);
    assertThat(says(admin, job)).isEqualTo("more");
    Object nobody = owner(script("made"));
    assertThat(nobody).isNotEqualTo(0);
    group(admin, nobody);
    String backup = admin.post("/api/backups").status(202).data("id").textValue();
    ended(admin);

    admin.delete("/api/jobs/" + job + "?forGood=true").status(200);
    delete(data.resolve("script_groups/lab"));
    restore(admin, backup, "job", job);
    restore(admin, backup, "group", "lab");
    restore(admin, backup, "project", admin.get("/api/projects/active").data("id").textValue());
    assertThatAllIs(nobody);
    assertThat(says(admin, job)).isEqualTo("more more");

    delete(script("made"));
    restore(admin, backup, "job", job);
    assertThatAllIs(nobody);
    assertThat(says(admin, job)).as("beside what is there").isEqualTo("more more");

    admin.post("/api/backups/" + backup + "/restore").status(202);
    ended(admin);
    cli.run("stop").code(0);
    admin = start().logIn("admin", TestServer.PASSWORD);
    assertThatAllIs(nobody);
    assertThat(says(admin, job)).isEqualTo("more more");
    assertThat(data.resolve("restore/others")).doesNotExist();
  }

  private ApiClient start() throws Exception {
    String out = cli.run("start", "--port", "0").code(0).out();
    Matcher url = RUNS_ON.matcher(out);
    assertThat(url.find()).as(out).isTrue();
    return new ApiClient(url.group());
  }

  /** In a folder, whose directory is the server's. */
  private static String make(ApiClient admin) {
    String folder =
        admin.post("/api/folders", "{'name':'Reports'}").status(201).data("id").textValue();
    return admin
        .post(
            "/api/jobs",
            "{'name':'Daily','folderId':'"
                + folder
                + "','task':{'kind':'shell','content':'"
                + WRITE
                + "'}}")
        .status(201)
        .data("id")
        .textValue();
  }

  /** A script of a group, beside which there is a directory of the account. */
  private void group(ApiClient admin, Object account) throws IOException {
    ScriptGroups groups = new ScriptGroups(data, admin);
    groups.write("lab/heat.sh", "echo 21\n");
    Path made = Files.createDirectory(groups.path("lab/made"));
    Files.writeString(made.resolve("file"), "made");
    Files.setAttribute(made, "unix:uid", account);
    Files.setAttribute(made.resolve("file"), "unix:uid", account);
    groups.await("@lab:heat");
  }

  private void assertThatAllIs(Object account) throws IOException {
    for (Path path :
        new Path[] {
          script("made"),
          script("made/deep"),
          script("made/deep/file"),
          data.resolve("script_groups/lab/made"),
          data.resolve("script_groups/lab/made/file"),
          data.resolve("projects/_managed/admin/project_default/own")
        }) {
      assertThat(owner(path)).as(path.toString()).isEqualTo(account);
    }
    for (String of : new String[] {"scripts/reports", "script_groups/lab/heat.sh"}) {
      assertThat(owner(data.resolve(of))).as(of).isEqualTo(0);
    }
  }

  private Path script(String name) {
    return data.resolve("scripts").resolve(JOB).resolve(name);
  }

  private static Object owner(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid");
  }

  private static void restore(ApiClient admin, String backup, String kind, String id) {
    String wish = "{'kind':'" + kind + "','id':'" + id + "','conflict':'replace'}";
    admin.post("/api/backups/" + backup + "/items/restore", wish).status(202);
    ended(admin);
  }

  private static void ended(ApiClient admin) {
    JsonNode outcome =
        admin
            .await("/api/backups/status", status -> status.path("running").isNull())
            .data("lastOutcome");
    assertThat(outcome.path("result").textValue()).as(outcome.toString()).isEqualTo("done");
  }

  private static String says(ApiClient admin, String job) {
    String run = admin.post("/api/jobs/" + job + "/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, one -> !one.path("finishedAt").isNull());
    return String.join(
        " ", admin.get("/api/runs/" + run + "/logs").data("lines").findValuesAsText("content"));
  }

  private static void delete(Path tree) throws IOException {
    dev.tempo.files.Trees.delete(tree);
  }
}
