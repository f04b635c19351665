package dev.tempo.benchmarks.punctual;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * P4: how late triggers fire. Peers that cannot cope with the load are measured at a smaller one,
 * too, which stands in the name of the case.
 */
public final class PunctualRow implements Row {
  private static final String OURS = "Tempo";
  private static final int ROUNDS = 3;
  private static final double LATEST_MS = 2;
  private static final double MOST_SYNCS = 3;
  private static final String IN_MEMORY = "in memory";
  private static final String ON_DISK = "SQLite";
  private static final String IN_TMPFS = "SQLite in tmpfs";

  /** In memory, so that nothing is waited for but the processor. */
  private static final Path TMPFS = Path.of("/dev/shm");

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    Load full = new Load(settings.size(100_000), 1_000, settings.quick() ? 2 : 10);
    Load small = new Load(settings.size(10_000), 100, settings.quick() ? 2 : 10);
    Map<String, Scheduling> memory = new LinkedHashMap<>();
    memory.put(OURS, (load, directory) -> TempoFires.inMemory(load));
    Map<String, Scheduling> sqlite = new LinkedHashMap<>();
    sqlite.put(OURS, TempoFires::onSqlite);
    Map<String, Scheduling> calm = new LinkedHashMap<>(sqlite);
    if (!settings.alone()) {
      memory.put("Quartz RAM", (load, directory) -> QuartzFires.inMemory(load));
      sqlite.put("db-scheduler", DbSchedulerFires::byDefault);
      sqlite.put("db-scheduler, 10 ms", DbSchedulerFires::atBest);
      calm.putAll(sqlite);
      calm.put("JobRunr", JobRunrFires::byDefault);
    }
    List<Figure> figures = new ArrayList<>();
    figures.addAll(figures(IN_MEMORY, full, memory, settings));
    if (Files.isWritable(TMPFS)) {
      Map<String, Scheduling> ours = Map.of(OURS, TempoFires::onSqlite);
      figures.addAll(figures(IN_TMPFS, full, ours, settings));
    }
    figures.addAll(figures(ON_DISK, full, sqlite, settings));
    figures.addAll(figures(ON_DISK, small, calm, settings));
    return figures;
  }

  private static List<Figure> figures(
      String store, Load load, Map<String, Scheduling> schedulers, BenchmarkSettings settings)
      throws Exception {
    Map<String, Punctuality> measured = new LinkedHashMap<>();
    for (int round = 1; round <= (settings.quick() ? 1 : ROUNDS); round++) {
      for (Map.Entry<String, Scheduling> entry : schedulers.entrySet()) {
        Punctuality sums = measured.computeIfAbsent(entry.getKey(), any -> new Punctuality());
        measure(store, load, entry.getValue(), sums, settings);
        System.err.printf(Locale.ROOT, "  %s, %s, %s: %s%n", load, store, entry.getKey(), sums);
      }
    }
    measured.values().removeIf(Punctuality::isEmpty);
    List<Figure> figures = new ArrayList<>(figures(load + ", " + store + ", ", measured));
    Punctuality ours = measured.get(OURS);
    if (store.equals(ON_DISK) && ours != null) {
      figures.add(againstDisk(load + ", " + store + ", ", ours));
    }
    return figures;
  }

  private static Figure againstDisk(String name, Punctuality ours) {
    double sync = ours.syncs.median();
    return Figure.of(name + "p99, against the p99 of an fsync", "×")
        .ours(ours.p99.median() / sync)
        .target(Target.atMost(MOST_SYNCS));
  }

  private static void measure(
      String store, Load load, Scheduling who, Punctuality sums, BenchmarkSettings settings)
      throws IOException {
    Path directory = store.equals(IN_TMPFS) ? TMPFS : settings.directory();
    try (Scratch scratch = Scratch.in(directory);
        DiskSyncs syncs = DiskSyncs.in(scratch.path())) {
      sums.add(who.run(load, scratch.path()));
      if (!store.equals(IN_MEMORY)) {
        sums.syncs.add(syncs.millis().quantile(0.99));
      }
    } catch (Exception e) {
      System.err.println("  could not be measured: " + e);
    }
  }

  private static List<Figure> figures(String name, Map<String, Punctuality> measured) {
    Figure p50 = Figure.of(name + "p50", "ms late");
    Figure p99 = Figure.of(name + "p99", "ms late");
    Figure max = Figure.of(name + "max", "ms late");
    Figure early = Figure.of(name + "early", "fires");
    Figure missed = Figure.of(name + "missed", "fires");
    Figure again = Figure.of(name + "more than once", "fires");
    for (Map.Entry<String, Punctuality> entry : measured.entrySet()) {
      String who = entry.getKey();
      Punctuality how = entry.getValue();
      if (how.p50.count() > 0) {
        p50 = with(p50, who, how.p50.median());
        p99 = with(p99, who, how.p99.median());
        max = with(max, who, how.max.max());
      }
      if (who.equals(OURS) && how.syncs.count() > 0) {
        p99 = p99.floor(how.syncs.median());
      }
      early = with(early, who, how.early);
      missed = with(missed, who, how.missed);
      again = with(again, who, how.again);
    }
    return List.of(
        p50,
        p99.target(Target.atMost(LATEST_MS)),
        max,
        early.target(Target.atMost(0)),
        missed.target(Target.atMost(0)),
        again.target(Target.atMost(0)));
  }

  private static Figure with(Figure figure, String who, double value) {
    return who.equals(OURS) ? figure.ours(value) : figure.peer(who, value);
  }

  /** What was measured of one scheduler: a value for each round, and sums over all. */
  private static final class Punctuality {
    private final Samples p50 = new Samples();
    private final Samples p99 = new Samples();
    private final Samples max = new Samples();
    private final Samples syncs = new Samples();
    private int rounds;
    private int early;
    private int missed;
    private int again;

    boolean isEmpty() {
      return rounds == 0;
    }

    void add(Lateness lateness) {
      rounds++;
      if (lateness.millis().count() > 0) {
        p50.add(lateness.millis().median());
        p99.add(lateness.millis().quantile(0.99));
        max.add(lateness.millis().max());
      }
      early += lateness.early();
      missed += lateness.missed();
      again += lateness.again();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d rounds, %d fires early, %d missed, %d more than once",
          rounds,
          early,
          missed,
          again);
    }
  }
}
