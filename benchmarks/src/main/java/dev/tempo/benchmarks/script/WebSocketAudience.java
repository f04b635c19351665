package dev.tempo.benchmarks.script;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.JobPolicy;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.server.LaunchedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** WebSockets to a server that its launcher started, all from this process. */
final class WebSocketAudience implements Audience {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUEUE = "/api/queues/" + JobPolicy.DEFAULT_QUEUE;

  @Override
  public String name() {
    return "WebSockets";
  }

  @Override
  public Heard hear(String script, int lines, BenchmarkSettings settings) throws Exception {
    try (Scratch data = Scratch.in(BenchmarkSettings.onDisk());
        LaunchedServer server =
            LaunchedServer.start(LaunchedServer.launcher(settings), data.path());
        HttpClient http = HttpClient.newHttpClient()) {
      server.logIn();
      server.post(QUEUE + "/pause", "{}"); // so that all listen from the first line on
      String run = run(server, script);
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Reader reader = new Reader();
        http.newWebSocketBuilder()
            .header("Authorization", server.authorization())
            .buildAsync(address(server, run), reader)
            .join();
        readers.add(reader);
      }
      server.post(QUEUE + "/resume", "{}");
      Heard all = new Heard();
      for (Reader reader : readers) {
        all.add(reader.heard.get(House.LONGEST.toSeconds(), TimeUnit.SECONDS), lines);
      }
      return all;
    }
  }

  private static String run(LaunchedServer server, String script) throws Exception {
    ObjectNode job = JSON.createObjectNode().put("name", "Talker");
    job.putObject("task")
        .put("kind", "shell")
        .put("content", "exec python3 -u -c '" + script + "'");
    String id = server.post("/api/jobs", job.toString()).path("id").asText();
    return server.post("/api/jobs/" + id + "/run", "{}").path("runId").asText();
  }

  private static URI address(LaunchedServer server, String run) {
    String path = "/api/runs/" + run + "/logs/live?stream=stdout";
    return URI.create(server.url().replace("http:", "ws:") + path);
  }

  /** One reader; of a frame it reads what it needs and no more, since it shares the machine. */
  private static final class Reader implements WebSocket.Listener {
    private static final String CONTENT = "\"content\":\"";
    private static final String NUMBER = "\"lineNumber\":";

    private final CompletableFuture<Heard> heard = new CompletableFuture<>();
    private final Heard so = new Heard();
    private final StringBuilder frame = new StringBuilder();

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
