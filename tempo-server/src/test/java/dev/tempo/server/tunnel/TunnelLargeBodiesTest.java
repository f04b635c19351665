package dev.tempo.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that are larger than memory: they go through in what a few buffers take. */
@Timeout(600)
final class TunnelLargeBodiesTest {
  private static final long MIB = 1 << 20;

  /** What one body may hold of the heap when all else is collected. */
  private static final long MOST_HEAP = 8 * MIB;

  @Test
  void bodiesGoBothWays_inConstantMemory() throws Exception {
    bothWays(64 * MIB);
  }

  @Test
  @Tag("long")
  void gigabytesGoBothWays_inConstantMemory() throws Exception {
    bothWays(1_024 * MIB);
  }

  private static void bothWays(long bytes) throws Exception {
    try (ScriptedServer script = new ScriptedServer(line -> serve(line, bytes));
        TestTunnel tunnel = TestTunnel.to(script.port())) {
      long before = heap();
      try (Talk talk = new Talk(tunnel)) {
        talk.ask("POST / HTTP/1.1", "Content-Length: " + bytes);
        byte[] piece = new byte[1 << 16];
        for (long left = bytes; left > 0; left -= piece.length) {
          talk.client().send(piece);
          if (left == bytes / 2) {
            assertThat(heap() - before).isLessThan(MOST_HEAP);
          }
        }
        assertThat(talk.answer()).endsWith("\r\n\r\n" + Long.toString(bytes));
      }
      for (String kind : new String[] {"sized", "chunked"}) {
        try (Talk talk = new Talk(tunnel)) {
          talk.ask("GET /" + kind + " HTTP/1.1", "Connection: close");
          talk.head();
          assertThat(count(talk, before)).isGreaterThanOrEqualTo(bytes);
        }
      }
    }
  }

  private static long count(Talk talk, long before) throws IOException {
    long count = 0;
    boolean looked = false;
    for (byte[] piece = talk.client().readSome(); piece.length > 0; ) {
      count += piece.length;
      if (!looked && count > 32 * MIB) {
        looked = true;
        assertThat(heap() - before).isLessThan(MOST_HEAP);
      }
      piece = talk.client().readSome();
    }
    return count;
  }

  private static void serve(ScriptedServer.Line line, long bytes) throws IOException {
    String head = line.head();
    byte[] piece = new byte[1 << 16];
    if (head.startsWith("POST")) {
      line.skip(bytes);
      String text = Long.toString(bytes);
      line.say("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    } else if (head.startsWith("GET /sized")) {
      line.say("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
      for (long left = bytes; left > 0; left -= piece.length) {
        line.say(piece);
      }
    } else {
      line.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      byte[] size = "10000\r\n".getBytes(StandardCharsets.US_ASCII);
      for (long left = bytes; left > 0; left -= piece.length) {
        line.say(size);
        line.say(piece);
        line.say("\r\n");
      }
      line.say("0\r\n\r\n");
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
