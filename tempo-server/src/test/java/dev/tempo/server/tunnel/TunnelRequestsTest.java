package dev.tempo.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.transport.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of requests: what a script sees of them, and which reach none. */
@Timeout(60)
final class TunnelRequestsTest {
  private static final String HI = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final LinkedBlockingQueue<String> SEEN = new LinkedBlockingQueue<>();

  private static ScriptedServer script;
  private static TestTunnel tunnel;

  @BeforeAll
  static void start() throws IOException {
    script =
        new ScriptedServer(
            line -> {
              for (String head = line.head(); !head.isEmpty(); head = line.head()) {
                String body = body(line, head);
                if (head.contains("chunked") && !body.endsWith("\r\n\r\n")) {
                  return; // it was cut off
                }
                SEEN.add(head + body);
                line.say(HI);
              }
            });
    tunnel = TestTunnel.to(script.port());
  }

  private static String body(ScriptedServer.Line line, String head) throws IOException {
    if (head.contains("Transfer-Encoding: chunked")) {
      return line.until("\r\n\r\n");
    }
    int length =
        head.lines()
            .filter(field -> field.startsWith("Content-Length: "))
            .mapToInt(field -> Integer.parseInt(field.substring(16)))
            .findFirst()
            .orElse(0);
    return line.read(length);
  }

  @AfterAll
  static void stop() throws IOException {
    tunnel.close();
    script.close();
  }

  @AfterEach
  void forget() {
    SEEN.clear();
  }

