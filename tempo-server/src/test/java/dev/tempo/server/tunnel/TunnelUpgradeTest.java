package dev.tempo.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets, and whatever else goes on after a 101. */
@Timeout(60)
final class TunnelUpgradeTest {
  private static final String SWITCH =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

  private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

  /** What a test does with a browser. */
  private interface Scene {
    void play(Talk talk, TestTunnel tunnel) throws Exception;
  }

  private void play(ScriptedServer.Part part, Scene scene) throws Exception {
    try (ScriptedServer script = new ScriptedServer(part);
        TestTunnel tunnel = TestTunnel.to(script.port());
        Talk talk = new Talk(tunnel)) {
      scene.play(talk, tunnel);
    }
  }

  private String take() throws InterruptedException {
    String next = seen.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static Talk open(Talk talk, TestTunnel tunnel, String protocol) throws IOException {
    return talk.ask(
        "GET /ws?a=b HTTP/1.1",
        "Connection: keep-alive, Upgrade",
        "Upgrade: " + protocol,
        "Origin: http://localhost:" + tunnel.port(),
        "Sec-WebSocket-Key: x",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Protocol: a, b");
  }

  @Test
  void bytes_goBothWays_withTheGreetingAndTheCookies() throws Exception {
    play(
        line -> {
          seen.add(line.head());
          line.say(
              SWITCH
                  + "Sec-WebSocket-Extensions: permessage-deflate\r\nSet-Cookie: tempo_x=1\r\n"
                  + "Set-Cookie: id=1; HttpOnly\r\n\r\ngreeting");
          line.say("<" + line.read(4) + ">");
          line.rest();
        },
        (talk, tunnel) -> {
          String head = open(talk, tunnel, "websocket").head();
          assertThat(head)
              .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
              .contains("\r\nConnection: Upgrade\r\n", "\r\nUpgrade: websocket\r\n")
              .contains("Sec-WebSocket-Extensions: permessage-deflate\r\n")
              .contains("Set-Cookie: tempo_own_p1_id=1; HttpOnly\r\n")
              .doesNotContain("tempo_x");
          assertThat(talk.body(8)).isEqualTo("greeting");
          assertThat(talk.say("\0\u00ff\r\n").body(6)).isEqualTo("<\0\u00ff\r\n>");
          assertThat(take())
              .startsWith("GET /ws?a=b HTTP/1.1\r\n")
              .contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
              .contains("Sec-WebSocket-Key: x\r\n", "Sec-WebSocket-Protocol: a, b\r\n")
              .contains("permessage-deflate; client_max_window_bits\r\n");
          assertThat(tunnel.page().socketBytes).hasValueGreaterThanOrEqualTo(18);
        });
  }

  @Test
  void openWebSocket_isCut_whenItsBrowserIsNotLetInAnyMore() throws Exception {
    play(
        line -> {
          line.head();
          line.say(SWITCH + "\r\n");
          seen.add("[" + line.rest() + "]");
        },
        (talk, tunnel) -> {
          assertThat(open(talk, tunnel, "websocket").head()).contains(" 101 ");
          tunnel.page().dismissAll();
          assertThat(take()).as("what the script read until the end").isEqualTo("[]");
        });
  }

  @Test
  void largeMessages_goBothWaysAtOnce() throws Exception {
    String large = "0123456789abcdef".repeat(200_000);
    play(
        line -> {
          line.head();
          line.say(SWITCH + "\r\n");
          Thread saying = Thread.ofVirtual().start(() -> say(line, large));
          seen.add(line.read(large.length()));
          saying.join();
        },
        (talk, tunnel) -> {
          open(talk, tunnel, "websocket").head();
          Thread saying = Thread.ofVirtual().start(() -> say(talk, large));
          assertThat(talk.body(large.length()).equals(large)).isTrue();
          saying.join();
          assertThat(take().equals(large)).isTrue();
        });
  }

  private static void say(ScriptedServer.Line line, String text) {
    try {
      line.say(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void say(Talk talk, String text) {
    try {
      talk.say(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void end_isHandedOn_whicheverSideEndsFirst_andTheOtherMayStillSpeak() throws Exception {
    play(
        line -> {
          line.head();
          line.say(SWITCH + "\r\n");
          seen.add("heard " + line.rest());
          line.say("last");
        },
        (talk, tunnel) -> {
          open(talk, tunnel, "websocket").head();
          talk.say("bye").client().finish();
          assertThat(take()).isEqualTo("heard bye");
          assertThat(talk.rest()).isEqualTo("last");
        });
    play(
        line -> {
          line.head();
          line.say(SWITCH + "\r\nbye");
          line.finish();
          seen.add("heard " + line.rest());
        },
        (talk, tunnel) -> {
          open(talk, tunnel, "websocket").head();
          assertThat(talk.rest()).isEqualTo("bye");
          talk.say("last").client().finish();
          assertThat(take()).isEqualTo("heard last");
        });
  }

  @Test
  void browserThatVanishes_andPageThatIsClosed_endTheScriptsSide() throws Exception {
    ScriptedServer.Part part =
        line -> {
          line.head();
          line.say(SWITCH + "\r\n");
          seen.add("heard " + line.rest());
        };
    play(
        part,
        (talk, tunnel) -> {
          open(talk, tunnel, "websocket").head();
          talk.close();
          assertThat(take()).isEqualTo("heard ");
        });
    play(
        part,
        (talk, tunnel) -> {
          open(talk, tunnel, "websocket").head();
          tunnel.tunnel().close("p1");
          assertThat(take()).isEqualTo("heard ");
          assertThat(talk.client().isClosed()).isTrue();
        });
  }

  @Test
  void refusal_isHandedOn_andTheConnectionGoesOn() throws Exception {
    play(
        line -> {
          while (!line.head().isEmpty()) {
            line.say("HTTP/1.1 426 No\r\nContent-Length: 2\r\nSec-WebSocket-Version: 13\r\n\r\nno");
          }
        },
        (talk, tunnel) -> {
          assertThat(open(talk, tunnel, "websocket").answer())
              .startsWith("HTTP/1.1 426 ")
              .contains("Sec-WebSocket-Version: 13")
              .endsWith("no");
          assertThat(talk.get().answer()).endsWith("no");
        });
  }

  @Test
  void otherProtocols_goOn_butNoOtherVersionOfHttp() throws Exception {
    play(
        line -> {
          seen.add(line.head());
          line.say(SWITCH.replace("websocket", "my-protocol") + "\r\nhello");
        },
        (talk, tunnel) -> {
          assertThat(open(talk, tunnel, "my-protocol, h2c").head()).startsWith("HTTP/1.1 101 ");
          assertThat(talk.body(5)).isEqualTo("hello");
          assertThat(take()).contains("\r\nUpgrade: my-protocol\r\n");
        });
    play(
        line -> {
          seen.add(line.head());
          line.say(SWITCH.replace("websocket", "h2c") + "\r\n");
        },
        (talk, tunnel) -> {
          assertThat(open(talk, tunnel, "h2c").head()).startsWith("HTTP/1.1 502 ");
          assertThat(take()).doesNotContain("pgrade");
        });
    play(
        line -> {
          line.head();
          line.say(SWITCH.replace("websocket", "other") + "\r\n");
        },
        (talk, tunnel) ->
            assertThat(open(talk, tunnel, "websocket").head()).startsWith("HTTP/1.1 502 "));
  }

  @Test
  void upgradeWithABody_isNone() throws Exception {
    play(
        line -> {
          seen.add(line.head() + line.read(2));
          line.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        },
        (talk, tunnel) -> {
          talk.ask("POST / HTTP/1.1", "Connection: Upgrade", "Upgrade: x", "Content-Length: 2")
              .say("ab");
          assertThat(talk.answer()).startsWith("HTTP/1.1 200 ");
          assertThat(take()).doesNotContain("Upgrade").endsWith("ab");
        });
  }
}
