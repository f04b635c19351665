package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.server.LaunchedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads the lines of a run as they come, over a WebSocket; each line is the instant at which it was
 * written, in nanoseconds of the monotonic clock. Of a frame it reads what it needs and no more,
 * since it shares the machine.
 */
public final class LiveLineReader {
  private static final String CONTENT = "\"content\":\"";
  private static final String NUMBER = "\"lineNumber\":";

  private final CompletableFuture<Heard> heard = new CompletableFuture<>();

  private LiveLineReader() {}

  /** Begins to read what a run prints on its standard output. */
  public static LiveLineReader of(HttpClient http, LaunchedServer server, String run) {
    String path = "/api/runs/" + run + "/logs/live?stream=stdout";
    LiveLineReader reader = new LiveLineReader();
    http.newWebSocketBuilder()
        .header("Authorization", server.authorization())
        .buildAsync(
            URI.create(server.url().replace("http:", "ws:") + path), new Listener(reader.heard))
        .join();
    return reader;
  }

  /** What it has read, once the run has ended. */
  public CompletableFuture<Heard> heard() {
    return heard;
  }

  private static final class Listener implements WebSocket.Listener {
    private final CompletableFuture<Heard> heard;
    private final Heard so = new Heard();
    private final StringBuilder frame = new StringBuilder();

    Listener(CompletableFuture<Heard> heard) {
      this.heard = heard;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      frame.append(data);
      if (last) {
        read();
        frame.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.complete(so);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable problem) {
      heard.completeExceptionally(problem);
    }

    private void read() {
      int at = frame.indexOf(CONTENT);
      while (at >= 0) {
        int text = at + CONTENT.length();
        int number = frame.indexOf(NUMBER, text) + NUMBER.length();
        so.line(digits(number), digits(text));
        at = frame.indexOf(CONTENT, number);
      }
    }

    private long digits(int from) {
      int to = from;
      while (Character.isDigit(frame.charAt(to))) {
        to++;
      }
      return Long.parseLong(frame, from, to, 10);
    }
  }
}
