package dev.tempo.server.tunnel;

import dev.tempo.server.transport.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A browser that speaks to a tunnel byte by byte, and is let in. */
final class Talk implements AutoCloseable {
  private final TestTunnel tunnel;
  private final RawClient client;

  Talk(TestTunnel tunnel) throws IOException {
    this.tunnel = tunnel;
    this.client = tunnel.connect();
  }

  RawClient client() {
    return client;
  }

  /** Sends a request's head with the cookie. */
  Talk ask(String line, String... fields) throws IOException {
    return say(tunnel.head(line, fields));
  }

  Talk get() throws IOException {
    return ask("GET / HTTP/1.1");
  }

  Talk say(String text) throws IOException {
    client.send(text);
    return this;
  }

  /** The next head, to its empty line. */
  String head() throws IOException {
    return until("\r\n\r\n");
  }

  /** What comes up to some characters, with them. */
  String until(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end, text.length() - end.length()) < 0) {
      int next = client.read();
      if (next < 0) {
        return text + "<end>";
      }
      text.append((char) next);
    }
    return text.toString();
  }

  String body(int count) throws IOException {
    return new String(client.read(count), StandardCharsets.ISO_8859_1);
  }

  /** The next answer, whose body has a length. */
  String answer() throws IOException {
    return client.answer();
  }

  /** The next answer, whose body is in chunks. */
  String chunked() throws IOException {
    return head() + until("0\r\n\r\n");
  }

  String rest() throws IOException {
    return new String(client.read(Integer.MAX_VALUE), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
