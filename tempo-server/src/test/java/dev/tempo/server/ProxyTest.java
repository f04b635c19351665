package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.transport.RawClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server believes that stands behind a proxy. */
final class ProxyTest {
  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
            directory, builder -> builder.trustedProxies("127.0.0.1").rateLimits(true));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void https_isHeldTo_whereTheProxySaysSo() {
    ApiClient https = server.client().header("X-Forwarded-Proto", "https");
    for (String path : List.of("/", "/api/health", "/api/nope", "/ui/app/main.js")) {
      assertThat(https.get(path).header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
      assertThat(server.client().get(path).header("Strict-Transport-Security")).isEmpty();
    }
    try (TestServer alone = TestServer.start(directory.resolve("alone"))) {
      ApiClient liar = alone.client().header("X-Forwarded-Proto", "https");
      assertThat(liar.get("/api/health").header("Strict-Transport-Security")).isEmpty();
    }
  }

  @Test
  void floodOfLogIns_locksOutNobodyElse_whateverTheClientWritesItself() throws Exception {
    server
        .client()
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'"
                + TestServer.PASSWORD
                + "','setupToken':'"
                + server.server().setupToken().orElseThrow()
                + "'}")
        .status(201);
    int refused = 0;
    for (int i = 0; i < 12; i++) {
      refused += logIn("X-Forwarded-For: 10.0.0." + i + "\r\nX-Forwarded-For: 203.0.113.9\r\n");
    }
    assertThat(refused).as("counted by what the proxy adds").isEqualTo(7);
    server.client().header("X-Forwarded-For", "203.0.113.10").logIn("admin", TestServer.PASSWORD);
    server.client().header("X-Forwarded-For", "10.0.0.1").logIn("admin", TestServer.PASSWORD);
    refused = 0;
    for (int i = 0; i < 12; i++) {
      String spelt = i % 2 == 0 ? "2001:db8:1:2::" + i : "[2001:0DB8:1:2:0:0:1:" + i + "]:443";
      refused += logIn("X-Forwarded-For: " + spelt + "\r\n");
    }
    assertThat(refused).as("counted by the network").isEqualTo(7);
    server
        .client()
        .header("X-Forwarded-For", "2001:db8:1:3::1")
        .logIn("admin", TestServer.PASSWORD);
  }

  /** Tries a wrong password; 1 if that was too often. */
  private int logIn(String headers) throws Exception {
    String body = "{\"username\":\"admin\",\"password\":\"wrong\"}";
    try (RawClient client = new RawClient(server.server().port())) {
      client.send(
          "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + headers
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      String answer = client.answer();
      assertThat(answer).matches("(?s)HTTP/1.1 (401|429) .*");
      return answer.startsWith("HTTP/1.1 429") ? 1 : 0;
    }
  }
}
