package dev.tempo.benchmarks.embed;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * P19: what a scheduler costs the program that it is embedded in, beside an empty one and those of
 * the peers.
 */
public final class EmbedRow implements Row {
  private static final List<Contender> ON_SQLITE =
      List.of(Contender.TEMPO_ON_SQLITE, Contender.DB_SCHEDULER, Contender.JOBRUNR);
  private static final List<Contender> IN_MEMORY =
      List.of(Contender.TEMPO_IN_MEMORY, Contender.QUARTZ);

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    EmbedRounds rounds = new EmbedRounds(settings);
    try (Scratch scratch = Scratch.in(BenchmarkSettings.onDisk())) {
      rounds.run(scratch.path());
    }
    return figures(rounds.measured());
  }

  private static List<Figure> figures(MeasuredRounds measured) {
    List<Figure> figures = new ArrayList<>();
    for (Quantity quantity : Quantity.values()) {
      figures.add(figure(measured, quantity, ", SQLite", ON_SQLITE));
      if (quantity == Quantity.START_CPU_MS) {
        againstDbScheduler(measured, figures);
      }
      figures.add(figure(measured, quantity, ", in memory", IN_MEMORY));
    }
    return figures;
  }

  private static Figure figure(
      MeasuredRounds measured, Quantity quantity, String suffix, List<Contender> contenders) {
    Figure figure = Figure.of(quantity.title() + suffix, quantity.unit());
    for (Contender contender : contenders) {
      OptionalDouble value = measured.median(contender, quantity);
      if (value.isPresent()) {
        figure =
            contender.isPeer()
                ? figure.peer(contender.title(), value.getAsDouble())
                : figure.ours(value.getAsDouble());
      }
    }
    OptionalDouble empty = measured.median(Contender.EMPTY, quantity);
    if (empty.isPresent() && quantity.hasFloor()) {
      figure = figure.floor(empty.getAsDouble());
    }
    return figure.ours().isPresent() && quantity.target().isPresent()
        ? figure.target(quantity.target().get())
        : figure;
  }

  private static void againstDbScheduler(MeasuredRounds measured, List<Figure> figures) {
    OptionalDouble ours = measured.median(Contender.TEMPO_ON_SQLITE, Quantity.START_CPU_MS);
    OptionalDouble theirs = measured.median(Contender.DB_SCHEDULER, Quantity.START_CPU_MS);
    if (ours.isPresent() && theirs.isPresent()) {
      figures.add(
          Figure.of("the same against db-scheduler", "×")
              .ours(ours.getAsDouble() / theirs.getAsDouble())
              .target(Target.atMost(1)));
    }
  }
}
