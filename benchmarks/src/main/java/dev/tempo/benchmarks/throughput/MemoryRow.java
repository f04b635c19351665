package dev.tempo.benchmarks.throughput;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.jmh.Jmh;
import dev.tempo.benchmarks.jmh.Measured;
import dev.tempo.benchmarks.jmh.Results;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** P3: no-op jobs through the store in memory, by {@link MemoryBenchmark}. */
public final class MemoryRow implements Row {
  private static final String CLASS = "MemoryBenchmark.";
  private static final int QUICK_RUNS = 20_000;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Results results =
        Jmh.of("memory", settings)
            .runsInQuick(QUICK_RUNS)
            .run(options -> options.include("\\.MemoryBenchmark\\."));
    Measured tempo = results.get(CLASS + "tempo");
    Optional<Measured> quartz = results.find(CLASS + "runQuartz");
    Figure figure = Figure.of("no-op runs", "runs/s").ours(tempo.median());
    figure = quartz.isEmpty() ? figure : figure.peer("Quartz RAM", quartz.get().median());
    List<Figure> figures = new ArrayList<>(List.of(figure.target(Target.atLeast(500_000))));
    quartz.ifPresent(
        peer ->
            figures.add(
                DurableRow.times("against Quartz RAM", tempo.median() / peer.median(), 10)));
    figures.add(DurableRow.cpu("tempo-engine", tempo, "engineMicros"));
    figures.add(Figure.of("allocated, a run", "bytes").ours(tempo.bytes().orElseThrow()));
    return figures;
  }
}
