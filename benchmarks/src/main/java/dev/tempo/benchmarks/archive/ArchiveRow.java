package dev.tempo.benchmarks.archive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.RetentionPolicy;
import dev.tempo.RetentionReport;
import dev.tempo.Tempo;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.logs.ServiceLines;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.benchmarks.server.FilledData;
import dev.tempo.benchmarks.server.LaunchedServer;
import dev.tempo.event.Event;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import dev.tempo.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * P16: runs of three hundred days with their logs, stored in one go: lists and searches among them,
 * also while they are backed up, and deleting half of them.
 */
public final class ArchiveRow implements Row {
  private static final int RUNS = 10_000_000;
  private static final int GIGABYTES = 100;
  private static final int LINE_BYTES = 110;
  private static final Duration SPAN = Duration.ofDays(300);
  private static final int REQUESTS = 1_000;
  private static final int SEARCHES = 21;
  private static final int PAGE = 100;
  private static final double P99 = 0.99;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    int runs = settings.size("runs", RUNS, RUNS / 100);
    double gigabytes = settings.size("gigabytes", GIGABYTES, GIGABYTES / 100);
    int lines = (int) Math.max(1, gigabytes * 1e9 / LINE_BYTES / runs);
    List<Figure> figures = new ArrayList<>();
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      Path data = scratch.path();
      UUID job = fill(data, runs, lines, figures);
      figures.addAll(searches(data));
      figures.addAll(served(LaunchedServer.launcher(settings), data, job, settings));
      figures.addAll(retention(data, runs));
    }
    return figures;
  }

  private static UUID fill(Path data, int runs, int lines, List<Figure> figures)
      throws IOException {
    long began = System.nanoTime();
    UUID job;
    long text;
    try (SqliteStore store = SqliteStore.open(data)) {
      ArchivedLogs logs = new ArchivedLogs(store.logs(), runs, lines);
      job = FilledData.fill(store, runs, SPAN.dividedBy(runs), logs);
      logs.await();
      text = logs.bytes();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    figures.add(Figure.of("runs", "runs").ours(runs));
    figures.add(Figure.of("text of their logs", "GB").ours(text / 1e9));
    figures.add(Figure.of("stored before that", "runs/s").ours(runs / seconds));
    figures.add(Figure.of("tempo.db", "GB").ours(Files.size(data.resolve("tempo.db")) / 1e9));
    figures.add(Figure.of("logs.db", "GB").ours(Files.size(data.resolve("logs.db")) / 1e9));
    return job;
  }

  /** Each first on a store that was just opened, then again and again. */
  private static List<Figure> searches(Path data) {
    List<Figure> figures = new ArrayList<>();
    try (SqliteStore store = SqliteStore.open(data)) {
      figures.add(search(store.logs(), "a rare word", ServiceLines.RARE, 20));
      figures.add(search(store.logs(), "an absent text", ServiceLines.ABSENT, 2));
      figures.add(search(store.logs(), "a common text", ServiceLines.COMMON, 30));
    }
    return figures;
  }

  private static Figure search(LogStore logs, String name, String text, double bound) {
    Samples millis = new Samples();
    for (int search = 0; search < SEARCHES; search++) {
      long began = System.nanoTime();
      LogQuery.Builder query = LogQuery.builder(text).limit(PAGE);
      LogHits hits = logs.search(query.build());
      while (!hits.complete()) {
        hits = logs.search(query.cursor(hits.nextCursor().orElseThrow()).build());
      }
      millis.add((System.nanoTime() - began) / 1e6);
    }
    return Figure.of("search, " + name, "ms").ours(millis.median()).target(Target.atMost(bound));
  }

  private static List<Figure> served(Path launcher, Path data, UUID job, BenchmarkSettings settings)
      throws IOException, InterruptedException {
    try (LaunchedServer first = LaunchedServer.start(launcher, data)) {
      first.logIn(); // makes its tables
    }
    List<Figure> figures = new ArrayList<>();
    try (LaunchedServer server = LaunchedServer.start(launcher, data)) {
      figures.add(
          Figure.of("start to first answer", "ms")
              .ours(server.startMillis())
              .target(Target.atMost(1_000)));
      server.logIn();
      for (Map.Entry<String, String> list : paths(job).entrySet()) {
        Samples millis = new Samples();
        for (int request = 0; request < settings.size(REQUESTS); request++) {
          millis.add(server.millis(list.getValue()));
        }
        figures.add(within("p99 of a list of runs, " + list.getKey(), millis));
      }
      figures.add(
          Figure.of("memory after these requests", "MB")
              .ours(server.megabytes("Rss"))
              .target(Target.atMost(100)));
      figures.addAll(backup(server, data, job));
    }
    return figures;
  }

  private static Map<String, String> paths(UUID job) {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("all", "/api/runs?limit=50");
    paths.put("of a job", "/api/runs?limit=50&job=" + job);
    paths.put("failed", "/api/runs?limit=50&status=failure");
    return paths;
  }

  /** Lists, searches and saves while a backup is made. */
  private static List<Figure> backup(LaunchedServer server, Path data, UUID job)
      throws IOException, InterruptedException {
    Samples lists = new Samples();
    Samples searches = new Samples();
    Samples saves = new Samples();
    double bytes = Files.size(data.resolve("tempo.db")) + Files.size(data.resolve("logs.db"));
    long began = System.nanoTime();
    server.post("/api/backups", "{}");
    do {
      for (String path : paths(job).values()) {
        lists.add(server.millis(path));
      }
      searches.add(server.millis("/api/search/logs?q=" + ServiceLines.RARE));
      long asked = System.nanoTime();
      server.post("/api/jobs/" + job + "/run", "{}");
      saves.add((System.nanoTime() - asked) / 1e6);
      Patience.rest(Duration.ofMillis(100));
    } while (server.get("/api/backups/status").hasNonNull("running"));
    double seconds = (System.nanoTime() - began) / 1e9;
    JsonNode status = server.get("/api/backups/status");
    if (!status.hasNonNull("lastBackup")) {
      throw new IllegalStateException("The backup failed: " + status);
    }
    return List.of(
        Figure.of("backup, checked", "MB/s").ours(bytes / 1e6 / seconds),
        Figure.of("backup, how long", "s").ours(seconds),
        within("p99 of lists of runs while it is made", lists),
        Figure.of("search, a rare word, while it is made, median, by HTTP", "ms")
            .ours(searches.median()),
        Figure.of("asking for a run while it is made, p99", "ms").ours(saves.quantile(P99)));
  }

  private static Figure within(String name, Samples millis) {
    return Figure.of(name, "ms").ours(millis.quantile(P99)).target(Target.atMost(10));
  }

  /** Of the older half, with their logs. */
  private static List<Figure> retention(Path data, int runs) {
    Duration age = Duration.between(FilledData.START.plus(SPAN.dividedBy(2)), Instant.now());
    try (SqliteStore store = SqliteStore.open(data);
        Tempo tempo = Tempo.builder().store(store).build().start()) {
      AtomicLong lastDeleted = new AtomicLong();
      tempo.onEvent(
          event -> {
            if (event instanceof Event.RunsDeleted) {
              lastDeleted.set(System.nanoTime());
            }
          });
      long began = System.nanoTime();
      RetentionReport report =
          tempo.purgeRuns(
              RetentionPolicy.of(age.truncatedTo(ChronoUnit.MILLIS), Integer.MAX_VALUE));
      double compacting = (System.nanoTime() - lastDeleted.get()) / 1e9;
      double seconds = (lastDeleted.get() - began) / 1e9;
      String name = String.format(Locale.ROOT, "retention, %,d runs of %,d", report.runs(), runs);
      return List.of(
          Figure.of(name, "runs/s").ours(report.runs() / seconds).target(Target.atLeast(50_000)),
          Figure.of("logs deleted with them", "logs").ours(report.logs()),
          Figure.of("giving their space back after that", "s").ours(compacting));
    }
  }
}
