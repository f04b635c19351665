package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.transport.RawClient;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a request ends, on a raw socket: whatever could be read in two ways is refused and the
 * connection closed, so that nothing that follows is ever served as a request (RFC 9112 §11.2).
 */
final class FramingTest {
  private static final String HOST = "Host: localhost\r\n";
  private static final String HIDDEN = "GET /api/version HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What follows the line of a POST, and why it must be refused. */
  static Stream<Arguments> ambiguous() {
    return Stream.of(
        of("two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        of("two equal lengths", "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
        of("list of lengths", "Content-Length: 5, 5\r\n\r\nhello"),
        of("negative length", "Content-Length: -1\r\n\r\n"),
        of("signed length", "Content-Length: +5\r\n\r\nhello"),
        of("hexadecimal length", "Content-Length: 0x5\r\n\r\nhello"),
        of("fractional length", "Content-Length: 5.0\r\n\r\nhello"),
        of("empty length", "Content-Length:\r\n\r\n"),
        of("length in words", "Content-Length: five\r\n\r\nhello"),
        of("length in other digits", "Content-Length: \u00b2\r\n\r\nhello"),
        of("length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        of("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        of("unknown coding", "Transfer-Encoding: foo\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        of("zipped chunks", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        of("chunks that are not last", "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
        of("chunks twice", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        of(
            "two codings",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        of(
            "two unlike",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        of("identity", "Transfer-Encoding: identity\r\n\r\n"),
        of("empty coding", "Transfer-Encoding:\r\n\r\n"),
        of("vertical tab", "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
        of("quoted coding", "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
        of("space before the colon", "Content-Length : 5\r\n\r\nhello"),
        of("tab before the colon", "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
        of("folded header", "X: a\r\n b\r\n\r\n"),
        of("folded coding", "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        of("header without a colon", "X\r\n\r\n"),
        of("header without a name", ": x\r\n\r\n"),
        of("bare LF", "X: a\nContent-Length: 5\r\n\r\nhello"),
        of("bare LF at the end", "X: a\r\n\n"),
        of("bare CR", "X: a\rContent-Length: 5\r\n\r\nhello"),
        of("NUL", "X: a\0b\r\n\r\n"),
        of("NUL in a name", "X\0: a\r\n\r\n"),
        of("control character", "X: a\u0007b\r\n\r\n"),
        of("DEL", "X: a\u007fb\r\n\r\n"),
        of("two hosts", "Host: localhost\r\n\r\n"),
        of("chunk without a size", chunked("hello\r\n0\r\n\r\n")),
        of("chunk of negative size", chunked("-1\r\nhello\r\n0\r\n\r\n")),
        of("chunk of signed size", chunked("+5\r\nhello\r\n0\r\n\r\n")),
        of("chunk of 0x size", chunked("0x5\r\nhello\r\n0\r\n\r\n")),
        of("chunk with a space", chunked(" 5\r\nhello\r\n0\r\n\r\n")),
        of("chunk with a space after", chunked("5 \r\nhello\r\n0\r\n\r\n")),
        of("chunk with LF only", chunked("5\nhello\r\n0\r\n\r\n")),
        of("chunk longer than it says", chunked("4\r\nhello\r\n0\r\n\r\n")),
        of("chunk with LF in an extension", chunked("5;a=\nb\r\nhello\r\n0\r\n\r\n")),
        of("chunk with an open quote", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n")),
        of("trailer without a colon", chunked("0\r\nX\r\n\r\n")),
        of("trailer that is folded", chunked("0\r\nX: a\r\n b\r\n\r\n")));
  }

  private static Arguments of(String name, String rest) {
    return Arguments.of(name, rest);
  }

  private static String chunked(String body) {
    return JSON + "Transfer-Encoding: chunked\r\n\r\n" + body;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ambiguous")
  void ambiguousRequest_is400_andNothingAfterItIsServed(String name, String rest) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("POST /api/auth/login HTTP/1.1\r\n" + HOST + rest + HIDDEN);
      String all = client.rest();
      assertThat(all).startsWith("HTTP/1.1 400 ").containsIgnoringCase("Connection: close");
      assertThat(all).contains("application/problem+json", "X-Content-Type-Options: nosniff");
      assertThat(all.split("HTTP/1.1 ", -1)).as(all).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /\r\n",
        "GET  / HTTP/1.1\r\n",
        "GET / HTTP/1.1 \r\n",
        " GET / HTTP/1.1\r\n",
        "GET\t/\tHTTP/1.1\r\n",
        "GET / HTTP/1.1\n",
        "GET / http/1.1\r\n",
        "GET / HTTP/11\r\n",
        "G(T / HTTP/1.1\r\n",
        "GET api HTTP/1.1\r\n",
        "GET * HTTP/1.1\r\n",
        "GET //x/api/version HTTP/1.1\r\n",
        "GET /#x HTTP/1.1\r\n",
        "GET /\u00e9 HTTP/1.1\r\n",
        "GET ftp://localhost/ HTTP/1.1\r\n",
        "GET http:///api/version HTTP/1.1\r\n",
        "CONNECT localhost:80 HTTP/1.1\r\n",
        "PRI * HTTP/2.0\r\n\r\n"
      })
  void firstLine_thatIsNone_isRefused(String line) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      String all = client.send(line + HOST + "\r\n" + HIDDEN).rest();
      assertThat(all).matches("(?s)HTTP/1.1 (400|505) .*");
      assertThat(all).doesNotContain("\"data\":");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FFFFFFFFFFFFFFFF, 413",
    "10000000000000000, 413",
    "00000000000000000000000000000000000002, 401",
    "7fffffff, 413"
  })
  void size_thatOverflows_isNotTakenForASmallOne(String size, int status) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      String login = "{\"username\":\"admin\",\"password\":\"wrong\"}";
      String small = Integer.toHexString(login.length()) + "\r\n" + login + "\r\n0\r\n\r\n";
      String body =
          status == 401 ? "00000000000000000" + small : size + "\r\n" + "x".repeat(20_000);
      client.send("POST /api/auth/login HTTP/1.1\r\n" + HOST + chunked(body)).finish();
      assertThat(client.answer()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", "9223372036854775807", "5000000"})
  void length_thatOverflows_is413(String length) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("POST /api/auth/login HTTP/1.1\r\n" + HOST + JSON);
      client.send("Content-Length: " + length + "\r\n\r\n{").finish();
      assertThat(client.rest()).startsWith("HTTP/1.1 413 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n%s\r\n%s\r\n0\r\n\r\n",
        "Transfer-Encoding: Chunked\r\n\r\n%s\r\n%s\r\n0\r\n\r\n",
        "Transfer-Encoding:chunked\t \r\n\r\n%s\r\n%s\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n%s;ieof\r\n%s\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n%s ; a=b;c=\"d;e f\" ;g\r\n%s\r\n0;h\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n%s\r\n%s\r\n0\r\nX: y\r\n\r\n"
      })
  void legalChunks_areRead_andTheConnectionGoesOn(String form) throws Exception {
    String login = "{\"username\":\"admin\",\"password\":\"" + TestServer.PASSWORD + "\"}";
    String framed =
        form.formatted(
            Integer.toHexString(login.length()).toUpperCase(java.util.Locale.ROOT), login);
    try (RawClient client = new RawClient(server.server().port())) {
      for (int i = 0; i < 2; i++) {
        client.send("POST /api/auth/login HTTP/1.1\r\n" + HOST + JSON + framed);
        assertThat(client.answer()).startsWith("HTTP/1.1 200 ").contains("\"token\":");
      }
      assertThat(client.send("\r\n" + HIDDEN).answer()).contains("\"version\":");
    }
  }

  @Test
  void chunks_thatDrip_areReadAsOneBody() throws Exception {
    String login = "{\"username\":\"admin\",\"password\":\"" + TestServer.PASSWORD + "\"}";
    try (RawClient client = new RawClient(server.server().port())) {
      String request = "POST /api/auth/login HTTP/1.1\r\n" + HOST;
      StringBuilder chunks = new StringBuilder();
      login.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
      for (char c : (request + chunked(chunks + "0\r\n\r\n")).toCharArray()) {
        client.send(new byte[] {(byte) c});
      }
      assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void requestsInARow_areAnsweredInOrder() throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send(HIDDEN + "GET /api/nope HTTP/1.1\r\n" + HOST + "\r\n" + HIDDEN);
      assertThat(client.answer()).contains("\"version\":");
      assertThat(client.answer()).startsWith("HTTP/1.1 404 ");
      assertThat(client.answer()).contains("\"version\":");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "keep-alive, close", "x,CLOSE"})
  void close_thatIsAskedFor_isDone(String value) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("GET /api/version HTTP/1.1\r\n" + HOST + "Connection: " + value + "\r\n\r\n");
      client.send(HIDDEN);
      assertThat(client.answer()).startsWith("HTTP/1.1 200 ").contains("Connection: close");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void bodyThatNobodyReads_isNeverARequest() throws Exception {
    String body = HIDDEN.repeat(3);
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("GET /api/nope HTTP/1.1\r\n" + HOST + "Content-Length: " + body.length());
      client.send("\r\n\r\n" + body + HIDDEN);
      assertThat(client.answer()).startsWith("HTTP/1.1 404 ");
      assertThat(client.answer()).contains("\"version\":");
    }
  }

  @Test
  void upgradeWithABody_isNoUpgrade_andItsBodyNoRequest() throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send(
          "GET /ws HTTP/1.1\r\n"
              + HOST
              + "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nContent-Length: "
              + HIDDEN.length()
              + "\r\n\r\n"
              + HIDDEN);
      assertThat(client.answer()).startsWith("HTTP/1.1 401 ");
      assertThat(client.send(HIDDEN).answer()).contains("\"version\":");
    }
  }

  @Test
  void absoluteTarget_isAPath_andItsHostCounts() throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("GET http://localhost:1/api/version HTTP/1.1\r\nHost: evil.example\r\n\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
      client.send("GET http://evil.example/api/version HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 403 ").contains("evil.example");
      client.send("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 204 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host:\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: a@b\r\n"})
  void host_thatIsNone_is400(String host) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      String all = client.send("GET /api/version HTTP/1.1\r\n" + host + "\r\n" + HIDDEN).rest();
      assertThat(all).startsWith("HTTP/1.1 400 ").doesNotContain("\"version\":");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "0.9", "2.0", "1.2"})
  void otherVersions_are505_withWhatToDo(String version) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      String all = client.send("GET /api/version HTTP/" + version + "\r\n\r\n").rest();
      assertThat(all)
          .startsWith("HTTP/1.1 505 ")
          .contains("\"status\":505", "HTTP_VERSION_NOT_SUPPORTED");
      assertThat(all.contains("proxy_http_version 1.1")).isEqualTo(version.equals("1.0"));
    }
  }

  @Test
  void expectation_isMetOr417() throws Exception {
    String login = "{\"username\":\"admin\",\"password\":\"" + TestServer.PASSWORD + "\"}";
    String post = "POST /api/auth/login HTTP/1.1\r\n" + HOST + JSON + "Content-Length: ";
    try (RawClient client = new RawClient(server.server().port())) {
      client.send(post + login.length() + "\r\nExpect: 100-Continue\r\n\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 100 ");
      assertThat(client.send(login).answer()).startsWith("HTTP/1.1 200 ");
      client.send(post + login.length() + "\r\nExpect: a miracle\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 417 ").contains("\"status\":417");
    }
  }

  @Test
  void tooManyHeaders_are431() throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("GET / HTTP/1.1\r\n" + HOST + "X: y\r\n".repeat(101) + "\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 431 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/jobs/a%2Fb",
        "/api/jobs/a%2fb",
        "/api/jobs/a%5Cb",
        "/api/jobs/a\\b",
        "/api//version",
        "//api/version",
        "/api/version;x=y",
        "/api/jobs/..",
        "/api/../api/version",
        "/api/./version",
        "/api/%2e%2e/api/version",
        "/api/.%2E/version",
        "/api/%2E/version",
        "/api/version%00"
      })
  void path_thatCanBeReadInTwoWays_is400(String path) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      String all = client.send("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n").rest();
      assertThat(all).startsWith("HTTP/1.1 400 ").contains("%2F");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/version?a=//b/../c;d%2F, 200",
    "/api/jobs/..a, 401",
    "/api/jobs/a.b, 401",
    "/api/jobs/a%3Bb, 401",
    "/api/version/, 404"
  })
  void path_thatOnlyLooksSo_isAnswered(String path, int status) throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(client.answer()).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @Test
  void bodyThatBreaksOff_isNoFailureOfTheServer() throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send(
          "POST /api/auth/login HTTP/1.1\r\n" + HOST + JSON + "Content-Length: 90\r\n\r\n{");
      assertThat(client.finish().rest()).isEmpty();
    }
    try (RawClient client = new RawClient(server.server().port())) {
      client.send("POST /api/auth/login HTTP/1.1\r\n" + HOST + chunked("5\r\n{")).finish();
      assertThat(client.rest()).isEmpty();
    }
  }
}
