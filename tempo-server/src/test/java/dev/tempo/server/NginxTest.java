package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped configuration of nginx, with nginx itself; only the ports and TLS are left out. */
final class NginxTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");

  @TempDir Path directory;
  private TestServer server;
  private Process nginx;
  private String url;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
    server =
        TestServer.start(directory.resolve("data"), builder -> builder.trustedProxies("127.0.0.1"));
    int port = freePort();
    url = "http://127.0.0.1:" + port;
    String shipped =
        Files.readString(Path.of("packaging/nginx.conf"))
            .replace("127.0.0.1:8080", "127.0.0.1:" + server.server().port())
            .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + ";")
            .replaceAll("(?m)^\\s*ssl_certificate.*$", "");
    Path file = directory.resolve("nginx.conf");
    Files.writeString(
        file,
        "daemon off; pid %1$s/pid; error_log %1$s/error.log;\nevents {}\nhttp { access_log off;\n"
                .formatted(directory)
            + temporary()
            + shipped
            + "}\n");
    nginx =
        new ProcessBuilder(NGINX.toString(), "-c", file.toString(), "-e", directory + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.out").toFile())
            .start();
    awaitNginx();
  }

  private String temporary() {
    StringBuilder paths = new StringBuilder();
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      paths.append("%s_temp_path %s/%s;\n".formatted(kind, directory, kind));
    }
    return paths.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private void awaitNginx() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        new ApiClient(url).get("/api/health").status(200);
        return;
      } catch (java.io.UncheckedIOException e) {
        assertThat(nginx.isAlive()).as(Files.readString(directory.resolve("nginx.out"))).isTrue();
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      assertThat(nginx.waitFor(30, TimeUnit.SECONDS)).isTrue();
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
