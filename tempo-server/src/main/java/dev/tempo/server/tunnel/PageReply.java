package dev.tempo.server.tunnel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What Tempo answers on a page's address. */
public sealed interface PageReply {

  /**
   * An answer of known size. {@code nosniff}, {@code no-store} (unless the headers say how long it
   * may be kept) and a referrer policy of {@code same-origin} are added.
   *
   * @param status from 200 to 599
   * @param type the value of {@code Content-Type}
   * @param headers further ones, such as {@code Content-Security-Policy}
   * @param body none is sent with 204 and 304
   */
  record Content(int status, String type, Map<String, String> headers, byte[] body)
      implements PageReply {

    /** Copies the headers. */
    public Content {
      headers = Map.copyOf(headers);
    }

    /** An answer of a text in UTF-8 without further headers. */
    public static Content text(int status, String type, String text) {
      return new Content(
          status, type + "; charset=utf-8", Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** 204, without a body. */
    public static Content none() {
      return new Content(204, "text/plain", Map.of(), new byte[0]);
    }
  }

  /**
   * A stream of events ({@code text/event-stream}), as an {@code EventSource} reads it.
   *
   * @param source writes the events
   */
  record Events(EventSource source) implements PageReply {}

  /** Writes a stream of events. */
  @FunctionalInterface
  interface EventSource {

    /**
     * Writes to its end; called once, on the connection's thread. The connection is closed when
     * this returns.
     *
     * @throws IOException if the browser has gone
     */
    void writeTo(EventStream stream) throws IOException;
  }
}
