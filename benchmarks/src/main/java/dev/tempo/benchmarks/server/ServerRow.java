package dev.tempo.benchmarks.server;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** P10: how soon the server answers, what memory it takes, how long its lists take. */
public final class ServerRow implements Row {
  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;
  private static final int REQUESTS = 1_000;
  private static final int WARM_UP = 200;
  private static final double P99 = 0.99;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Path launcher = LaunchedServer.launcher(settings);
    List<Figure> figures = new ArrayList<>();
    Map<String, Double> few;
    Map<String, Double> many;
    try (Scratch scratch = Scratch.in(settings.directory())) {
      UUID job = FilledData.fill(scratch.path(), FEW);
      figures.addAll(starts(launcher, scratch.path(), settings));
      figures.addAll(memory(launcher, scratch.path(), job));
      few = lists(launcher, scratch.path(), job, settings);
    }
    try (Scratch scratch = Scratch.in(settings.directory())) {
      UUID job = FilledData.fill(scratch.path(), settings.size(MANY));
      many = lists(launcher, scratch.path(), job, settings);
    }
    for (String list : few.keySet()) {
      figures.addAll(figures(list, few.get(list), many.get(list), settings));
    }
    return figures;
  }

  /** The first start makes the databases. */
  private static List<Figure> starts(Path launcher, Path data, BenchmarkSettings settings)
      throws IOException, InterruptedException {
    double first;
    try (LaunchedServer server = LaunchedServer.start(launcher, data)) {
      first = server.startMillis();
    }
    Samples later = new Samples();
    for (int round = 0; round < settings.rounds(); round++) {
      try (LaunchedServer server = LaunchedServer.start(launcher, data)) {
        later.add(server.startMillis());
      }
    }
    return List.of(
        Figure.of("start to first answer, the very first", "ms")
            .ours(first)
            .target(Target.atMost(1_000)),
        Figure.of("start to first answer", "ms").ours(later.median()).target(Target.atMost(1_000)));
  }

  private static List<Figure> memory(Path launcher, Path data, UUID job)
      throws IOException, InterruptedException {
    try (LaunchedServer server = LaunchedServer.start(launcher, data)) {
      server.logIn();
      List<String> paths = new ArrayList<>(paths(job).values());
      paths.add("/api/jobs");
      paths.add("/api/jobs/" + job);
      for (int request = 0; request < REQUESTS; request++) {
        server.millis(paths.get(request % paths.size()));
      }
      return List.of(
          Figure.of("memory, 100 jobs, 10,000 runs, after 1,000 requests", "MB")
              .ours(server.megabytes("Rss"))
              .target(Target.atMost(100)),
          Figure.of("the same, of what others share its part alone", "MB")
              .ours(server.megabytes("Pss")),
          Figure.of("the same, what no file holds", "MB").ours(server.megabytes("Anonymous")));
    }
  }

  /** The 99th percentile of each list, in milliseconds. */
  private static Map<String, Double> lists(
      Path launcher, Path data, UUID job, BenchmarkSettings settings)
      throws IOException, InterruptedException {
    Map<String, Double> times = new LinkedHashMap<>();
    try (LaunchedServer server = LaunchedServer.start(launcher, data)) {
      server.logIn();
      for (Map.Entry<String, String> list : paths(job).entrySet()) {
        Samples samples = new Samples();
        for (int request = 0; request < WARM_UP + settings.size(REQUESTS); request++) {
          double millis = server.millis(list.getValue());
          if (request >= WARM_UP) {
            samples.add(millis);
          }
        }
        times.put(list.getKey(), samples.quantile(P99));
      }
    }
    return times;
  }

  private static Map<String, String> paths(UUID job) {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("all", "/api/runs?limit=50");
    paths.put("of a job", "/api/runs?limit=50&job=" + job);
    paths.put("failed", "/api/runs?limit=50&status=failure");
    return paths;
  }

  private static List<Figure> figures(
      String list, double few, double many, BenchmarkSettings settings) {
    return List.of(
        Figure.of(String.format(Locale.ROOT, "p99 of a list of runs, %s, 10,000 runs", list), "ms")
            .ours(few)
            .target(Target.atMost(10)),
        Figure.of(
                String.format(Locale.ROOT, "the same against that, %,d runs", settings.size(MANY))
                    + ", "
                    + list,
                "times")
            .ours(many / few)
            .target(Target.atMost(2)));
  }
}
