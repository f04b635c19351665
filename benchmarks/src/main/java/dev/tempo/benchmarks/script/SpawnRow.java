package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.BenchmarkSettings;
import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.process.ProcessSupervisor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * P5: runs of {@code /bin/true} through the engine and the SQLite store, in a cgroup for each run
 * and, where they can be taken away, without.
 */
public final class SpawnRow implements Row {
  private static final String FLOOR = "ProcessBuilder";
  private static final String CONFINED = "in a cgroup";
  private static final String FREE = "without a cgroup";
  private static final double MOST_MS = 3;
  private static final double LEAST_PER_SECOND = 400;

  @Override
  public List<Figure> measure(BenchmarkSettings settings) throws Exception {
    boolean confines = confines(BenchmarkSettings.onDisk());
    Map<String, Spawner> spawners = new LinkedHashMap<>();
    try (TempoSpawner here = new TempoSpawner(BenchmarkSettings.onDisk())) {
      spawners.put(confines ? CONFINED : FREE, here);
      Optional<WithoutCgroups> free =
          confines ? WithoutCgroups.start(BenchmarkSettings.onDisk()) : Optional.empty();
      try {
        free.ifPresent(spawner -> spawners.put(FREE, spawner));
        return figures(spawners, settings);
      } finally {
        free.ifPresent(WithoutCgroups::close);
      }
    }
  }

  /** Whether scripts get cgroups on this machine. */
  static boolean confines(Path directory) throws Exception {
    try (Scratch scratch = Scratch.in(directory);
        ProcessSupervisor supervisor =
            ProcessSupervisor.builder().directory(scratch.path()).build()) {
      return supervisor.limitText().contains("cgroup v2");
    }
  }

  private static List<Figure> figures(Map<String, Spawner> spawners, BenchmarkSettings settings) {
    List<Figure> figures = new ArrayList<>();
    for (Spawner.Way way : Spawner.Way.values()) {
      Map<String, Spawner> contenders = new LinkedHashMap<>(spawners);
      contenders.put(FLOOR, new BareSpawner());
      int runs = settings.size(runs(way));
      System.err.printf(Locale.ROOT, "  %s%n", name(way, runs));
      Rounds rounds = new Rounds();
      contenders.forEach((who, spawner) -> rounds.add(who, () -> spawner.measure(way, runs)));
      rounds.run(settings.rounds());
      spawners.keySet().forEach(who -> figures.addAll(figure(way, who, runs, rounds)));
    }
    return figures;
  }

  private static List<Figure> figure(Spawner.Way way, String who, int runs, Rounds rounds) {
    boolean burst = way == Spawner.Way.BURST;
    if (rounds.median(who).isEmpty()) {
      return List.of();
    }
    Figure figure =
        Figure.of(name(way, runs) + ", " + who, burst ? "runs/s" : "ms")
            .ours(rounds.median(who).getAsDouble())
            .floor(rounds.median(FLOOR).orElseThrow());
    return List.of(
        figure.target(burst ? Target.atLeast(LEAST_PER_SECOND) : Target.atMost(MOST_MS)));
  }

  private static int runs(Spawner.Way way) {
    return switch (way) {
      case APART -> 100;
      case IN_A_ROW -> 400;
      case BURST -> 1_000;
    };
  }

  private static String name(Spawner.Way way, int runs) {
    return switch (way) {
      case APART -> "a run, 20 ms after the last, p50";
      case IN_A_ROW -> "a run, at once after the last, p50";
      case BURST -> String.format(Locale.ROOT, "%,d runs at once", runs);
    };
  }
}
