package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of other sites, and names that lead here but are not ours. */
final class OriginTest {
  private static final String FRIEND = "https://friend.example:8443";

  @TempDir Path directory;

  @Test
  void otherSites_mayReadNothing_unlessAllowed() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient page = server.admin().header("Origin", FRIEND);
      assertThat(page.get("/api/jobs").status(200).header("Access-Control-Allow-Origin")).isEmpty();
      var asked = preflight(page);
      assertThat(asked.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(asked.header("Access-Control-Allow-Methods")).isEmpty();
    }
  }

  @Test
  void allowedSite_mayReadAnswersAndErrors_butSendsNoCookies() {
    try (TestServer server = allowing(FRIEND + ", http://localhost:3000")) {
      ApiClient page = server.admin().header("Origin", FRIEND);
      var answer = page.get("/api/jobs").status(200);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
      assertThat(answer.header("Vary")).contains("Origin");
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
      for (String path : new String[] {"/api/jobs/none", "/api/nope", "/api/scripts/none"}) {
        var problem = page.get(path).problem(404, "NOT_FOUND");
        assertThat(problem.header("Access-Control-Allow-Origin")).as(path).isEqualTo(FRIEND);
      }
      var asked = preflight(server.client().header("Origin", FRIEND)).status(204);
      assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo(FRIEND);
      assertThat(asked.header("Access-Control-Allow-Methods")).contains("PUT", "PATCH", "DELETE");
      assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization");
      assertThat(asked.header("X-Content-Type-Options")).isEqualTo("nosniff");
      for (String other : new String[] {"https://friend.example", "null", "https://evil.example"}) {
        assertThat(preflight(server.client().header("Origin", other)).header("Vary")).isEmpty();
      }
    }
  }

  @Test
  void star_allowsAll() {
    try (TestServer server = allowing("*")) {
      var answer = server.client().header("Origin", "https://any.example").get("/api/health");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://any.example");
    }
  }

  @Test
  void origin_thatIsNone_isRefused() {
    for (String bad : new String[] {"friend.example", "https://x/path", "ftp://x"}) {
      assertThatThrownBy(() -> TempoServer.builder().allowedOrigins(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad);
    }
  }

  @Test
  void foreignName_thatLeadsToLoopback_isRefused() throws Exception {
    try (TestServer server = TestServer.startSetUp(directory)) {
      for (String host :
          new String[] {"evil.example", "evil.example:8080", "localhost.evil.example", "8.8.8.8"}) {
        assertThat(get(server, host, "/api/setup/status")).as(host).startsWith("HTTP/1.1 403");
        assertThat(get(server, host, "/")).as(host).startsWith("HTTP/1.1 403");
      }
      assertThat(get(server, "evil.example", "/api/health"))
          .contains("TEMPO_ALLOWED_ORIGINS", "application/problem+json", "X-Frame-Options: DENY");
      for (String host : new String[] {"localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8080"}) {
        assertThat(get(server, host, "/api/health")).as(host).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void foreignName_isTaken_fromATrustedProxyOrWhenAllowed() throws Exception {
    try (TestServer server = TestServer.start(directory, b -> b.trustedProxies("127.0.0.1"))) {
      assertThat(get(server, "tempo.example", "/api/health")).startsWith("HTTP/1.1 200");
    }
    try (TestServer server = allowing("https://tempo.example")) {
      assertThat(get(server, "tempo.example", "/api/health")).startsWith("HTTP/1.1 200");
      assertThat(get(server, "other.example", "/api/health")).startsWith("HTTP/1.1 403");
    }
    try (TestServer server = allowing("*")) {
      assertThat(get(server, "evil.example", "/api/health")).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void serverOnAllAddresses_goesByAnyName() throws Exception {
    try (TestServer server = TestServer.start(directory, b -> b.host("0.0.0.0"))) {
      assertThat(get(server, "tempo.example", "/api/health")).startsWith("HTTP/1.1 200");
    }
  }

  private TestServer allowing(String origins) {
    TestServer server = TestServer.start(directory, b -> b.allowedOrigins(origins));
    String admin = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    server.client().post("/api/setup/admin", admin);
    return server;
  }

  private static ApiClient.Answer preflight(ApiClient page) {
    return page.header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "authorization")
        .send("OPTIONS", "/api/jobs/x", null, null);
  }

  private static String get(TestServer server, String host, String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.server().port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
