package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped configuration of nginx, with nginx itself; only the ports and TLS are left out. */
final class NginxTest {
  @TempDir Path directory;
  private TestServer server;
  private Nginx nginx;
  private String url;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Nginx.isInstalled(), "nginx is not installed");
    server =
        TestServer.start(directory.resolve("data"), builder -> builder.trustedProxies("127.0.0.1"));
    nginx =
        Nginx.start(
            directory.resolve("nginx"), server.server().port(), shipped -> shipped, "/api/health");
    url = nginx.url();
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void pagesBehindNginx_openWebSockets_andClientsAreKnown() throws Exception {
    ApiClient client = new ApiClient(url);
    String token = server.server().setupToken().orElseThrow();
    client
        .post(
            "/api/setup/admin",
            "{'username':'admin','password':'"
                + TestServer.PASSWORD
                + "','setupToken':'"
                + token
                + "'}")
        .status(201);
    ApiClient admin = client.logIn("admin", TestServer.PASSWORD);
    Map<String, String> page = new java.util.HashMap<>(admin.headers());
    page.put("Origin", url); // as a browser sends it, with the port
    SocketClient socket = SocketClient.open(page, url, "/ws");
    socket.say("{'ping':'here'}");
    assertThat(socket.untilType("pong").toString()).contains("here");
    assertThat(admin.get("/").status(200).header("Content-Type")).startsWith("text/html");
    String audit = admin.get("/api/admin/audit").status(200).body();
    assertThat(audit).contains("127.0.0.1");
    socket.vanish();
  }
}
