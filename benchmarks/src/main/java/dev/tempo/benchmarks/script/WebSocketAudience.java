package dev.tempo.benchmarks.script;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.JobPolicy;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.server.LaunchedServer;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
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
      List<LiveLineReader> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(LiveLineReader.of(http, server, run));
      }
      server.post(QUEUE + "/resume", "{}");
      Heard all = new Heard();
      for (LiveLineReader reader : readers) {
        all.add(reader.heard().get(House.LONGEST.toSeconds(), TimeUnit.SECONDS), lines);
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
}
