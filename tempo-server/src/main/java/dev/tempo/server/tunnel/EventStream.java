package dev.tempo.server.tunnel;

import java.io.IOException;
import java.time.Duration;

/**
 * One browser that listens to events. Its end is noticed while somebody waits in {@link #awaitEnd}:
 * within moments when a tab is closed, reloaded or its browser ends; when a machine just vanishes,
 * once what is sent is not taken any more. Sending is safe from any thread.
 */
public interface EventStream {

  /**
   * Sends lines as they are: {@code "data: …\n\n"}, or {@code ":\n\n"} to see whether somebody
   * still listens.
   *
   * @throws IOException if the browser has gone
   */
  void send(String lines) throws IOException;

  /**
   * Waits until the browser has gone or the page was closed, or for so long.
   *
   * @return true if it has gone
   */
  boolean awaitEnd(Duration limit);
}
