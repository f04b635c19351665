package dev.tempo.benchmarks.throughput;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.jmh.Jmh;
import dev.tempo.benchmarks.jmh.Measured;
import dev.tempo.benchmarks.jmh.Results;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** P2: no-op jobs through the SQLite store, all durable, by {@link DurableBenchmark}. */
public final class DurableRow implements Row {
  private static final String CLASS = "DurableBenchmark.";
  private static final int JVMS = 3;
  private static final int QUICK_RUNS = 1_000;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Results results =
        Jmh.of("durable", settings)
            .rounds(JVMS)
            .runsInQuick(QUICK_RUNS)
            .run(options -> options.include("\\.DurableBenchmark\\."));
    Measured tempo = results.get(CLASS + "tempo");
    double ours = tempo.median();
    double floor = results.get(CLASS + "bare").median();
    Optional<Measured> dbScheduler = results.find(CLASS + "runDbScheduler");
    Optional<Measured> jobRunr = results.find(CLASS + "runJobRunr");
    Figure figure = Figure.of("no-op runs", "runs/s").ours(ours);
    figure =
        dbScheduler.isEmpty() ? figure : figure.peer("db-scheduler", dbScheduler.get().median());
    figure = jobRunr.isEmpty() ? figure : figure.peer("JobRunr", jobRunr.get().median());
    List<Figure> figures = new ArrayList<>();
    figures.add(figure.floor(floor).target(Target.atLeast(50_000)));
    dbScheduler.ifPresent(
        peer -> figures.add(times("against db-scheduler", ours / peer.median(), 6)));
    jobRunr.ifPresent(peer -> figures.add(times("against JobRunr", ours / peer.median(), 25)));
    figures.add(times("against the floor", ours / floor, 2.0 / 3));
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      figures.add(Figure.of("fsync, p50", "µs").floor(Fsync.micros(scratch.path())));
    }
    figures.add(cpu("tempo-engine", tempo, "engineMicros"));
    figures.add(cpu("tempo-tempo.db-writer", tempo, "writerMicros"));
    figures.add(Figure.of("allocated, a run", "bytes").ours(tempo.bytes().orElseThrow()));
    return figures;
  }

  /** What a thread takes for a run: the least of all measurements, as others' work only adds. */
  static Figure cpu(String thread, Measured tempo, String counter) {
    return Figure.of(thread + ", CPU a run", "µs").ours(tempo.secondary().get(counter).min());
  }

  static Figure times(String name, double ratio, double least) {
    return Figure.of(name, "×").ours(ratio).target(Target.atLeast(least));
  }
}
