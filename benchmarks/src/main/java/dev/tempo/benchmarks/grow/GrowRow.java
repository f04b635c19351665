package dev.tempo.benchmarks.grow;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** P11: what a fire costs among many triggers, and a list of runs among many runs. */
public final class GrowRow implements Row {
  private static final String SMALL = "small";
  private static final String LARGE = "large";
  private static final int FIRES = 10_000;
  private static final int LISTS = 40;
  private static final int MOST_GROWTH = 2;

  /** Where a store is. */
  @FunctionalInterface
  private interface Place {
    Store open(Path directory, int runs);
  }

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Place memory = (directory, runs) -> new MemoryStore(Math.max(1, runs));
    Place sqlite = (directory, runs) -> SqliteStore.open(directory);
    List<Figure> figures = new ArrayList<>();
    figures.addAll(fires("in memory", memory, settings));
    figures.addAll(fires("SQLite", sqlite, settings));
    figures.addAll(oneOffs(settings));
    figures.addAll(lists("in memory", memory, settings));
    figures.addAll(lists("SQLite", sqlite, settings));
    return figures;
  }

  private static List<Figure> fires(String where, Place place, BenchmarkSettings settings)
      throws Exception {
    int few = 1_000;
    int many = settings.size(1_000_000);
    try (Scratch scratch = Scratch.in(settings.directory());
        FiringTriggers small =
            new FiringTriggers(place.open(scratch.path().resolve(SMALL), 10_000), few);
        FiringTriggers large =
            new FiringTriggers(place.open(scratch.path().resolve(LARGE), 10_000), many)) {
      System.err.printf(Locale.ROOT, "  fires, %s%n", where);
      int fires = settings.size(FIRES);
      Rounds rounds =
          Rounds.quiet()
              .add(SMALL, () -> small.micros(fires))
              .add(LARGE, () -> large.micros(fires))
              .run(settings.rounds());
      return figures("a fire, " + where, new Sizes("triggers", few, many), rounds);
    }
  }

  private static List<Figure> oneOffs(BenchmarkSettings settings) throws Exception {
    int few = 1_000;
    int many = settings.size(1_000_000);
    try (Scratch scratch = Scratch.in(settings.directory());
        WaitingOneOffs small = waiting(scratch.path().resolve(SMALL), few);
        WaitingOneOffs large = waiting(scratch.path().resolve(LARGE), many)) {
      System.err.println("  one-offs, SQLite");
      int fires = settings.size(FIRES);
      Rounds rounds =
          Rounds.quiet()
              .add(SMALL, () -> small.micros(fires))
              .add(LARGE, () -> large.micros(fires))
              .run(settings.rounds());
      String those = Sizes.of(many, "one-offs wait");
      List<Figure> figures = new ArrayList<>();
      figures.add(
          Figure.of("asking for one in a batch until " + those, "µs").ours(large.askMicros()));
      figures.addAll(figures("a one-off, SQLite", new Sizes("of them wait", few, many), rounds));
      figures.add(Figure.of("start while " + those, "ms").ours(large.startMillis()));
      figures.add(Figure.of("start while 1,000 wait", "ms").ours(small.startMillis()));
      figures.add(Figure.of("heap while " + those, "MB").ours(large.heapMegabytes()));
      figures.add(
          Figure.of("heap for each of them", "bytes").ours(large.heapMegabytes() * 1e6 / many));
      return figures;
    }
  }

  private static WaitingOneOffs waiting(Path directory, int count) {
    return new WaitingOneOffs(() -> SqliteStore.open(directory), count);
  }

  private static List<Figure> lists(String where, Place place, BenchmarkSettings settings)
      throws Exception {
    int few = 10_000;
    int many = settings.size(1_000_000);
    List<Figure> figures = new ArrayList<>();
    try (Scratch scratch = Scratch.in(settings.directory());
        ManyRuns small = new ManyRuns(place.open(scratch.path().resolve(SMALL), few), few);
        ManyRuns large = new ManyRuns(place.open(scratch.path().resolve(LARGE), many), many)) {
      System.err.printf(Locale.ROOT, "  lists, %s%n", where);
      for (String name : large.queries().keySet()) {
        Rounds rounds =
            Rounds.quiet()
                .add(SMALL, () -> small.micros(name, LISTS))
                .add(LARGE, () -> large.micros(name, LISTS))
                .run(settings.rounds());
        Sizes sizes = new Sizes("runs", few, many);
        figures.addAll(figures("list of 100 runs, " + name + ", " + where, sizes, rounds));
      }
    }
    return figures;
  }

  private static List<Figure> figures(String name, Sizes sizes, Rounds rounds) {
    double small = rounds.median(SMALL).orElseThrow();
    double large = rounds.median(LARGE).orElseThrow();
    return List.of(
        Figure.of(name + ", " + Sizes.of(sizes.large(), sizes.unit()), "µs").ours(large),
        Figure.of(name + ", against " + Sizes.of(sizes.small(), sizes.unit()), "×")
            .ours(large / small)
            .target(Target.atMost(MOST_GROWTH)));
  }

  /**
   * What is compared.
   *
   * @param unit of what there are so many
   * @param small the smaller number
   * @param large the larger one
   */
  private record Sizes(String unit, int small, int large) {
    static String of(int size, String unit) {
      return String.format(Locale.ROOT, "%,d %s", size, unit);
    }
  }
}
