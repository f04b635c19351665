package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

final class SetupTest {
  private static final String ADMIN = "{'username':'admin','password':'correct horse'}";

  @TempDir Path directory;

  @Test
  void everything_beforeSetup_is503() {
    try (TestServer server = TestServer.start(directory)) {
      ApiClient nobody = server.client();
      nobody.get("/api/jobs").problem(503, "SETUP_REQUIRED");
      nobody.post("/api/auth/login", ADMIN).problem(503, "SETUP_REQUIRED");
      nobody.post("/api/jobs", "{'name':'x'}").problem(503, "SETUP_REQUIRED");
      nobody.get("/api/health").status(200);
      nobody.get("/api/version").status(200);
      assertThat(nobody.get("/api/setup/status").data("needsSetup").booleanValue()).isTrue();
    }
  }

  @Test
  void setup_onLoopback_makesTheFirstAccountOnce() {
    try (TestServer server = TestServer.start(directory)) {
      ApiClient nobody = server.client();
      var made = nobody.post("/setup/admin", ADMIN).status(201);
      assertThat(made.data("user").path("role").textValue()).isEqualTo("admin");
      assertThat(made.body()).doesNotContain("correct horse").doesNotContain("$2a$");

      nobody.bearer(made.data("token").textValue()).get("/api/jobs").status(200);
      nobody.post("/api/setup/admin", ADMIN).problem(409, "CONFLICT");
      assertThat(nobody.get("/setup/status").data("needsSetup").booleanValue()).isFalse();
    }
  }

  @Test
  void setup_throughAProxy_needsTheToken() {
    try (TestServer server = TestServer.start(directory)) {
      ApiClient proxied = server.client().header("X-Forwarded-For", "203.0.113.9");
      assertThat(proxied.get("/api/setup/status").data("needsToken").booleanValue()).isTrue();
      proxied.post("/api/setup/admin", ADMIN).problem(403, "UNAUTHORIZED");
      String wrong = ADMIN.replace("}", ",'setupToken':'guess'}");
      proxied.post("/api/setup/admin", wrong).problem(403, "UNAUTHORIZED");
      String token = server.server().setupToken().orElseThrow();
      String right = ADMIN.replace("}", ",'setupToken':'" + token + "'}");
      proxied.post("/api/setup/admin", right).status(201);
    }
  }

  /** As a proxy would that runs under an account of its own and tells nothing of whom it is for. */
  @Test
  @EnabledIf("isRoot")
  void setup_fromAnotherAccountOfThisMachine_needsTheToken() throws Exception {
    try (TestServer server = TestServer.start(directory)) {
      assertThat(asNobody(server, "/api/setup/status", null)).contains("\"needsToken\":true");
      String body = ADMIN.replace('\'', '"');
      assertThat(asNobody(server, "/api/setup/admin", body)).contains("\"status\":403");
      String token = server.server().setupToken().orElseThrow();
      String right = body.replace("}", ",\"setupToken\":\"" + token + "\"}");
      assertThat(asNobody(server, "/api/setup/admin", right)).contains("\"role\":\"admin\"");
    }
  }

  static boolean isRoot() throws IOException {
    return Files.isExecutable(Path.of("/usr/bin/setpriv"))
        && Files.isExecutable(Path.of("/usr/bin/curl"))
        && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static String asNobody(TestServer server, String path, String body) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    command.addAll(List.of("curl", "-sS", server.url() + path));
    if (body != null) {
      command.addAll(List.of("-H", "Content-Type: application/json", "-d", body));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void setup_onAllAddresses_needsTheToken() {
    try (TestServer server = TestServer.start(directory, b -> b.host("0.0.0.0"))) {
      server.client().post("/api/setup/admin", ADMIN).problem(403, "UNAUTHORIZED");
    }
  }

  @Test
  void setup_withBadFields_namesThemAndMakesNothing() {
    try (TestServer server = TestServer.start(directory)) {
      server
          .client()
          .post("/api/setup/admin", "{'username':'a b','password':'short','email':'x','role':'y'}")
          .invalid("username", "password", "email", "role");
      assertThat(server.client().get("/api/setup/status").data("needsSetup").booleanValue())
          .isTrue();
    }
  }
}
