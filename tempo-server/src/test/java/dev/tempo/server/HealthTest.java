package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What health sees, and what a server does that has lost its files. */
final class HealthTest {
  private static final Pattern READY = Pattern.compile(".*http://127\\.0\\.0\\.1:(\\d+).*");

  @TempDir private Path directory;

  @Test
  void directoryThatCannotBeWritten_isDegraded_andNamed() throws Exception {
    Files.createFile(directory.resolve("runs"));
    try (TestServer server = TestServer.startSetUp(directory)) {
      JsonNode health = server.client().get("/api/health").status(503).data();
      JsonNode whole = server.admin().get("/api/admin/health").status(503).data();
      assertThat(whole.path("problems")).isEqualTo(health.path("problems"));
      JsonNode french =
          server
              .admin()
              .header("Accept-Language", "fr")
              .get("/api/admin/health")
              .status(503)
              .data("details");
      assertThat(french).hasSize(1);
      assertThat(french.get(0).path("problem").textValue()).isEqualTo("runs");
      assertThat(french.get(0).path("message").textValue())
          .startsWith("Impossible d’écrire dans " + directory.resolve("runs"));
      assertThat(health.has("details")).isFalse();
      assertThat(health.path("status").textValue()).isEqualTo("degraded");
      assertThat(health.path("database").textValue()).isEqualTo("ok");
      assertThat(health.path("problems")).hasSize(1);
      assertThat(health.path("problems").get(0).textValue()).isEqualTo("runs");
    }
  }

  @Test
  void serverWhoseDataIsDeleted_stops_withOneLineAndItsCode() throws Exception {
    Path data = directory.resolve("data");
    Process process = Cli.plain().start("--port", "0", "--data-path", data.toString());
    BufferedReader out = process.inputReader();
    Matcher ready = READY.matcher(out.readLine());
    assertThat(ready.matches()).isTrue();
    Files.move(data, directory.resolve("moved"));

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(4);
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(errors.lines().filter(line -> line.startsWith("tempo: "))).hasSize(1);
    assertThat(errors).contains("was deleted or replaced while it was in use");
    assertThat(data.resolve("tempo.db")).doesNotExist();
  }

  @Test
  void listsOfJobs_haveNoContents_howeverLongTheyAre() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      String text = "# " + "x".repeat(900_000);
      for (int i = 0; i < 5; i++) {
        String task = "{'kind':'shell','content':'" + text + "'}";
        admin.post("/api/jobs", "{'name':'Long " + i + "','task':" + task + "}").status(201);
      }
      JsonNode jobs = admin.get("/api/jobs?limit=200").status(200).data("jobs");
      assertThat(jobs).hasSize(5);
      for (JsonNode job : jobs) {
        assertThat(job.path("task").path("kind").textValue()).isEqualTo("shell");
        assertThat(job.path("task").has("content")).isFalse();
        JsonNode whole = admin.get("/api/jobs/" + job.path("id").textValue()).status(200).data();
        assertThat(whole.path("task").path("content").textValue()).hasSize(text.length());
      }
    }
  }

  @Test
  void limitsOfNamedQueues_areSettings() throws Exception {
    Process process =
        Cli.plain()
            .start(
                "--port",
                "0",
                "--data-path",
                directory.toString(),
                "--set",
                "queueLimits=reports=2,mails=7");
    try {
      Matcher ready = READY.matcher(process.inputReader().readLine());
      assertThat(ready.matches()).isTrue();
    } finally {
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    Cli.Result refused =
        Cli.plain().run("--data-path", directory.toString(), "--set", "queueLimits=default=2");
    assertThat(refused.exitCode()).isEqualTo(2);
  }
}
