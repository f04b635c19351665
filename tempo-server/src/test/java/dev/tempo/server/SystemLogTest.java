package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemLogTest {
  @TempDir Path data;

  @Test
  void standaloneServer_writesItsLogs_andShowsThem() throws Exception {
    Process process = Cli.plain().start("run", "--port", "0", "--data-path", data.toString());
    try {
      Matcher ready =
          Pattern.compile(".* ready on (\\S+) .*").matcher(process.inputReader().readLine());
      assertThat(ready.matches()).isTrue();
      ApiClient client = new ApiClient(ready.group(1));
      client
          .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
          .status(201);
      ApiClient admin = client.logIn("admin", TestServer.PASSWORD);
      admin.get("/api/jobs?limit=1&secret=hidden").status(200);

      JsonNode info = admin.get("/api/admin/logs/system?level=info").status(200).data("entries");
      assertThat(info.toString()).contains("/#setup=");
      assertThat(admin.get("/api/admin/logs/system?level=error").data("entries")).isEmpty();
      Await.until(
          "the request is logged",
          () ->
              admin
                  .get("/api/admin/logs/system?log=access&limit=1000")
                  .data("entries")
                  .toString()
                  .contains("GET /api/jobs 200"));
      assertThat(data.resolve("logs/access.log")).content().doesNotContain("hidden");
      admin.put("/api/settings", "{'logLevel':'error'}").status(200);
      admin.post("/api/auth/login", "{'username':'admin','password':'no'}").status(401);
      String escaping =
          "{'username':'eve','password':'long enough','email':'e\\u001b[2J@x.example'}";
      admin.post("/api/users", escaping).invalid("email");
      String audited =
          admin.get("/api/admin/logs/system?log=audit").status(200).data("entries").toString();
      assertThat(audited)
          .contains("status=200 user=\\\"admin\\\"", "PUT /api/settings", "status=401 user=-");
      assertThat(data.resolve("logs/audit.log")).content().doesNotContain("\u001b");
      admin.get("/api/admin/logs/system?level=loud").invalid("level");
      admin.get("/api/admin/logs/system?cursor=x").invalid("cursor");
    } finally {
      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.list(data.resolve("logs")).map(f -> f.getFileName().toString()))
        .contains("application.log", "error.log", "access.log", "audit.log");
  }
}
