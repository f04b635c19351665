package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.jmh.Jmh;
import dev.tempo.benchmarks.jmh.Measured;
import dev.tempo.benchmarks.jmh.Results;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * P7: many readers of a run that prints a line each millisecond, from the moment at which the
 * script writes a line to the moment at which a reader has it. Both read the monotonic clock of the
 * system, which is what {@code System.nanoTime} and Python's {@code monotonic_ns} are on Linux.
 *
 * <p>How readers listen is an {@link Audience}: by {@code Tempo.follow} in this process, and by
 * WebSockets to a server in a process of its own.
 */
public final class LiveRow implements Row {
  private static final int ROUNDS = 3;
  private static final String RING = "LiveRingBenchmark.";
  private static final double MOST_MS = 60;
  private static final String SCRIPT =
      """
      import time
      due = time.monotonic_ns()
      for _ in range(%d):
          due += 1_000_000
          wait = due - time.monotonic_ns()
          if wait > 0:
              time.sleep(wait / 1e9)
          print(time.monotonic_ns())
      """;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (Audience audience : List.of(new FollowingAudience(), new WebSocketAudience())) {
      figures.addAll(figures(audience, settings));
    }
    figures.addAll(inner(settings));
    return figures;
  }

  /** What the ring and the frames cost, for a hundred lines at once. */
  private static List<Figure> inner(BenchmarkSettings settings) throws Exception {
    Results results =
        Jmh.of("live", settings)
            .run(options -> options.include("\\.(LiveRing|LogFrame)Benchmark\\."));
    List<Figure> figures = new ArrayList<>();
    for (String readers : List.of("1", "10", "100")) {
      String of = "100 lines, readers: " + readers + ", ";
      figures.add(micros(of + "given", results.get(RING + "given", "readers", readers)));
      figures.add(micros(of + "woken", results.get(RING + "woken", "readers", readers)));
      figures.add(
          micros(of + "as frames", results.get("LogFrameBenchmark.encode", "readers", readers)));
    }
    return figures;
  }

  private static Figure micros(String name, Measured measured) {
    return Figure.of(name, "µs").ours(measured.median());
  }

  private static List<Figure> figures(Audience audience, BenchmarkSettings settings)
      throws Exception {
    Samples p50 = new Samples();
    Samples p99 = new Samples();
    Samples max = new Samples();
    long lost = 0;
    long wrong = 0;
    for (int round = 1; round <= (settings.quick() ? 1 : ROUNDS); round++) {
      int lines = settings.quick() ? 2_000 : 15_000;
      Heard heard = audience.hear(String.format(Locale.ROOT, SCRIPT, lines), lines, settings);
      p50.add(heard.millis().median());
      p99.add(heard.millis().quantile(0.99));
      max.add(heard.millis().max());
      lost += heard.lost();
      wrong += heard.wrong();
      System.err.printf(
          Locale.ROOT,
          "  %s, round %d: p99 %.1f ms%n",
          audience.name(),
          round,
          heard.millis().quantile(0.99));
    }
    String name = String.format(Locale.ROOT, "%d readers, %s, ", Audience.READERS, audience.name());
    return List.of(
        Figure.of(name + "p50", "ms").ours(p50.median()),
        Figure.of(name + "p99", "ms").ours(p99.median()).target(Target.atMost(MOST_MS)),
        Figure.of(name + "max", "ms").ours(max.max()),
        Figure.of(name + "lost", "lines").ours(lost).target(Target.atMost(0)),
        Figure.of(name + "doubled or out of order", "lines").ours(wrong).target(Target.atMost(0)));
  }
}