  private static String seen() throws InterruptedException {
    String request = SEEN.poll(30, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private static String told() {
    return "Host: localhost:%1$d\r\nSec-Fetch-Site: same-origin\r\n%%sX-Forwarded-For: 127.0.0.1\r\n"
            .formatted(tunnel.port())
        + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: localhost:%d\r\n".formatted(tunnel.port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "GET /x? HTTP/1.1",
        "GET /a|b[]{}\"<>^`\\ HTTP/1.1",
        "GET /%zz%2f%00%2e%2e/../a//b;c=d HTTP/1.1",
        "GET /\u00c3\u00a9\u00ff?q=\u00e9 HTTP/1.1",
        "GET //other.example/x HTTP/1.1",
        "GET /.tempo HTTP/1.1",
        "GET /%2etempo/ HTTP/1.1",
        "GET /?ticket=short HTTP/1.1",
        "GET /x?ticket=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "PROPFIND /dav HTTP/1.1",
        "get /lower HTTP/1.1",
        "PUT /x HTTP/1.1"
      })
  void firstLine_reachesTheScriptAsItIs(String line) throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      assertThat(talk.ask(line).answer()).isEqualTo(HI);
      assertThat(seen()).isEqualTo(line + "\r\n" + told().formatted("") + "\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Name: \u00c3\u00a9\u00ff",
        "x-lower: 1\r\nX-Lower: 2",
        "X-Empty: ",
        "Range: bytes=0-1\r\nIf-None-Match: \"a\"",
        "Cookie-Like: tempo_session=x",
        "X_Under_Score: kept",
        "Content-Type: multipart/form-data; boundary=x",
        "Referer: http://elsewhere/",
        "Origin: http://elsewhere"
      })
  void fields_reachTheScriptAsTheyAre(String fields) throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      assertThat(talk.ask("GET / HTTP/1.1", fields).answer()).isEqualTo(HI);
      assertThat(seen())
          .isEqualTo("GET / HTTP/1.1\r\n" + told().formatted(fields + "\r\n") + "\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Proxy-Authorization: Basic x",
        "Proxy-Connection: keep-alive",
        "Keep-Alive: 300",
        "Connection: keep-alive, X-Hop\r\nX-Hop: 1",
        "Content_Length: 5",
        "Transfer_Encoding: chunked",
        "authorization: x",
        "x-csrf-token: x",
        "X-Forwarded-Host: evil",
        "X_Forwarded_For: 1.1.1.1",
        "X-Forwarded-Prefix: /x",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: x",
        "Upgrade: websocket"
      })
  void fieldsOfTheConnectionOrOfTempo_reachNoScript(String fields) throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      assertThat(talk.ask("GET / HTTP/1.1", fields).answer()).isEqualTo(HI);
      assertThat(seen()).isEqualTo("GET / HTTP/1.1\r\n" + told().formatted("") + "\r\n");
    }
  }

  @Test
  void connection_cannotTakeEssentialFieldsAway() throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      talk.ask(
              "POST / HTTP/1.1",
              "Connection: Host, Content-Length, Cookie, Content-Type, Origin",
              "Content-Type: a/b",
              "Content-Length: 2")
          .say("ab");
      assertThat(talk.answer()).isEqualTo(HI);
      assertThat(seen())
          .contains("Host: ", "Content-Type: a/b", "Content-Length: 2")
          .endsWith("ab");
    }
  }

  @Test
  void manyRequestsOnOneConnection_alsoAllAtOnce_areAnsweredInTheirOrder() throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      for (int i = 0; i < 3; i++) {
        assertThat(talk.ask("GET /" + i + " HTTP/1.1").answer()).isEqualTo(HI);
      }
      StringBuilder all = new StringBuilder();
      for (int i = 3; i < 20; i++) {
        all.append(tunnel.head("POST /" + i + " HTTP/1.1", "Content-Length: 1")).append('x');
      }
      talk.say(all.toString());
      for (int i = 3; i < 20; i++) {
        assertThat(talk.answer()).isEqualTo(HI);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(seen()).contains(" /" + i + " ");
      }
    }
  }

  @Test
  void bodies_reachTheScriptWhole() throws Exception {
    String large = "\0\r\n\u00ff0123456789".repeat(80_000);
    try (Talk talk = new Talk(tunnel)) {
      for (String body : List.of("", "a", "x".repeat(8_192), large)) {
        talk.ask("POST / HTTP/1.1", "Content-Length: " + body.length()).say(body);
        assertThat(talk.answer()).isEqualTo(HI);
        String request = seen();
        assertThat(request.substring(request.indexOf("\r\n\r\n") + 4).equals(body)).isTrue();
      }
      assertThat(talk.ask("DELETE /x HTTP/1.1", "Content-Length: 2").say("ab").answer())
          .isEqualTo(HI);
      assertThat(seen()).startsWith("DELETE /x ").endsWith("\r\n\r\nab");
    }
  }

  static Stream<List<String>> chunks() {
    return Stream.of(
        List.of("2\r\nhi\r\n0\r\n\r\n", "2\r\nhi\r\n0\r\n\r\n"),
        List.of(
            "02;a=b;c=\"d\"\r\nhi\r\n1 ; x\r\n!\r\n000\r\n\r\n", "2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n"),
        List.of("A\r\n0123456789\r\n0\r\n\r\n", "a\r\n0123456789\r\n0\r\n\r\n"),
        List.of("0\r\n\r\n", "0\r\n\r\n"),
        List.of(
            "2\r\nhi\r\n0\r\nX-Sum: 1\r\nCookie: tempo_x=1\r\nAuthorization: x\r\n"
                + "X-Forwarded-For: y\r\nHost: z\r\n\r\n",
            "2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void chunks_reachTheScript(List<String> sentAndSeen) throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      talk.ask("POST / HTTP/1.1", "Transfer-Encoding: chunked").say(sentAndSeen.getFirst());
      assertThat(talk.answer()).isEqualTo(HI);
      assertThat(seen()).endsWith("\r\n\r\n" + sentAndSeen.getLast());
    }
  }

  @Test
  void clientsOfOtherHabits_areServed() throws Exception {
    try (Talk old = new Talk(tunnel)) {
      assertThat(old.ask("GET / HTTP/1.0").rest()).contains("Connection: close").endsWith("hi");
      assertThat(seen()).startsWith("GET / HTTP/1.1\r\n");
    }
    try (RawClient older = tunnel.connect()) {
      older.send(tunnel.head("GET / HTTP/1.0").replaceAll("Host: [^\r]+\r\n", ""));
      assertThat(older.rest()).endsWith("hi");
      assertThat(seen()).startsWith("GET / HTTP/1.1\r\nSec-Fetch-Site");
    }
    try (Talk spaced = new Talk(tunnel)) {
      spaced.say("\r\n\r\n").ask("GET / HTTP/1.1", "X-A: \t b \t", "X-B:c");
      assertThat(spaced.answer()).isEqualTo(HI);
      assertThat(seen()).contains("\r\nX-A: b\r\nX-B: c\r\n");
    }
    try (Talk absolute = new Talk(tunnel)) {
      absolute.ask("GET http://localhost:" + tunnel.port() + "/a?b HTTP/1.1");
      assertThat(absolute.answer()).isEqualTo(HI);
      assertThat(seen()).startsWith("GET /a?b HTTP/1.1\r\n");
    }
    try (Talk trailers = new Talk(tunnel)) {
      trailers.ask("GET / HTTP/1.1", "Connection: TE", "TE: trailers, deflate");
      assertThat(trailers.answer()).isEqualTo(HI);
      assertThat(seen()).contains("\r\nConnection: TE\r\nTE: trailers\r\n");
    }
  }

  @Test
  void largeHeads_reachTheScript_upToTheLimits() throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      talk.ask("GET /" + "p".repeat(30_000) + " HTTP/1.1", "X: " + "x".repeat(30_000));
      assertThat(talk.answer()).isEqualTo(HI);
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < 190; i++) {
        fields.add("X-" + i + ": y");
      }
      assertThat(talk.ask("GET / HTTP/1.1", fields.toArray(String[]::new)).answer()).isEqualTo(HI);
      fields.addAll(fields);
      assertThat(talk.ask("GET / HTTP/1.1", fields.toArray(String[]::new)).answer())
          .startsWith("HTTP/1.1 431 ");
    }
    try (Talk talk = new Talk(tunnel)) {
      assertThat(talk.ask("GET /" + "p".repeat(70_000) + " HTTP/1.1").answer())
          .startsWith("HTTP/1.1 414 ");
    }
    try (Talk talk = new Talk(tunnel)) {
      assertThat(talk.ask("GET / HTTP/1.1", "X: " + "x".repeat(70_000)).answer())
          .startsWith("HTTP/1.1 431 ");
    }
  }

  /** What two readers could read in two ways, or nobody should send. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "400 POST / HTTP/1.1|Content-Length: 2|Content-Length: 2",
        "400 POST / HTTP/1.1|Content-Length: 2|Content-Length: 3",
        "400 POST / HTTP/1.1|Content-Length: 2, 2",
        "400 POST / HTTP/1.1|Content-Length: +2",
        "400 POST / HTTP/1.1|Content-Length: -1",
        "400 POST / HTTP/1.1|Content-Length: 0x2",
        "400 POST / HTTP/1.1|Content-Length: ",
        "400 POST / HTTP/1.1|Content-Length: 2 2",
        "413 POST / HTTP/1.1|Content-Length: 99999999999999999999",
        "400 POST / HTTP/1.1|Content-Length: 2|Transfer-Encoding: chunked",
        "400 POST / HTTP/1.1|Transfer-Encoding: chunked|Content-Length: 2",
        "400 POST / HTTP/1.1|Transfer-Encoding: xchunked",
        "400 POST / HTTP/1.1|Transfer-Encoding: chunked, identity",
        "400 POST / HTTP/1.1|Transfer-Encoding: gzip, chunked",
        "400 POST / HTTP/1.1|Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "400 POST / HTTP/1.1|Transfer-Encoding: identity",
        "400 POST / HTTP/1.1|Transfer-Encoding: \u000bchunked",
        "400 POST / HTTP/1.0|Transfer-Encoding: chunked",
        "400 GET / HTTP/1.1|Transfer-Encoding : chunked",
        "400 GET / HTTP/1.1|X: a| folded",
        "400 GET / HTTP/1.1| X: leading",
        "400 GET / HTTP/1.1|NoColon",
        "400 GET / HTTP/1.1|: noName",
        "400 GET / HTTP/1.1|X\u00e9: y",
        "400 GET / HTTP/1.1|X: a\u0001b",
        "400 GET / HTTP/1.1|X: a\0b",
        "400 GET / HTTP/1.1|X: a\nY: b",
        "400 GET / HTTP/1.1|X: a\rY: b",
        "400 GET / HTTP/1.1|Host: other",
        "400 GET  / HTTP/1.1",
        "400 GET /a b HTTP/1.1",
        "400 GET\t/ HTTP/1.1",
        "400 GET / HTTP/1.1 ",
        "400 GET / http/1.1",
        "400 GET /",
        "400 GET /a\u0001 HTTP/1.1",
        "400 GET /a#b HTTP/1.1",
        "400 GET a HTTP/1.1",
        "400 GET * HTTP/1.1",
        "400 GET http://other/ HTTP/1.1",
        "400 GET ftp://localhost/ HTTP/1.1",
        "400 G\u00e9T / HTTP/1.1",
        "405 CONNECT localhost:22 HTTP/1.1",
        "405 TRACE / HTTP/1.1",
        "505 GET / HTTP/1.2",
        "505 PRI * HTTP/2.0",
        "417 POST / HTTP/1.1|Content-Length: 2|Expect: something"
      })
  void framingThatIsAmbiguous_isRefused_andReachesNoScript(String test) throws Exception {
    String[] parts = test.substring(4).split("\\|");
    String[] fields = new String[parts.length - 1];
    System.arraycopy(parts, 1, fields, 0, fields.length);
    try (Talk talk = new Talk(tunnel)) {
      talk.ask(parts[0], fields).say("GET /smuggled HTTP/1.1\r\n\r\n");
      assertThat(talk.rest())
          .startsWith("HTTP/1.1 " + test.substring(0, 3) + " ")
          .contains("Connection: close")
          .doesNotContain("\r\n\r\nhi");
    }
    assertThat(SEEN).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost:@\r\n",
        "Host: a/b\r\n",
        "Host: a b\r\n",
        "Host: \r\n",
        "Host: a,b\r\n\r\nX"
      })
  void hostsThatAreNone_andMissingOnes_areRefused(String host) throws Exception {
    try (RawClient client = tunnel.connect()) {
      client.send(
          tunnel
              .head("GET / HTTP/1.1")
              .replaceAll("Host: [^\r]+\r\n", "")
              .replace("HTTP/1.1\r\n", "HTTP/1.1\r\n" + (host.contains("@") ? "" : host)));
      assertThat(client.answer())
          .startsWith(host.contains("a,b") ? "HTTP/1.1 40" : "HTTP/1.1 400 ");
    }
    assertThat(SEEN).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1\r\nx\r\n",
        "+2\r\nhi\r\n",
        "0x2\r\nhi\r\n",
        "2 \r\nhi\r\n",
        "g\r\n",
        "\r\n",
        "2\nhi\r\n",
        "2\r\nhiX\r\n",
        "2\r\nhi\n",
        "ffffffffffffffffff\r\n",
        "2;a=\u0001\r\nhi\r\n",
        "0\r\nBad Trailer: x\r\n\r\n"
      })
  void chunksThatAreNotByTheLetter_areRefused(String body) throws Exception {
    try (Talk talk = new Talk(tunnel)) {
      talk.ask("POST / HTTP/1.1", "Transfer-Encoding: chunked")
          .say(body + "0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
      assertThat(talk.rest()).startsWith("HTTP/1.1 4").doesNotContain("\r\n\r\nhi");
    }
    assertThat(SEEN).noneMatch(request -> request.contains("smuggled"));
  }
}
