package dev.tempo.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kinds of answers that scripts give, one case each: what a browser gets of them. */
@Timeout(60)
final class TunnelAnswersTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String HI = OK + "Content-Length: 2\r\n\r\nhi";

  /**
   * A case.
   *
   * @param script what the script says on each connection
   * @param browser what a browser asks and expects
   */
  record Case(String name, ScriptedServer.Part script, Browser browser) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What a browser asks and expects. */
  interface Browser {
    void act(Talk talk) throws Exception;
  }

  @ParameterizedTest
  @MethodSource({"lengths", "endings", "heads", "refused", "broken"})
  void answer_arrivesAsItShould(Case one) throws Exception {
    try (ScriptedServer script = new ScriptedServer(one.script());
        TestTunnel tunnel = TestTunnel.to(script.port());
        Talk talk = new Talk(tunnel)) {
      one.browser().act(talk);
    }
  }

  /** Says the same to every request on a connection. */
  private static ScriptedServer.Part always(String answer) {
    return line -> {
      while (!line.head().isEmpty()) {
        line.say(answer);
      }
    };
  }

  /** Says it once, and ends the connection. */
  private static ScriptedServer.Part once(String answer) {
    return line -> {
      line.head();
      line.say(answer);
    };
  }

  /** The second request's answer is right, so the connection was kept and nothing is left on it. */
  private static Case kept(String name, String answer, String expected) {
    return new Case(
        name,
        line -> {
          while (true) {
            String head = line.head();
            if (head.isEmpty()) {
              return;
            }
            line.say(head.contains(" /second ") ? HI : answer);
          }
        },
        talk -> {
          talk.get();
          assertThat(talk.head() + talk.body(expected.length() - expected.indexOf("\r\n\r\n") - 4))
              .isEqualTo(expected);
          assertThat(talk.ask("GET /second HTTP/1.1").answer()).isEqualTo(HI);
        });
  }

  private static Case same(String name, String answer) {
    return kept(name, answer, answer);
  }

  private static Case gone(String name, String head) {
    return new Case(
        name,
        once(head),
        talk -> assertThat(talk.get().head()).startsWith("HTTP/1.1 502 Bad Gateway\r\n"));
  }

  static Stream<Case> lengths() {
    return Stream.of(
        same("a length", HI),
        same("no body", OK + "Content-Length: 0\r\n\r\n"),
        kept("the same length twice", OK + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", HI),
        kept(
            "chunks",
            OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
        kept(
            "chunks with extensions",
            OK + "Transfer-Encoding: Chunked\r\n\r\n2;a=b;c=\"d;e\"\r\nhi\r\n0;x\r\n\r\n",
            OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
        kept(
            "chunks with trailers",
            OK
                + "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n"
                + "X-Sum: 1\r\nSet-Cookie: a=b\r\nContent-Length: 9\r\n\r\n",
            OK
                + "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n"),
        same("304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n"),
        kept(
            "204 with a length",
            "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n"),
        kept(
            "204 with a body all the same",
            "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 204 No Content\r\n\r\n"),
        new Case(
            "HEAD with a length",
            always(OK + "Content-Length: 12345\r\n\r\n"),
            talk -> {
              talk.ask("HEAD / HTTP/1.1");
              assertThat(talk.head()).isEqualTo(OK + "Content-Length: 12345\r\n\r\n");
              talk.ask("HEAD / HTTP/1.1");
              assertThat(talk.head()).isEqualTo(OK + "Content-Length: 12345\r\n\r\n");
            }),
        new Case(
            "HEAD with a body all the same",
            line -> line.say(line.head().startsWith("HEAD") ? HI : HI.replace("hi", "ho")),
            talk -> {
              assertThat(talk.ask("HEAD / HTTP/1.1").head()).endsWith("Content-Length: 2\r\n\r\n");
              assertThat(talk.get().answer()).endsWith("\r\n\r\nho");
            }),
        new Case(
            "a body with bytes of all kinds",
            always(OK + "Content-Length: 5\r\nContent-Encoding: gzip\r\n\r\n\0\r\n\u00ff\u0001"),
            talk -> {
              assertThat(talk.get().head()).contains("Content-Encoding: gzip\r\n");
              assertThat(talk.body(5)).isEqualTo("\0\r\n\u00ff\u0001");
            }),
        same(
            "part of a file",
            "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\n"
                + "Content-Length: 2\r\n\r\nab"));
  }

  static Stream<Case> endings() {
    return Stream.of(
        new Case(
            "HTTP/1.0 that closes does not cost the browser its connection",
            once("HTTP/1.0 200 OK\r\nServer: Werkzeug\r\nContent-Length: 2\r\n\r\nhi"),
            talk -> {
              for (int i = 0; i < 3; i++) {
                assertThat(talk.get().answer())
                    .isEqualTo(OK + "Server: Werkzeug\r\nContent-Length: 2\r\n\r\nhi");
              }
            }),
        new Case(
            "HTTP/1.0 without a length",
            once("HTTP/1.0 200 OK\r\n\r\nhi"),
            talk -> {
              for (int i = 0; i < 2; i++) {
                assertThat(talk.get().chunked())
                    .isEqualTo(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
              }
            }),
        new Case(
            "until it closes",
            once(OK + "Connection: close\r\n\r\nhi"),
            talk -> {
              for (int i = 0; i < 2; i++) {
                assertThat(talk.get().chunked())
                    .isEqualTo(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
              }
            }),
        new Case(
            "chunks to a client of HTTP/1.0 are unwrapped",
            always(
                OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\nyou\r\n0\r\nX: y\r\n\r\n"),
            talk ->
                assertThat(talk.ask("GET / HTTP/1.0").rest())
                    .isEqualTo(OK + "Connection: close\r\n\r\nhiyou")),
        new Case(
            "HTTP/1.0 in chunks, as some write it",
            once("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
            talk -> assertThat(talk.get().chunked()).endsWith("\r\n\r\n2\r\nhi\r\n0\r\n\r\n")),
        new Case(
            "the browser wants no further request",
            always(HI),
            talk ->
                assertThat(talk.ask("GET / HTTP/1.1", "Connection: close").rest())
                    .isEqualTo(OK + "Content-Length: 2\r\nConnection: close\r\n\r\nhi")),
        new Case(
            "an answer that breaks off breaks off",
            once(OK + "Content-Length: 9\r\n\r\nhi"),
            talk -> assertThat(talk.get().rest()).isEqualTo(OK + "Content-Length: 9\r\n\r\nhi")),
        new Case(
            "chunks that break off have no end",
            once(OK + "Transfer-Encoding: chunked\r\n\r\n9\r\nhi"),
            talk -> assertThat(talk.get().rest()).endsWith("\r\n\r\n2\r\nhi\r\n")),
        new Case(
            "chunks with a wrong size have no end",
            once(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n-1\r\nxx\r\n0\r\n\r\n"),
            talk -> assertThat(talk.get().rest()).endsWith("\r\n\r\n2\r\nhi\r\n")));
  }

  static Stream<Case> heads() {
    return Stream.of(
        kept(
            "no reason",
            "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi"),
        same("an empty reason", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi"),
        same("a reason above ASCII", "HTTP/1.1 404 Não há ÿ\r\nContent-Length: 2\r\n\r\nhi"),
        same("an unusual status", "HTTP/1.1 799 Odd\r\nContent-Length: 2\r\n\r\nhi"),
        same(
            "a value above ASCII",
            OK + "X-Name: \u00c3\u00a9\u00ff\r\nContent-Length: 2\r\n\r\nhi"),
        same(
            "several of a name, in their order",
            OK
                + "a: 1\r\nSet-Cookie: x=1\r\nA: 2\r\nset-cookie: y=2\r\nContent-Length: 2\r\n\r\nhi"),
        same(
            "a long head",
            OK + "X-Long: " + "x".repeat(60_000) + "\r\nContent-Length: 2\r\n\r\nhi"),
        same("no value", OK + "X-Empty: \r\nContent-Length: 2\r\n\r\nhi"),
        kept(
            "what is of the connection only is left out",
            OK
                + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                + "Proxy-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nhi",
            HI),
        kept(
            "what speaks for the whole host is left out",
            OK
                + "Clear-Site-Data: \"*\"\r\nStrict-Transport-Security: max-age=9\r\n"
                + "Alt-Svc: h2=\":1\"\r\nService-Worker-Allowed: /\r\nContent-Length: 2\r\n\r\nhi",
            HI),
        kept(
            "a page that allows no frames is shown in its own tab page",
            OK
                + "X-Frame-Options: DENY\r\nContent-Security-Policy: default-src x; "
                + "frame-ancestors  'none'; a b\r\nContent-Length: 2\r\n\r\nhi",
            OK
                + "X-Frame-Options: SAMEORIGIN\r\nContent-Security-Policy: default-src x; "
                + "frame-ancestors  'self'; a b\r\nContent-Length: 2\r\n\r\nhi"),
        new Case(
            "early hints come before the answer",
            always("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + HI),
            talk -> {
              for (int i = 0; i < 2; i++) {
                assertThat(talk.get().head())
                    .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
                assertThat(talk.answer()).isEqualTo(HI);
              }
            }),
        new Case(
            "100 and 102 that nobody asked for",
            always("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + HI),
            talk -> {
              assertThat(talk.get().head()).startsWith("HTTP/1.1 100 ");
              assertThat(talk.head()).startsWith("HTTP/1.1 102 ");
              assertThat(talk.answer()).isEqualTo(HI);
            }),
        new Case(
            "no interim answers for HTTP/1.0",
            always("HTTP/1.1 103 Early Hints\r\n\r\n" + HI),
            talk -> assertThat(talk.ask("GET / HTTP/1.0").rest()).startsWith(OK)),
        new Case(
            "script that asks for a log-in of its own",
            always(
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"),
            talk -> assertThat(talk.get().answer()).contains("WWW-Authenticate: Basic")));
  }

  static Stream<Case> refused() {
    return Stream.of(
        gone("two lengths", OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi!"),
        gone("a length of +2", OK + "Content-Length: +2\r\n\r\nhi"),
        gone(
            "a length and chunks",
            OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        gone("another coding", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        gone("xchunked", OK + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        gone(
            "two codings",
            OK + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        gone("a field over two lines", OK + "X: a\r\n b\r\nContent-Length: 2\r\n\r\nhi"),
        gone("a space before the colon", OK + "Content-Length : 2\r\n\r\nhi"),
        gone("a line that ends with LF alone", OK + "X: y\nContent-Length: 2\r\n\r\nhi"),
        gone("a control character", OK + "X: a\u0001b\r\nContent-Length: 2\r\n\r\nhi"),
        gone("a NUL", OK + "X: a\0b\r\nContent-Length: 2\r\n\r\nhi"),
        gone("a head without an end", OK + "X: " + "x".repeat(70_000) + "\r\n\r\n"),
        gone("no answer of HTTP", "SSH-2.0-OpenSSH_9\r\n\r\n"),
        gone("another version", "HTTP/2.0 200 OK\r\n\r\n"),
        gone("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"),
        gone(
            "101 that nobody asked for",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"));
  }

  static Stream<Case> broken() {
    return Stream.of(
        gone("ends without a word", ""),
        gone("ends within its head", "HTTP/1.1 200 OK\r\nContent-"),
        new Case(
            "after a failure the browser's connection goes on",
            line -> line.say(line.number() == 1 ? "nonsense\r\n\r\n" : HI),
            talk -> {
              assertThat(talk.get().answer()).startsWith("HTTP/1.1 502 ");
              assertThat(talk.get().answer()).isEqualTo(HI);
            }),
        new Case(
            "what fails is said as a page to people and as a line to programs",
            once("nonsense\r\n\r\n"),
            talk -> {
              assertThat(talk.ask("GET / HTTP/1.1", "Accept: text/html").answer())
                  .contains(
                      "Content-Type: text/html", "Content-Security-Policy: default-src 'none'")
                  .contains("cannot be read");
              assertThat(talk.ask("GET / HTTP/1.1", "Accept: */*").answer())
                  .contains("Content-Type: text/plain");
            }));
  }
}
