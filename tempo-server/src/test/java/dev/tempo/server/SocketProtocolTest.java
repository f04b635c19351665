package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.transport.RawClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets on a raw socket: what clients may not say ends with the right code (RFC 6455). */
final class SocketProtocolTest {
  private static final int TEXT = 0x1;
  private static final int CONTINUATION = 0x0;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] NONE = {};

  @TempDir static Path directory;
  private static TestServer server;
  private static String token;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    token = server.admin().headers().get("Authorization");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** What a client says, and the code that it is told. */
  static Stream<Arguments> violations() {
    return Stream.of(
        Arguments.of("opcode 3", frame(FINAL | 0x3, NONE), 1002),
        Arguments.of("opcode 7", frame(FINAL | 0x7, NONE), 1002),
        Arguments.of("opcode 11", frame(FINAL | 0xB, NONE), 1002),
        Arguments.of("opcode 15", frame(FINAL | 0xF, NONE), 1002),
        Arguments.of("reserved bit 1", frame(FINAL | 0x40 | TEXT, bytes("{}")), 1002),
        Arguments.of("reserved bit 3", frame(FINAL | 0x10 | TEXT, bytes("{}")), 1002),
        Arguments.of("no mask", new byte[] {(byte) (FINAL | TEXT), 2, '{', '}'}, 1002),
        Arguments.of("fragmented ping", frame(PING, NONE), 1002),
        Arguments.of("fragmented close", frame(CLOSE, NONE), 1002),
        Arguments.of("long ping", frame(FINAL | PING, new byte[126]), 1002),
        Arguments.of("continuation of nothing", frame(FINAL | CONTINUATION, NONE), 1002),
        Arguments.of(
            "message within a message",
            join(frame(TEXT, bytes("{")), frame(FINAL | TEXT, bytes("}"))),
            1002),
        Arguments.of("text that is no UTF-8", frame(FINAL | TEXT, invalid()), 1007),
        Arguments.of(
            "fragments that are no UTF-8",
            join(frame(TEXT, bytes("\"")), frame(FINAL | CONTINUATION, invalid())),
            1007),
        Arguments.of("text that is no JSON", frame(FINAL | TEXT, bytes("}")), 1007),
        Arguments.of("bytes", frame(FINAL | 0x2, bytes("{}")), 1003),
        Arguments.of("long message", frame(FINAL | TEXT, new byte[16_385]), 1009),
        Arguments.of(
            "message that gets long",
            join(frame(TEXT, new byte[16_000]), frame(CONTINUATION, new byte[400])),
            1009),
        Arguments.of(
            "length of 64 bits",
            new byte[] {(byte) 0x81, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1},
            1009),
        Arguments.of(
            "negative length",
            new byte[] {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1},
            1002),
        Arguments.of(
            "length in too many bytes",
            new byte[] {(byte) 0x81, (byte) 0xfe, 0, 2, 0, 0, 0, 0, '{', '}'},
            1002),
        Arguments.of("close of one byte", frame(FINAL | CLOSE, new byte[] {3}), 1002),
        Arguments.of("close with 999", frame(FINAL | CLOSE, code(999)), 1002),
        Arguments.of("close with 1004", frame(FINAL | CLOSE, code(1004)), 1002),
        Arguments.of("close with 1005", frame(FINAL | CLOSE, code(1005)), 1002),
        Arguments.of("close with 1006", frame(FINAL | CLOSE, code(1006)), 1002),
        Arguments.of("close with 1015", frame(FINAL | CLOSE, code(1015)), 1002),
        Arguments.of("close with 2999", frame(FINAL | CLOSE, code(2999)), 1002),
        Arguments.of("close with 5000", frame(FINAL | CLOSE, code(5000)), 1002),
        Arguments.of(
            "close with a reason that is no UTF-8",
            frame(FINAL | CLOSE, join(code(1000), invalid())),
            1007));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void whatMayNotBeSaid_endsWithTheRightCode(String name, byte[] said, int code) throws Exception {
    try (RawClient client = open()) {
      client.send(said);
      assertThat(closeCode(client)).isEqualTo(code);
      assertThat(client.isClosed()).as("ends without the client's answer").isTrue();
    }
  }

  @Test
  void reasonOfAClose_isInTheLanguageOfTheRequest() throws Exception {
    try (RawClient client = open("/ws", "Accept-Language: fr\r\n")) {
      client.send(frame(FINAL | 0x2, bytes("{}")));
      byte[] payload = client.read(client.read(2)[1]);
      assertThat(new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8))
          .isEqualTo("Les messages doivent être des textes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999})
  void close_isAnsweredWithItsCode(int code) throws Exception {
    try (RawClient client = open()) {
      client.send(frame(FINAL | CLOSE, join(code(code), bytes("bye"))));
      assertThat(closeCode(client)).isEqualTo(code);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void closeWithoutACode_isAnsweredWithoutOne() throws Exception {
    try (RawClient client = open()) {
      client.send(frame(FINAL | CLOSE, NONE));
      assertThat(client.read(2)).containsExactly(FINAL | CLOSE, 0);
      assertThat(client.isClosed()).isTrue();
    }
  }

  /** A log that has ended is closed by the server; its reader goes at the same moment. */
  @Test
  void closeFromBothEnds_isSaidOnce() throws Exception {
    ApiClient admin = server.admin();
    admin
        .post("/api/jobs", "{'name':'Ends','task':{'kind':'shell','content':'echo done'}}")
        .status(201);
    String run = admin.post("/api/jobs/ends/run").status(202).data("runId").textValue();
    admin.await("/api/runs/" + run, each -> !each.path("finishedAt").isNull());
    byte[] close = frame(FINAL | CLOSE, join(code(1000), bytes("bye")));
    List<Integer> closes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      try (RawClient client = open("/api/runs/" + run + "/logs/live")) {
        for (int step = 0; step < i % 30 * 1_000; step++) {
          Thread.onSpinWait();
        }
        client.send(close);
        closes.add(closesUntilTheEnd(client));
      }
    }
    assertThat(closes).containsOnly(1);
  }

  @Test
  void messageInFragments_withAPingWithin_isTakenWhole() throws Exception {
    try (RawClient client = open()) {
      client.send(frame(TEXT, bytes("{\"ping\":\"")));
      client.send(frame(FINAL | PING, bytes("there?")));
      client.send(frame(CONTINUATION, new byte[] {(byte) 0xe2, (byte) 0x82}));
      client.send(frame(CONTINUATION, NONE));
      client.send(frame(FINAL | CONTINUATION, join(new byte[] {(byte) 0xac}, bytes("\"}"))));
      assertThat(client.read(8))
          .containsExactly(join(new byte[] {(byte) 0x8a, 6}, bytes("there?")));
      assertThat(message(client)).contains("\"pong\"", "€");
    }
  }

  @Test
  void ping_isAnsweredWithWhatItCarries() throws Exception {
    try (RawClient client = open()) {
      byte[] payload = "x".repeat(125).getBytes(StandardCharsets.US_ASCII);
      client.send(frame(FINAL | PING, payload));
      assertThat(client.read(127)).containsExactly(join(new byte[] {(byte) 0x8a, 125}, payload));
      client.send(frame(FINAL | 0xA, bytes("unasked")));
      client.send(frame(FINAL | PING, NONE));
      assertThat(client.read(2)).containsExactly((byte) 0x8a, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /ws HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n",
        "GET /ws HTTP/1.1\r\nUpgrade: WEBSOCKET\r\nConnection: keep-alive, Upgrade\r\n",
        "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: keep-alive\r\nConnection: UPGRADE\r\n",
        "GET /ws HTTP/1.1\r\nUpgrade: h2c, websocket\r\nConnection: Upgrade\r\n"
      })
  void upgrade_inAnySpelling_isDone(String head) throws Exception {
    try (RawClient client = handshake(head + "Sec-WebSocket-Version: 13\r\n")) {
      assertThat(client.answer())
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
  }

  static Stream<Arguments> handshakes() {
    String upgrade = "Upgrade: websocket\r\nConnection: upgrade\r\n";
    String get = "GET /ws HTTP/1.1\r\n" + upgrade;
    String version = "Sec-WebSocket-Version: 13\r\n";
    return Stream.of(
        Arguments.of("POST /ws HTTP/1.1\r\n" + upgrade + version, 405, "GET"),
        Arguments.of("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n" + version, 426, "WebSocket"),
        Arguments.of("GET /ws HTTP/1.1\r\nConnection: upgrade\r\n" + version, 426, "WebSocket"),
        Arguments.of(
            "GET /ws HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade\r\n" + version, 426, ""),
        Arguments.of(get, 426, "Sec-WebSocket-Version: 13"),
        Arguments.of(get + "Sec-WebSocket-Version: 8\r\n", 426, "Sec-WebSocket-Version: 13"),
        Arguments.of(get + version + "Sec-WebSocket-Version: 8\r\n", 426, "13"),
        Arguments.of(get + version + "Sec-WebSocket-Key: AAAA\r\n", 400, "Sec-WebSocket-Key"),
        Arguments.of(
            get + version + "Origin: https://evil.example\r\n",
            403,
            "proxy_set_header Host $http_host"),
        Arguments.of(get.replace("/ws", "/api/nope") + version, 404, ""),
        Arguments.of(get.replace("/ws", "/api/version") + version, 200, "version"));
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void handshake_thatIsNone_isRefusedAndSaysWhy(String head, int status, String says)
      throws Exception {
    try (RawClient client = handshake(head)) {
      assertThat(client.answer()).startsWith("HTTP/1.1 " + status + " ").contains(says);
    }
  }

  @Test
  void socketOfForeignName_isRefused_onALoopbackServer() throws Exception {
    try (RawClient client = new RawClient(server.server().port())) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + "Authorization: "
              + token
              + "\r\n\r\n");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 403 ")
          .contains("evil.example", "X-Content-Type-Options: nosniff", "problem+json");
    }
  }

  @Test
  void refusal_isInTheLanguageOfTheAccount_whateverTheClientAsksFor() throws Exception {
    String before = token;
    server.as("marie", Role.VIEWER).put("/api/me/preferences", "{'language':'fr'}").status(200);
    token = server.client().logIn("marie", TestServer.PASSWORD).headers().get("Authorization");
    String head =
        "GET /api/runs/01a00000-0000-7000-8000-000000000000/logs/live HTTP/1.1\r\n"
            + "Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Accept-Language: it\r\n";
    try (RawClient client = handshake(head)) {
      assertThat(client.answer()).startsWith("HTTP/1.1 404 ").contains("Content-Language: fr");
    } finally {
      token = before;
    }
  }

  private static RawClient handshake(String head) throws Exception {
    String key =
        head.contains("Sec-WebSocket-Key") ? "" : "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    return new RawClient(server.server().port())
        .send(head + "Host: localhost\r\n" + key + "Authorization: " + token + "\r\n\r\n");
  }

  private static RawClient open() throws Exception {
    return open("/ws");
  }

  private static RawClient open(String path) throws Exception {
    return open(path, "");
  }

  private static RawClient open(String path, String headers) throws Exception {
    RawClient client =
        handshake(
            "GET "
                + path
                + " HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + headers);
    assertThat(client.answer()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private static int closesUntilTheEnd(RawClient client) throws Exception {
    int closes = 0;
    for (byte[] head = client.read(2); head.length == 2; head = client.read(2)) {
      int length = head[1] < 126 ? head[1] : ByteBuffer.wrap(client.read(2)).getShort();
      client.read(length);
      closes += (head[0] & 0xff) == (FINAL | CLOSE) ? 1 : 0;
    }
    return closes;
  }

  /** The code of the close that comes next. */
  private static int closeCode(RawClient client) throws Exception {
    byte[] head = client.read(2);
    assertThat(head).hasSize(2);
    assertThat(head[0] & 0xff).isEqualTo(FINAL | CLOSE);
    byte[] payload = client.read(head[1]);
    return ByteBuffer.wrap(payload).getShort();
  }

  private static String message(RawClient client) throws Exception {
    byte[] head = client.read(2);
    assertThat(head[0] & 0xff).isEqualTo(FINAL | TEXT);
    int length = head[1] < 126 ? head[1] : ByteBuffer.wrap(client.read(2)).getShort();
    return new String(client.read(length), StandardCharsets.UTF_8);
  }

  /** A frame with a mask. */
  private static byte[] frame(int first, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    }
    byte[] mask = {1, 2, 3, 4};
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i % 4]));
    }
    return java.util.Arrays.copyOf(frame.array(), frame.position());
  }

  private static byte[] code(int code) {
    return ByteBuffer.allocate(2).putShort((short) code).array();
  }

  private static byte[] invalid() {
    return new byte[] {'"', (byte) 0xc3, '"'};
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
