package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on data of which something cannot be read, and the command that mends it. */
final class DamagedJobsTest {
  @TempDir Path directory;

  @Test
  void whatCannotBeRead_isToldAndKept_untilItIsReplaced() throws SQLException {
    makeJobs();
    execute("UPDATE job SET zone = 'Mars/Base' WHERE key = 'a'");
    execute("UPDATE job_trigger SET expression = 'nonsense' WHERE expression = '0 3 * * *'");
    try (TestServer server = TestServer.start(directory)) {
      ApiClient admin = server.admin();
      assertThat(admin.get("/api/jobs").status(200).data("total").intValue()).isEqualTo(3);
      JsonNode zone = admin.get("/api/jobs/a").status(200).data();
      assertThat(zone.path("enabled").booleanValue()).isFalse();
      assertThat(zone.path("warnings").toString()).contains("zone", "Mars/Base");
      JsonNode trigger = admin.get("/api/jobs/b").status(200).data();
      assertThat(trigger.path("enabled").booleanValue()).isTrue();
      assertThat(trigger.path("triggers")).hasSize(1);
      assertThat(trigger.path("warnings").toString()).contains("cannot be read");
      assertThat(admin.get("/api/jobs/c").data("warnings")).isEmpty();
      JsonNode health = admin.get("/api/health").status(200).data();
      assertThat(health.path("status").textValue()).isEqualTo("degraded");
      assertThat(health.path("unreadable").intValue()).isEqualTo(2);

      admin.put("/api/jobs/a", "{'description':'kept'}").status(200);
      admin.put("/api/jobs/a", "{'timezone':'Europe/Rome','enabled':true}").status(200);
      admin.delete("/api/jobs/b").status(200);
      assertThat(admin.get("/api/jobs/a").data("warnings")).isEmpty();
      assertThat(admin.get("/api/health").data("status").textValue()).isEqualTo("healthy");
    }
  }

  @Test
  void doctor_tellsAndMends() throws Exception {
    makeJobs();
    Cli cli = Cli.inside().with("TEMPO_DATA_PATH", directory.toString());
    assertThat(cli.run("doctor").code(0).out()).contains("All jobs can be read");
    execute("UPDATE job SET task_kind = 'wasm' WHERE key = 'a'");
    execute("UPDATE job_trigger SET expression = 'nonsense' WHERE expression = '0 3 * * *'");
    assertThat(cli.run("doctor").code(5).out()).contains("wasm", "nonsense", "doctor --fix");
    cli.run("doctor", "--fix").code(0);
    assertThat(directory.resolve("doctor.txt")).content().contains("echo a", "nonsense");
    assertThat(cli.run("doctor").code(0).out()).contains("All jobs can be read");
    try (TestServer server = TestServer.start(directory)) {
      assertThat(server.admin().get("/api/health").data("status").textValue()).isEqualTo("healthy");
      assertThat(server.admin().get("/api/jobs/b").data("triggers")).hasSize(1);
    }
  }

  private void makeJobs() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      for (String name : new String[] {"a", "b", "c"}) {
        String triggers =
            name.equals("b")
                ? "{'type':'cron','expression':'0 3 * * *'},{'type':'interval','everySeconds':9999}"
                : "";
        server
            .admin()
            .post(
                "/api/jobs",
                "{'name':'"
                    + name
                    + "','triggers':["
                    + triggers
                    + "],'task':{'kind':'shell','content':'echo "
                    + name
                    + "'}}")
            .status(201);
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("tempo.db"));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isOne();
    }
  }
}
