package dev.tempo.benchmarks.busy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.JobPolicy;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.benchmarks.script.Heard;
import dev.tempo.benchmarks.script.LiveLineReader;
import dev.tempo.benchmarks.server.LaunchedServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * P14: two hundred runs of a short script a second, asked for over the API, while pages are open in
 * a browser and others read the lines of a script as it prints them; then whether all of it is
 * there.
 */
public final class BusyRow implements Row {
  private static final int PER_SECOND = 200;
  private static final int READERS = 20;
  private static final int LINES_PER_SECOND = 20;
  private static final double P99 = 0.99;
  private static final double MOST_MS = 20;
  private static final double MOST_GROWTH = 0.05;
  private static final String WORD = "hello";
  private static final String QUEUE = "/api/queues/" + JobPolicy.DEFAULT_QUEUE;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TALKER =
      """
      exec python3 -u -c '
      import time
      due = time.monotonic_ns()
      for _ in range(%d):
          due += %d
          wait = due - time.monotonic_ns()
          if wait > 0:
              time.sleep(wait / 1e9)
          print(time.monotonic_ns())
      '
      """;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Duration length =
        settings.quick()
            ? Duration.ofSeconds(30)
            : Duration.ofMinutes(settings.size("minutes", 10, 1));
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      Path data = scratch.path().resolve("data");
      Worked worked = work(settings, scratch.path(), length);
      StoredTruth truth = StoredTruth.of(data, worked.job(), worked.requests().runs(), WORD);
      return figures(length, worked, truth);
    }
  }

  /** What was seen while it worked. */
  private record Worked(
      UUID job, SteadyRequests requests, Onlooker onlooker, Heard heard, int pages) {}

  private static Worked work(BenchmarkSettings settings, Path directory, Duration length)
      throws Exception {
    Path launcher = LaunchedServer.launcher(settings);
    Map<String, String> roomy = Map.of("TEMPO_MAX_CONCURRENT_RUNS", "16");
    try (HttpClient http = HttpClient.newHttpClient();
        LaunchedServer server = LaunchedServer.start(launcher, directory.resolve("data"), roomy)) {
      server.logIn();
      int lines = Math.toIntExact(length.toSeconds() * LINES_PER_SECOND);
      List<LiveLineReader> readers = readers(server, http, lines);
      String job = job(server, "Short", "/bin/echo \"" + WORD + " $TEMPO_RUN_ID\"");
      try (OpenedPages pages = OpenedPages.of(server, directory.resolve("profile"))) {
        server.post(QUEUE + "/resume", "{}");
        SteadyRequests requests = new SteadyRequests(server, job, PER_SECOND);
        Onlooker onlooker = new Onlooker(server);
        try (onlooker) {
          requests.run(length);
        }
        Heard heard = new Heard();
        for (LiveLineReader reader : readers) {
          heard.add(reader.heard().get(length.toSeconds(), TimeUnit.SECONDS), lines);
        }
        boolean isIdle = Patience.isReached(Duration.ofMillis(100), () -> isIdle(server));
        if (!isIdle) {
          System.err.println("  Runs still wait, minutes after the last was asked for.");
        }
        return new Worked(UUID.fromString(job), requests, onlooker, heard, pages.alive());
      }
    }
  }

  /** Readers of a script that has not begun yet. */
  private static List<LiveLineReader> readers(LaunchedServer server, HttpClient http, int lines)
      throws Exception {
    server.post(QUEUE + "/pause", "{}"); // so that all listen from the first line on
    String script = String.format(Locale.ROOT, TALKER, lines, 1_000_000_000 / LINES_PER_SECOND);
    String talker = job(server, "Talker", script);
    String run = server.post("/api/jobs/" + talker + "/run", "{}").path("runId").asText();
    List<LiveLineReader> readers = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) {
      readers.add(LiveLineReader.of(http, server, run));
    }
    return readers;
  }

  private static String job(LaunchedServer server, String name, String script) throws Exception {
    ObjectNode job = JSON.createObjectNode().put("name", name).put("overlap", "ALLOW");
    job.putObject("task").put("kind", "shell").put("content", script);
    return server.post("/api/jobs", job.toString()).path("id").asText();
  }

  /** Whether all runs have ended, as far as the server is able to say it. */
  private static boolean isIdle(LaunchedServer server) {
    try {
      return server.get("/api/runs?status=queued,running&limit=1").path("runs").isEmpty();
    } catch (IOException | IllegalStateException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Figure> figures(Duration length, Worked worked, StoredTruth truth) {
    SteadyRequests requests = worked.requests();
    double asked = (double) requests.runs().size() / length.toSeconds();
    long refused = requests.failures().values().stream().mapToLong(Long::longValue).sum();
    requests.failures().forEach((how, many) -> System.err.println("  " + many + " × " + how));
    List<Figure> figures = new ArrayList<>();
    figures.add(Figure.of("for how long", "s").ours(length.toSeconds()));
    figures.add(
        Figure.of("runs asked for", "runs/s").ours(asked).target(Target.atLeast(PER_SECOND)));
    figures.add(Figure.of("pages open in a browser", "pages").ours(worked.pages()));
    figures.add(
        Figure.of("p99 of asking for a run", "ms")
            .ours(requests.millis().quantile(P99))
            .target(Target.atMost(MOST_MS)));
    figures.add(
        Figure.of("p99 of lists", "ms")
            .ours(worked.onlooker().millis().quantile(P99))
            .target(Target.atMost(MOST_MS)));
    figures.add(
        none("requests and lists that failed", "requests", refused + worked.onlooker().failed()));
    figures.add(none("runs that still wait minutes later", "runs", truth.waiting()));
    figures.add(none("runs asked for, with another end than a good one", "runs", truth.failed()));
    figures.add(
        none("runs that nobody asked for", "runs", Math.max(0, truth.runs() - requests.sent())));
    figures.add(none("lines of runs lost, doubled or wrong", "lines", truth.wrongLines()));
    Heard heard = worked.heard();
    figures.add(Figure.of(READERS + " live readers, p99", "ms").ours(heard.millis().quantile(P99)));
    figures.add(none(READERS + " live readers, lost", "lines", heard.lost()));
    figures.add(none(READERS + " live readers, doubled or out of order", "lines", heard.wrong()));
    figures.add(Figure.of("memory at the end", "MB").ours(worked.onlooker().memory()));
    figures.add(
        Figure.of("memory, the last third of the time against the one before", "more")
            .ours(worked.onlooker().growth())
            .target(Target.atMost(MOST_GROWTH)));
    return figures;
  }

  private static Figure none(String name, String unit, long count) {
    return Figure.of(name, unit).ours(count).target(Target.atMost(0));
  }
}
