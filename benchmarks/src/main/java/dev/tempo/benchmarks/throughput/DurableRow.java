package dev.tempo.benchmarks.throughput;

import dev.tempo.benchmarks.Rounds;
import dev.tempo.benchmarks.Row;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.Settings;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.store.sqlite.SqliteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * P2: no-op jobs through the SQLite store, each queued, started and finished, all durable. Every
 * measurement begins with an empty database.
 */
public final class DurableRow implements Row {
  private static final String OURS = "Tempo";
  private static final String FLOOR = "floor";
  private static final String DB_SCHEDULER = "db-scheduler";
  private static final String JOBRUNR = "JobRunr";
  private static final int OUR_RUNS = 200_000;
  private static final int DB_SCHEDULER_RUNS = 20_000;
  private static final int JOBRUNR_RUNS = 6_000;

  private final TempoRuns tempo = new TempoRuns();
  private final Samples groups = new Samples();
  private List<CommitShape> shapes = List.of();

  @Override
  public List<Figure> measure(Settings settings) throws Exception {
    Rounds rounds = new Rounds().add(OURS, () -> ours(settings)).add(FLOOR, () -> floor(settings));
    if (!settings.alone()) {
      rounds.add(DB_SCHEDULER, () -> dbScheduler(settings)).add(JOBRUNR, () -> jobRunr(settings));
    }
    rounds.run(settings.rounds());
    List<Figure> figures = figures(rounds);
    try (Scratch scratch = Scratch.in(settings.directory())) {
      figures.add(Figure.of("fsync, p50", "µs").floor(Fsync.micros(scratch.path())));
    }
    for (String thread : List.of(TempoRuns.ENGINE, TempoRuns.WRITER)) {
      figures.add(Figure.of(thread + ", CPU a run", "µs").ours(tempo.micros(thread)));
    }
    figures.add(Figure.of("writes in a commit, p50", "writes").ours(groups.median()));
    return figures;
  }

  private double ours(Settings settings) throws Exception {
    try (Scratch scratch = Scratch.in(settings.directory());
        ObservedStore store = new ObservedStore(SqliteStore.open(scratch.path()))) {
      double rate = tempo.perSecond(store, settings.size(OUR_RUNS));
      shapes = store.shapes();
      shapes.forEach(shape -> groups.add(shape.writes()));
      return rate;
    }
  }

  private double floor(Settings settings) throws Exception {
    try (Scratch scratch = Scratch.in(settings.directory())) {
      return BarePipeline.perSecond(scratch.path(), shapes);
    }
  }

  private static double dbScheduler(Settings settings) throws Exception {
    try (Scratch scratch = Scratch.in(settings.directory())) {
      return DbSchedulerRuns.perSecond(scratch.path(), settings.size(DB_SCHEDULER_RUNS));
    }
  }

  private static double jobRunr(Settings settings) throws Exception {
    try (Scratch scratch = Scratch.in(settings.directory())) {
      return JobRunrRuns.perSecond(scratch.path(), settings.size(JOBRUNR_RUNS));
    }
  }

  private static List<Figure> figures(Rounds rounds) {
    double ours = rounds.median(OURS).orElseThrow();
    Figure figure = Figure.of("no-op runs", "runs/s").ours(ours);
    for (String peer : List.of(DB_SCHEDULER, JOBRUNR)) {
      OptionalDouble value = rounds.median(peer);
      figure = value.isPresent() ? figure.peer(peer, value.getAsDouble()) : figure;
    }
    double floor = rounds.median(FLOOR).orElseThrow();
    List<Figure> figures = new ArrayList<>();
    figures.add(figure.floor(floor).target(Target.atLeast(50_000)));
    rounds
        .median(DB_SCHEDULER)
        .ifPresent(peer -> figures.add(times("against db-scheduler", ours / peer, 6)));
    rounds
        .median(JOBRUNR)
        .ifPresent(peer -> figures.add(times("against JobRunr", ours / peer, 25)));
    figures.add(times("against the floor", ours / floor, 2.0 / 3));
    return figures;
  }

  private static Figure times(String name, double ratio, double least) {
    return Figure.of(name, "×").ours(ratio).target(Target.atLeast(least));
  }
}
