package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tempo.server.transport.RawClient;
import dev.tempo.server.tunnel.ScriptedServer;
import dev.tempo.server.tunnel.TestTunnel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pages under names of their own, behind nginx as the shipped configuration has it. */
@Timeout(120)
final class InterfacesNginxTest {
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

  @TempDir Path directory;

  @Test
  void pageBehindNginx_isLetInByHttpsCookie_streamsAndOpensWebSockets() throws Exception {
    assumeTrue(Nginx.isInstalled(), "nginx is not installed");
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<String> cues = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(directory.resolve("data"));
        ScriptedServer script =
            new ScriptedServer(
                line -> {
                  String head = line.head();
                  seen.add(head);
                  if (head.contains("Upgrade: websocket")) {
                    line.say(SWITCH + "hi");
                    line.say(line.read(3));
                  } else {
                    line.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n1");
                    cues.poll(60, TimeUnit.SECONDS);
                    line.say("2");
                  }
                });
        TestTunnel tunnel = TestTunnel.named(script.port(), "*.pages.example.net");
        Nginx nginx =
            Nginx.start(
                directory.resolve("nginx"),
                server.server().port(),
                shipped -> shipped + interfaces(shipped, tunnel.port()),
                "/api/health")) {
      int port = URI.create(nginx.url()).getPort();
      String own = "p1.pages.example.net:" + port;
      String cookie = letIn(port, own, tunnel.page().ticket());
      String head = "GET /x HTTP/1.1\r\nHost: " + own + "\r\nCookie: " + cookie + "\r\n";
      try (RawClient browser = new RawClient(port)) {
        browser.send(head + "Sec-Fetch-Site: same-origin\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");
        assertThat(until(browser, "1\r\n1\r\n")).contains("text/event-stream");
        cues.add("go");
        assertThat(until(browser, "0\r\n\r\n")).isEqualTo("1\r\n2\r\n0\r\n\r\n");
        assertThat(seen.poll(60, TimeUnit.SECONDS))
            .contains("Host: " + own + "\r\n", "X-Forwarded-Proto: https\r\n")
            .contains("X-Forwarded-For: 127.0.0.1, 127.0.0.1\r\n")
            .doesNotContain("tempo_", "6.6.6.6");
      }
      String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
      try (RawClient browser = new RawClient(port)) {
        browser.send(head + upgrade + "Origin: https://" + own + "\r\n\r\n");
        assertThat(until(browser, "\r\n\r\nhi")).startsWith("HTTP/1.1 101 ");
        browser.send("you");
        assertThat(new String(browser.read(3), StandardCharsets.US_ASCII)).isEqualTo("you");
      }
      try (RawClient other = new RawClient(port)) {
        other.send(head + upgrade + "Origin: https://p2.pages.example.net:" + port + "\r\n\r\n");
        assertThat(other.answer()).startsWith("HTTP/1.1 403 ");
      }
      try (RawClient none = new RawClient(port)) {
        none.send(head.replace("Host: p1", "Host: p2") + "\r\n");
        assertThat(none.answer()).startsWith("HTTP/1.1 404 ");
      }
    }
  }

  private static String interfaces(String shipped, int port) {
    String listen = shipped.replaceAll("(?s).*(listen 127[^;]+;).*", "$1");
    try {
      return Files.readString(Path.of("packaging/nginx-interfaces.conf"))
          .replace("127.0.0.1:5400", "127.0.0.1:" + port)
          .replace("listen 443 ssl;", listen)
          .replace("$scheme", "https")
          .replaceAll("(?m)^\\s*ssl_certificate.*$", "");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String letIn(int port, String host, String ticket) throws Exception {
    try (RawClient browser = new RawClient(port)) {
      browser.send("GET /?ticket=" + ticket + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      String answer = browser.answer();
      assertThat(answer)
          .startsWith("HTTP/1.1 303 ")
          .contains("; Path=/; HttpOnly; SameSite=Lax; Secure\r\n");
      String cookie = answer.replaceAll("(?s).*Set-Cookie: ([^;]+);.*", "$1");
      assertThat(cookie).startsWith("__Host-tempo_page=");
      return cookie;
    }
  }

  private static String until(RawClient client, String end) throws Exception {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = client.read();
      if (next < 0) {
        return text + "<end>";
      }
      text.append((char) next);
    }
    return text.toString();
  }
}
