package dev.tempo.benchmarks.throughput;

import dev.tempo.QueueSettings;
import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.jmh.Jmh;
import dev.tempo.benchmarks.jmh.Results;
import dev.tempo.benchmarks.report.Figure;
import java.util.ArrayList;
import java.util.List;

/** What handlers cost on virtual and on platform threads, by {@link ThreadsBenchmark}. */
public final class ThreadsRow implements Row {
  private static final String CLASS = "ThreadsBenchmark.";
  private static final int QUICK_RUNS = 1_000;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Results results =
        Jmh.of("threads", settings)
            .runsInQuick(QUICK_RUNS)
            .run(options -> options.include("\\.ThreadsBenchmark\\."));
    List<Figure> figures = new ArrayList<>();
    for (QueueSettings.Threads kind : QueueSettings.Threads.values()) {
      figures.add(figure("no-op runs", "nothing", kind, results));
      figures.add(figure("handlers that all wait, begun", "allWait", kind, results));
    }
    return figures;
  }

  private static Figure figure(
      String name, String method, QueueSettings.Threads kind, Results results) {
    double rate = results.get(CLASS + method, "threads", kind.name()).median();
    return Figure.of(name + ", " + kind, "runs/s").ours(rate);
  }
}
