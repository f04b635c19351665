package dev.tempo.faults.simulation;

import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.engine.Simulation;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Simulation: random histories of engines, queues and nodes in virtual time, each from a seed of
 * its own. One that breaks a promise is told by its seed, and by how few steps are enough.
 */
public final class SimulateRow implements FaultRow {
  private static final int DAYS = 100_000;
  private static final int FEW_DAYS = 1_000;
  private static final int NODE_HISTORIES = 5; // which last minutes, for each of the others
  private static final int MOST_TOLD = 10;

  @Override
  public List<Figure> show(FaultSettings settings) {
    Logger logger = Logger.getLogger("dev.tempo");
    logger.setLevel(Level.OFF); // thousands of failures on purpose need not be told
    try {
      return histories(settings);
    } finally {
      logger.setLevel(null);
    }
  }

  private static List<Figure> histories(FaultSettings settings) {
    double wanted = settings.times(DAYS, FEW_DAYS);
    List<Tally> tallies = new ArrayList<>();
    for (Simulation simulation : Simulation.values()) {
      tallies.add(new Tally(simulation));
    }
    List<String> broken = new ArrayList<>();
    double days = 0;
    for (long seed = settings.seed(); days < wanted && broken.size() < MOST_TOLD; seed++) {
      for (Tally tally : tallies) {
        int times = tally.simulation == Simulation.NODES ? NODE_HISTORIES : 1;
        for (int i = 0; i < times; i++) {
          days += tally.add(NODE_HISTORIES * seed + i, broken);
        }
      }
    }
    broken.forEach(settings::say);
    List<Figure> figures = new ArrayList<>();
    tallies.forEach(tally -> figures.addAll(tally.figures()));
    figures.add(Figure.of("virtual days", "days").ours(days).target(Target.atLeast(DAYS)));
    figures.add(
        Figure.of("histories that broke a promise", "")
            .ours(broken.size())
            .target(Target.atMost(0)));
    return figures;
  }

  /** What there was of a simulation. */
  private static final class Tally {
    private final Simulation simulation;
    private int histories;
    private double days;

    Tally(Simulation simulation) {
      this.simulation = simulation;
    }

    double add(long seed, List<String> broken) {
      histories++;
      try {
        double passed = simulation.run(seed, simulation.steps()).toMillis() / 86_400_000.0;
        days += passed;
        return passed;
      } catch (AssertionError | RuntimeException e) {
        ShortestFailure shortest = ShortestFailure.of(simulation.steps(), at -> fails(seed, at));
        broken.add(
            String.format(
                Locale.ROOT,
                "%s, seed %d, %d steps of %d: %s",
                simulation,
                seed,
                shortest.steps(),
                simulation.steps(),
                e));
        return 0;
      }
    }

    private boolean fails(long seed, int steps) {
      try {
        simulation.run(seed, steps);
        return false;
      } catch (AssertionError | RuntimeException e) {
        return true;
      }
    }

    List<Figure> figures() {
      String name = simulation.name().toLowerCase(Locale.ROOT);
      return List.of(
          Figure.of(name + ", histories", "").ours(histories),
          Figure.of(name + ", time that passed in them", "days").ours(days));
    }
  }
}
