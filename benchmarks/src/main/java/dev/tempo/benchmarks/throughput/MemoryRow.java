package dev.tempo.benchmarks.throughput;

import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Settings;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** P3: no-op jobs through the store in memory, each queued, started and finished. */
public final class MemoryRow implements Row {
  private static final String OURS = "Tempo";
  private static final String QUARTZ = "Quartz RAM";
  private static final int OUR_RUNS = 2_000_000;
  private static final int QUARTZ_RUNS = 100_000;

  private final TempoRuns tempo = new TempoRuns();

  @Override
  public List<Figure> measure(Settings settings) {
    Rounds rounds = new Rounds().add(OURS, () -> ours(settings.size(OUR_RUNS)));
    if (!settings.alone()) {
      rounds.add(QUARTZ, () -> QuartzRuns.perSecond(settings.size(QUARTZ_RUNS)));
    }
    rounds.run(settings.rounds());
    double ours = rounds.median(OURS).orElseThrow();
    OptionalDouble quartz = rounds.median(QUARTZ);
    Figure figure = Figure.of("no-op runs", "runs/s").ours(ours);
    figure = quartz.isPresent() ? figure.peer(QUARTZ, quartz.getAsDouble()) : figure;
    List<Figure> figures = new ArrayList<>(List.of(figure.target(Target.atLeast(500_000))));
    quartz.ifPresent(
        peer ->
            figures.add(
                Figure.of("against Quartz RAM", "×").ours(ours / peer).target(Target.atLeast(10))));
    double micros = tempo.micros(TempoRuns.ENGINE);
    figures.add(Figure.of(TempoRuns.ENGINE + ", CPU a run", "µs").ours(micros));
    return figures;
  }

  private double ours(int runs) {
    try (MemoryStore store = new MemoryStore()) {
      return tempo.perSecond(store, runs);
    }
  }
}
