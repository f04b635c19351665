package dev.tempo.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.transport.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let in, what scripts see, and what is Tempo's on their pages. */
@Timeout(60)
final class TunnelTest {
  private final LinkedBlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private ScriptedServer script;
  private TestTunnel tunnel;

  @BeforeEach
  void start() throws IOException {
    script =
        new ScriptedServer(
            line -> {
              for (String head = line.head(); !head.isEmpty(); head = line.head()) {
                heads.add(head);
                line.say(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
                        + "Set-Cookie: tempo_session_8080=evil\r\n"
                        + "Set-Cookie: session=1; HttpOnly; Path=/; Domain=localhost\r\n"
                        + "Set-Cookie: theme=dark; Path=/\r\nClear-Site-Data: \"cookies\"\r\n\r\nhi");
              }
            });
    tunnel = TestTunnel.to(script.port());
  }

  @AfterEach
  void stop() throws IOException {
    tunnel.close();
    script.close();
  }

  private String seen() throws InterruptedException {
    String head = heads.poll(30, TimeUnit.SECONDS);
    assertThat(head).isNotNull();
    return head;
  }

  private String ask(String request) throws IOException {
    try (RawClient client = tunnel.connect()) {
      return client.send(request).answer();
    }
  }

  @Test
  void ticket_letsInOnce_andLeadsToTheTabPage() throws Exception {
    String ticket = tunnel.page().ticket();
    String request =
        "GET /?ticket="
            + ticket
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n\r\n";
    String first = ask(request);
    assertThat(first)
        .startsWith("HTTP/1.1 303 ")
        .contains("\r\nLocation: /.tempo/\r\n", "Referrer-Policy: no-referrer", "no-store")
        .contains("Set-Cookie: " + tunnel.cookieName() + "=")
        .contains("; Path=/; HttpOnly; SameSite=Lax\r\n");
    assertThat(ask(request)).startsWith("HTTP/1.1 401 ");
    String cookie = first.replaceAll("(?s).*Set-Cookie: ([^;]+);.*", "$1");
    assertThat(
            ask(
                "GET /x HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: none\r\nCookie: "
                    + cookie
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(heads).hasSize(1);
  }

  @Test
  void withoutCookie_nothingReachesTheScript_webSocketsNeither() throws Exception {
    String socket = "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://localhost\r\n";
    for (String more : List.of("", socket, "Cookie: " + tunnel.cookieName() + "=wrong\r\n")) {
      assertThat(ask("GET / HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n"))
          .startsWith("HTTP/1.1 401 ")
          .contains("Open it from Tempo again");
    }
    assertThat(heads).isEmpty();
  }

  @Test
  void scripts_seeNothingThatIsTempos() throws Exception {
    String cookies =
        "Cookie: tempo_session_8080=a; theme=dark; %s=%s; tempo_own_p1_session=mine; session=other;"
                .formatted(tunnel.cookieName(), tunnel.cookie())
            + " tempo_own_p2_session=his; __Host-tempo_page=b";
    String answer =
        ask(
            "GET /%zz?a=[]|&b HTTP/1.1\r\nHost: localhost:9\r\nSec-Fetch-Site: same-origin\r\n"
                + cookies
                + "\r\nAuthorization: Bearer x\r\nX-API-Key: k\r\nX_Api_Key: k\r\nX-CSRF-Token: c\r\n"
                + "X-Forwarded-For: 1.2.3.4\r\nForwarded: for=x\r\nX-Real-IP: 1\r\nAccept: */*\r\n\r\n");
    assertThat(seen())
        .isEqualTo(
            "GET /%zz?a=[]|&b HTTP/1.1\r\nHost: localhost:9\r\nSec-Fetch-Site: same-origin\r\n"
                + "Accept: */*\r\nCookie: theme=dark; session=mine\r\nX-Forwarded-For: 127.0.0.1\r\n"
                + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: localhost:9\r\n\r\n");
    assertThat(answer)
        .doesNotContain("evil", "Clear-Site-Data", "Domain")
        .contains("\r\nSet-Cookie: tempo_own_p1_session=1; HttpOnly; Path=/\r\n")
        .contains("\r\nSet-Cookie: theme=dark; Path=/\r\n")
        .endsWith("hi");
    assertThat(tunnel.page().requests).hasValue(1);
  }

  @Test
  void otherPages_areRefused_andTabsLedHereAsk() throws Exception {
    assertThat(ask(foreign("Sec-Fetch-Site: same-site"))).startsWith("HTTP/1.1 403 ");
    assertThat(ask(foreign("Sec-Fetch-Site: cross-site"))).startsWith("HTTP/1.1 403 ");
    assertThat(ask(foreign("Origin: http://localhost:1"))).startsWith("HTTP/1.1 403 ");
    assertThat(ask(foreign("Origin: null"))).startsWith("HTTP/1.1 403 ");
    assertThat(ask(foreign("Referer: http://localhost:1/x"))).startsWith("HTTP/1.1 403 ");
    assertThat(ask(foreign("Accept: */*"))).startsWith("HTTP/1.1 403 ");
    assertThat(ask(foreign("Service-Worker: script"))).startsWith("HTTP/1.1 403 ");
    String tab =
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document";
    assertThat(ask(foreign(tab + "\r\nAccept: text/html")))
        .startsWith("HTTP/1.1 403 ")
        .contains("<a href=\"\">Continue</a>");
    assertThat(ask(foreign(tab).replace("GET / ", "GET /.tempo/ "))).startsWith("HTTP/1.1 200 ");
    assertThat(ask(foreign(tab).replace("GET / ", "GET /.tempo/x "))).startsWith("HTTP/1.1 403 ");
    assertThat(heads).isEmpty();
    assertThat(ask(foreign("Referer: http://localhost:" + tunnel.port() + "/x")))
        .startsWith("HTTP/1.1 200 ");
  }

  private String foreign(String field) {
    return tunnel.head("GET / HTTP/1.1").replace("Sec-Fetch-Site: same-origin", field);
  }

  @Test
  void twoHundredTickets_twice_late_atAnotherPage_orByWebSocket_letNobodyIn() throws Exception {
    TestPage other = new TestPage("p2", script.port());
    int port =
        ((PageAddress.OwnPort) tunnel.tunnel().open(other, new PageAddress.OwnPort(0))).port();
    String socket = "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://localhost\r\n";
    for (int i = 0; i < 200; i++) {
      String ticket = tunnel.page().ticket();
      String request = "GET /?ticket=" + ticket + " HTTP/1.1\r\nHost: localhost\r\n";
      try (RawClient elsewhere = new RawClient(port)) {
        assertThat(elsewhere.send(request + "\r\n").answer()).startsWith("HTTP/1.1 401 ");
      }
      assertThat(ask(request + socket + "\r\n")).startsWith("HTTP/1.1 401 ");
      assertThat(ask(request.replace("GET", "HEAD") + "Connection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 401 ");
      assertThat(ask(request + "\r\n")).startsWith("HTTP/1.1 303 ");
      assertThat(ask(request + "\r\n")).startsWith("HTTP/1.1 401 ");
      assertThat(ask(request + socket + "\r\n")).startsWith("HTTP/1.1 401 ");
    }
    assertThat(heads).isEmpty();
    String seen = tunnel.page().ticket();
    assertThat(ask(tunnel.head("GET /?ticket=" + seen + " HTTP/1.1"))).startsWith("HTTP/1.1 303 ");
    assertThat(ask(tunnel.head("GET /?ticket=" + seen + " HTTP/1.1"))).startsWith("HTTP/1.1 303 ");
    assertThat(ask(tunnel.head("POST /?ticket=" + seen + " HTTP/1.1"))).startsWith("HTTP/1.1 401 ");
    assertThat(heads).isEmpty();
  }

  @Test
  void webSocketsOfOtherPages_areRefused() throws Exception {
    String upgrade = "Connection: Upgrade\r\nUpgrade: websocket";
    for (String origin :
        List.of("http://localhost:1", "null", "http://127.0.0.1:" + tunnel.port())) {
      assertThat(ask(tunnel.head("GET /ws HTTP/1.1", upgrade, "Origin: " + origin)))
          .startsWith("HTTP/1.1 403 ");
    }
    assertThat(ask(tunnel.head("GET /ws HTTP/1.1", upgrade))).startsWith("HTTP/1.1 403 ");
    assertThat(heads).isEmpty();
  }

  @Test
  void whatIsTempos_isAnsweredWithoutTheScript() throws Exception {
    tunnel.page().own =
        request ->
            PageReply.Content.text(
                200,
                "text/plain",
                request.method()
                    + " "
                    + request.path()
                    + " "
                    + request.parameter("a").orElse("-")
                    + " "
                    + request.header("cookie").orElse("no cookie")
                    + " "
                    + new String(request.body(), java.nio.charset.StandardCharsets.UTF_8));
    assertThat(ask(tunnel.head("POST /.tempo/lease?a=1 HTTP/1.1", "Content-Length: 3") + "abc"))
        .startsWith("HTTP/1.1 200 ")
        .contains("X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin", "no-store")
        .endsWith("POST lease 1 no cookie abc");
    assertThat(ask(tunnel.head("PUT /.tempo/lease HTTP/1.1"))).startsWith("HTTP/1.1 405 ");
    tunnel.page().own =
        request -> {
          throw new IllegalStateException("secret");
        };
    assertThat(ask(tunnel.head("GET /.tempo/ HTTP/1.1")))
        .startsWith("HTTP/1.1 500 ")
        .doesNotContain("secret");
    assertThat(tunnel.page().requests).hasValue(0);
  }

  @Test
  void scriptThatIsNotThere_isSaid() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      tunnel.page().script =
          java.util.Optional.of(new java.net.InetSocketAddress("127.0.0.1", free.getLocalPort()));
    }
    assertThat(ask(tunnel.head("GET / HTTP/1.1"))).startsWith("HTTP/1.1 502 ");
    tunnel.page().script = java.util.Optional.empty();
    assertThat(ask(tunnel.head("GET /api HTTP/1.1")))
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After: 1");
    assertThat(ask(tunnel.head("GET / HTTP/1.1", "Sec-Fetch-Dest: document", "Accept: text/html")))
        .startsWith("HTTP/1.1 303 ");
  }

  @Test
  void events_end_whenTheBrowserGoes_andWhenThePageIsClosed() throws Exception {
    LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
    tunnel.page().own =
        request ->
            new PageReply.Events(
                stream -> {
                  stream.send("data: here\n\n");
                  boolean gone = false;
                  while (!gone) {
                    gone = stream.awaitEnd(java.time.Duration.ofSeconds(10));
                  }
                  ends.add(request.path());
                });
    RawClient first = tunnel.connect();
    first.send(tunnel.head("GET /.tempo/one HTTP/1.1"));
    assertThat(first.answer()).contains("text/event-stream");
    assertThat(new String(first.read(12), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("data: here\n\n");
    first.close();
    assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
    try (RawClient second = tunnel.connect()) {
      second.send(tunnel.head("GET /.tempo/two HTTP/1.1"));
      assertThat(second.answer()).contains("text/event-stream");
      tunnel.tunnel().close("p1");
      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("two");
      new ServerSocket(tunnel.port(), 1, InetAddress.getLoopbackAddress()).close();
    }
  }
}
