package dev.tempo.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.transport.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for whom: nothing is held back, nobody is kept waiting who has gone. */
@Timeout(60)
final class TunnelWaitsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String HI = OK + "Content-Length: 2\r\n\r\nhi";
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> cues = new LinkedBlockingQueue<>();

  /** What a test does with a script and a browser. */
  private interface Scene {
    void play(Talk talk, ScriptedServer script, TestTunnel tunnel) throws Exception;
  }

  private void play(ScriptedServer.Part part, Scene scene) throws Exception {
    play(part, TunnelLimits.DEFAULT, scene);
  }

  private void play(ScriptedServer.Part part, TunnelLimits limits, Scene scene) throws Exception {
    try (ScriptedServer script = new ScriptedServer(part);
        TestTunnel tunnel = TestTunnel.to(script.port(), TestTunnel.settings(limits));
        Talk talk = new Talk(tunnel)) {
      scene.play(talk, script, tunnel);
    }
  }

  private static TunnelLimits times(Duration head, Duration idle, Duration stalled, Duration look) {
    return new TunnelLimits(
        256, 65_536, 200, new TunnelLimits.Times(Duration.ofSeconds(3), head, idle, stalled, look));
  }

  private static String take(LinkedBlockingQueue<String> from) throws InterruptedException {
    String next = from.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void headOfAStreamThatSaysNothingYet_andEachEvent_arriveAtOnce() throws Exception {
    play(
        line -> {
          line.head();
          line.say(OK + "Content-Type: text/event-stream\r\n\r\n");
          for (int i = 0; i < 5; i++) {
            take(cues);
            line.say("data: " + i + "\n\n");
          }
        },
        (talk, script, tunnel) -> {
          assertThat(talk.get().head()).contains("text/event-stream", "chunked");
          for (int i = 0; i < 5; i++) {
            cues.add("go");
            assertThat(talk.until("\n\n\r\n")).endsWith("data: " + i + "\n\n\r\n");
          }
          assertThat(talk.until("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
        });
  }

  @Test
  void piecesOfBodies_arriveAsTheyAreSent_bothWays() throws Exception {
    play(
        line -> {
          line.head();
          line.say(OK + "Content-Length: 3\r\n\r\n");
          for (int i = 0; i < 3; i++) {
            line.say(line.read(1));
          }
        },
        (talk, script, tunnel) -> {
          talk.ask("POST / HTTP/1.1", "Content-Length: 3");
          assertThat(talk.head()).startsWith(OK);
          for (String piece : List.of("a", "b", "c")) {
            talk.say(piece);
            assertThat(talk.body(1)).isEqualTo(piece);
          }
        });
    play(
        line -> {
          line.head();
          line.say(OK + "Transfer-Encoding: chunked\r\n\r\n");
          for (int i = 0; i < 3; i++) {
            line.say(line.read(6));
          }
          line.say("0\r\n\r\n");
        },
        (talk, script, tunnel) -> {
          talk.ask("POST / HTTP/1.1", "Transfer-Encoding: chunked");
          talk.head();
          for (String piece : List.of("1\r\na\r\n", "1\r\nb\r\n", "1\r\nc\r\n")) {
            talk.say(piece);
            assertThat(talk.body(6)).isEqualTo(piece);
          }
        });
  }

  @Test
  void whoAsksFirst_isToldToGoOn_byTheScriptOrForOneThatDoesNotKnow() throws Exception {
    String[] fields = {"Content-Length: 2", "Expect: 100-continue"};
    play(
        line -> {
          seen.add(line.head());
          line.say("HTTP/1.1 100 Continue\r\n\r\n");
          line.say(OK + "Content-Length: 2\r\n\r\n" + line.read(2));
        },
        (talk, script, tunnel) -> {
          assertThat(talk.ask("POST / HTTP/1.1", fields).head()).startsWith("HTTP/1.1 100 ");
          assertThat(take(seen)).contains("Expect: 100-continue");
          assertThat(talk.say("ab").answer()).endsWith("\r\n\r\nab");
        });
    play(
        line -> {
          line.head();
          line.say(OK + "Content-Length: 2\r\n\r\n" + line.read(2));
        },
        (talk, script, tunnel) -> {
          assertThat(talk.ask("POST / HTTP/1.1", fields).head()).startsWith("HTTP/1.1 100 ");
          assertThat(talk.say("ab").answer()).endsWith("\r\n\r\nab");
        });
    play(
        line -> {
          line.head();
          line.say("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno");
          line.rest();
        },
        (talk, script, tunnel) ->
            assertThat(talk.ask("POST / HTTP/1.1", fields).rest())
                .startsWith("HTTP/1.1 413 No\r\n")
                .contains("Connection: close")
                .endsWith("no"));
  }

  @Test
  void earlyAnswer_arrives_thoughTheBrowserGoesOnSending() throws Exception {
    play(
        line -> {
          line.head();
          line.read(1_000);
          line.say("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno");
        },
        (talk, script, tunnel) -> {
          talk.ask("POST / HTTP/1.1", "Content-Length: 8000000");
          Thread sending = Thread.ofVirtual().start(() -> send(talk, "x".repeat(8_000_000)));
          assertThat(talk.rest()).startsWith("HTTP/1.1 413 No\r\n").endsWith("no");
          sending.join();
        });
  }

  private static void send(Talk talk, String text) {
    try {
      talk.say(text);
    } catch (IOException e) {
      // Refused as it should be.
    }
  }

  @Test
  void browserThatLeaves_isToldToAScriptThatComputes() throws Exception {
    play(
        line -> {
          seen.add(line.head());
          seen.add("end " + line.read());
        },
        (talk, script, tunnel) -> {
          talk.get();
          take(seen);
          talk.close();
          assertThat(take(seen)).isEqualTo("end -1");
        });
  }

  @Test
  void browserThatLeaves_isToldToAScriptThatStreams_alsoWhileItIsSilent() throws Exception {
    play(
        line -> {
          line.head();
          line.say(OK + "Content-Type: text/event-stream\r\n\r\ndata: 1\n\n");
          seen.add("end " + line.read());
        },
        (talk, script, tunnel) -> {
          talk.get().until("data: 1\n\n");
          talk.close();
          assertThat(take(seen)).isEqualTo("end -1");
        });
  }

  @Test
  void browserThatSendsNothingMore_getsItsAnswer() throws Exception {
    play(
        line -> {
          line.head();
          seen.add("end " + line.read()); // its half-close was handed on
          line.say(HI);
        },
        (talk, script, tunnel) -> {
          talk.get();
          talk.client().finish();
          assertThat(take(seen)).isEqualTo("end -1");
          assertThat(talk.rest()).endsWith("\r\n\r\nhi");
        });
  }

  @Test
  void uploadThatBreaksOff_isNotTakenForWhole() throws Exception {
    play(
        line -> {
          String head = line.head();
          seen.add(line.rest() + (head.isEmpty() ? "" : "<end>"));
        },
        (talk, script, tunnel) -> {
          talk.ask("POST / HTTP/1.1", "Transfer-Encoding: chunked").say("5\r\nhalf");
          talk.close();
          assertThat(take(seen)).doesNotContain("0\r\n\r\n");
        });
  }

  @Test
  void connectionThatTheScriptHasEnded_isReplaced_butNoBodyIsSentTwice() throws Exception {
    play(
        line -> {
          seen.add(line.number() + " " + line.head().split(" ", 2)[0]);
          line.say(HI);
          if (line.number() == 3) {
            seen.add("3 body " + line.read(2));
          }
        },
        (talk, script, tunnel) -> {
          assertThat(talk.get().answer()).isEqualTo(HI);
          assertThat(talk.get().answer()).isEqualTo(HI);
          talk.ask("POST / HTTP/1.1", "Content-Length: 2").say("ab");
          assertThat(talk.head()).startsWith(OK);
          assertThat(List.of(take(seen), take(seen), take(seen), take(seen)))
              .containsExactly("1 GET", "2 GET", "3 POST", "3 body ab");
        });
  }

  @Test
  void keptConnection_isUsedAgain_andClosedBeforeAnotherIsOpened() throws Exception {
    play(
        line -> {
          int requests = 0;
          while (!line.head().isEmpty()) {
            requests++;
            line.say(HI);
          }
          seen.add(line.number() + ": " + requests);
        },
        (talk, script, tunnel) -> {
          for (int i = 0; i < 5; i++) {
            assertThat(talk.get().answer()).isEqualTo(HI);
          }
          assertThat(script.connections()).isEqualTo(1);
          talk.ask("POST / HTTP/1.1", "Content-Length: 0");
          assertThat(talk.answer()).isEqualTo(HI);
          assertThat(take(seen)).isEqualTo("1: 5");
          assertThat(script.connections()).isEqualTo(2);
        });
  }

  @Test
  void scriptThatIsCutOff_isSaid_andSoIsABodyThatIsRefused() throws Exception {
    play(
        line -> {
          line.head();
          line.read(1);
          line.close();
        },
        (talk, script, tunnel) -> {
          talk.ask("POST / HTTP/1.1", "Content-Length: 100").say("x");
          assertThat(talk.answer()).startsWith("HTTP/1.1 502 ");
        });
  }

  @Test
  void heads_thatDoNotEnd_andSilence_areEnded() throws Exception {
    TunnelLimits impatient = times(SHORT, SHORT, LONG, LONG);
    play(
        line -> line.say(line.head().isEmpty() ? "" : HI),
        impatient,
        (talk, script, tunnel) -> {
          assertThat(talk.say("GET / HTTP/1.1\r\nHost:").answer()).startsWith("HTTP/1.1 408 ");
          try (RawClient silent = tunnel.connect()) {
            assertThat(silent.isClosed()).isTrue();
          }
          try (Talk after = new Talk(tunnel)) {
            assertThat(after.get().answer()).isEqualTo(HI);
            assertThat(after.client().isClosed()).isTrue();
          }
          assertThat(script.connections()).isEqualTo(1);
        });
  }

  @Test
  void bodyThatStops_isEnded_andTheScriptIsTold() throws Exception {
    play(
        line -> {
          line.head();
          seen.add(line.rest());
        },
        times(LONG, LONG, SHORT, SHORT),
        (talk, script, tunnel) -> {
          talk.ask("POST / HTTP/1.1", "Content-Length: 100").say("half");
          assertThat(talk.answer()).startsWith("HTTP/1.1 408 ");
          assertThat(take(seen)).isEqualTo("half");
        });
  }

  @Test
  void browserThatTakesNothing_isCut_andTheScriptIsFree() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    play(
        line -> {
          line.head();
          line.say(OK + "\r\n");
          byte[] piece = new byte[1 << 20];
          try {
            while (true) {
              line.say(piece);
            }
          } catch (SocketException e) {
            free.countDown();
          }
        },
        times(LONG, LONG, SHORT, LONG),
        (talk, script, tunnel) -> {
          talk.get();
          assertThat(free.await(30, TimeUnit.SECONDS)).isTrue();
        });
  }

  @Test
  void strangerThatGoesOnAsking_mustConnectAgain() throws Exception {
    play(
        line -> line.rest(),
        (talk, script, tunnel) -> {
          String stranger = "GET / HTTP/1.1\r\nHost: localhost:" + tunnel.port() + "\r\n\r\n";
          for (int i = 1; i < 8; i++) {
            assertThat(talk.say(stranger).answer()).contains(" 401 ");
          }
          assertThat(talk.say(stranger).rest())
              .startsWith("HTTP/1.1 401 ")
              .contains("Connection: close\r\n");
          assertThat(script.connections()).isZero();
        });
  }

  @Test
  void pagesOnOnePort_haveConnectionsOfTheirOwn() throws Exception {
    TunnelLimits one = new TunnelLimits(1, 65_536, 200, TunnelLimits.Times.DEFAULT);
    try (ScriptedServer script =
            new ScriptedServer(
                line -> {
                  while (!line.head().isEmpty()) {
                    seen.add("asked");
                    take(cues);
                    line.say(HI);
                  }
                });
        TestTunnel first = TestTunnel.named(script.port(), "*.pages.localhost", one);
        RawClient busy = first.connect();
        RawClient tooMany = first.connect();
        RawClient others = first.connect()) {
      busy.send(namedHead("p1", first));
      take(seen);
      assertThat(tooMany.send(namedHead("p1", first)).answer())
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After");
      others.send(namedHead("p2", first.alsoNamed(script.port())));
      take(seen);
      cues.add("go");
      cues.add("go");
      assertThat(others.answer()).isEqualTo(HI);
      assertThat(busy.answer()).isEqualTo(HI);
    }
  }

  private static String namedHead(String name, TestTunnel tunnel) {
    return "GET / HTTP/1.1\r\nHost: "
        + name
        + ".pages.localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: tempo_page="
        + tunnel.cookie()
        + "\r\n\r\n";
  }

  @Test
  void tooManyConnections_makeRoomWhereOneWaits_andAreToldToComeAgainWhereNoneDoes()
      throws Exception {
    TunnelLimits few = new TunnelLimits(3, 65_536, 200, TunnelLimits.Times.DEFAULT);
    play(
        line -> {
          while (!line.head().isEmpty()) {
            seen.add("asked");
            take(cues);
            line.say(HI);
          }
        },
        few,
        (talk, script, tunnel) -> {
          List<Talk> busy = new ArrayList<>();
          talk.close();
          for (int i = 0; i < 3; i++) {
            busy.add(new Talk(tunnel).get());
            take(seen);
          }
          try (RawClient none = tunnel.connect()) {
            assertThat(none.answer()).startsWith("HTTP/1.1 503 ").contains("Retry-After");
          }
          cues.add("go");
          cues.add("go");
          cues.add("go");
          for (Talk each : busy) {
            assertThat(each.answer()).isEqualTo(HI);
          }
          try (Talk served = new Talk(tunnel)) {
            cues.add("go");
            assertThat(served.get().answer()).isEqualTo(HI);
          }
          for (Talk each : busy) {
            each.close();
          }
        });
  }
}
