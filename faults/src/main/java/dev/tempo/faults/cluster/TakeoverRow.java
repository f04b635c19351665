package dev.tempo.faults.cluster;

import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.cluster.ClusterFault.Kind;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** P17: how soon nodes of a cluster act, when nothing befalls them and when something does. */
public final class TakeoverRow implements FaultRow {
  private static final int FIRES = 100;
  private static final int COMMANDS = 1_000;
  private static final int RUNS = 100_000;
  private static final int DB_SCHEDULER_RUNS = 40_000;
  private static final int JOB_RUNR_RUNS = 5_000;
  private static final int ROUNDS = 3;
  private static final int TIMES = 20;
  private static final Duration PUNCTUAL = Duration.ofSeconds(60);
  private static final Duration WARM = Duration.ofSeconds(10);
  private static final Duration SETTLED = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (PostgresServer database = PostgresServer.startOnDisk()) {
      try (Scratch scratch = Scratch.in(settings.directory());
          NodeGroup group = group(database, scratch, NodeGroup.Access.DIRECT)) {
        figures.addAll(runs(settings, database, group));
        figures.addAll(commands(settings, group));
      }
      try (Scratch scratch = Scratch.in(settings.directory());
          NodeGroup group = group(database, scratch, NodeGroup.Access.DIRECT)) {
        group.nodes().getFirst().ask("fires " + FIRES);
        figures.addAll(punctual(settings, group, scratch.path()));
      }
      try (Scratch scratch = Scratch.in(settings.directory());
          NodeGroup group = group(database, scratch, NodeGroup.Access.BY_NETWORK)) {
        group.nodes().getFirst().ask("fires " + FIRES);
        sleep(WARM);
        figures.addAll(takeovers(settings, group, scratch.path()));
      }
    }
    return figures;
  }

  /** The first one leads. */
  private static NodeGroup group(PostgresServer database, Scratch scratch, NodeGroup.Access access)
      throws IOException {
    NodeGroup.Place place =
        new NodeGroup.Place(
            new Primary(database), PostgresServer.newSchema(), scratch.path().toRealPath());
    NodeGroup group = new NodeGroup(NodeProgram.MEASURED, place, Control.NONE, access);
    for (NodeProcess node : group.nodes()) {
      node.start(Duration.ZERO);
      node.awaitReady();
    }
    return group;
  }

  private static List<Figure> runs(FaultSettings settings, PostgresServer database, NodeGroup group)
      throws IOException, SQLException {
    int share = settings.amount().quick() ? 20 : 1;
    NodeProcess leader = group.leader().orElseThrow();
    leader.ask("runs " + RUNS / 2 / share);
    Samples rates = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      rates.add(Double.parseDouble(leader.ask("runs " + RUNS / share)));
    }
    double ours = rates.median();
    double dbScheduler = PeerRuns.ofDbScheduler(database, DB_SCHEDULER_RUNS / share);
    double jobRunr = PeerRuns.ofJobRunr(database, JOB_RUNR_RUNS / share);
    return List.of(
        Figure.of("no-op runs, a leader and two workers", "runs/s")
            .ours(ours)
            .peer("db-scheduler", dbScheduler)
            .peer("JobRunr", jobRunr)
            .target(Target.atLeast(20_000)),
        Figure.of("against db-scheduler", "×").ours(ours / dbScheduler).target(Target.atLeast(4)),
        Figure.of("against JobRunr", "×").ours(ours / jobRunr).target(Target.atLeast(15)));
  }

  private static List<Figure> commands(FaultSettings settings, NodeGroup group) throws IOException {
    NodeProcess leader = group.leader().orElseThrow();
    NodeProcess other =
        group.nodes().stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
    int count = settings.amount().quick() ? COMMANDS / 10 : COMMANDS;
    other.ask("commands " + COMMANDS / 10);
    String[] taken = other.ask("commands " + count).split(" ");
    return List.of(
        Figure.of("a run asked of a node that does not lead, p50", "ms")
            .ours(Double.parseDouble(taken[0])),
        Figure.of("a run asked of a node that does not lead, p99", "ms")
            .ours(Double.parseDouble(taken[1]))
            .target(Target.atMost(30)));
  }

  private static List<Figure> punctual(FaultSettings settings, NodeGroup group, Path directory)
      throws IOException {
    sleep(WARM);
    Instant from = Instant.now();
    sleep(settings.amount().quick() ? WARM : PUNCTUAL);
    Samples late = lateness(group, directory, from, Instant.now());
    return List.of(
        Figure.of("lateness of " + FIRES + " fires a second, p50", "ms").ours(late.median()),
        Figure.of("lateness of " + FIRES + " fires a second, p99", "ms")
            .ours(late.quantile(0.99))
            .target(Target.atMost(25)));
  }

  /** In milliseconds, of what was due in a time. */
  private static Samples lateness(NodeGroup group, Path directory, Instant from, Instant to)
      throws IOException {
    Samples late = new Samples();
    for (NodeProcess node : group.nodes()) {
      for (String line : Files.readAllLines(MeasuredNode.begins(directory, node.name()))) {
        String[] words = line.split(" ");
        Instant due = Instant.ofEpochMilli(Long.parseLong(words[0]));
        if (!due.isBefore(from) && due.isBefore(to)) {
          late.add(Long.parseLong(words[1]) / 1e3);
        }
      }
    }
    return late;
  }

  private static List<Figure> takeovers(FaultSettings settings, NodeGroup group, Path directory)
      throws IOException {
    int times = settings.times(TIMES, 2);
    List<Figure> figures = new ArrayList<>();
    Samples beyond = new Samples();
    for (Kind kind : List.of(Kind.KILL, Kind.STOP, Kind.CUT)) {
      Samples taken = new Samples();
      for (int time = 0; time < times; time++) {
        Takeover takeover = Takeover.after(kind, group);
        taken.add(takeover.seconds());
        Samples late = lateness(group, directory, takeover.faulty(), takeover.first());
        beyond.add(late.max() / 1e3 - takeover.seconds());
      }
      String name = "take-over after " + text(kind);
      figures.add(Figure.of(name + ", median of " + times, "s").ours(taken.median()));
      figures.add(
          Figure.of(name + ", longest", "s")
              .ours(taken.max())
              .target(Target.atMost(kind == Kind.KILL ? 1 : 8)));
    }
    figures.add(
        Figure.of("lateness of what was due meanwhile, beyond the take-over, longest", "s")
            .ours(beyond.max())
            .target(Target.atMost(1)));
    return figures;
  }

  private static String text(Kind kind) {
    return switch (kind) {
      case KILL -> "kill -9";
      case STOP -> "SIGSTOP";
      default -> "a cut network";
    };
  }

  /**
   * A leader that is lost, and the next one.
   *
   * @param begun before the fault
   * @param faulty after it; what was due before may be held by who stands still
   * @param first the first commit of another leader
   */
  private record Takeover(Instant begun, Instant faulty, Instant first) {

    static Takeover after(Kind kind, NodeGroup group) throws IOException {
      NodeProcess leader = group.leader().orElseThrow();
      long epoch = group.one("SELECT epoch FROM lease").map(Long::parseLong).orElseThrow();
      Instant begun = Instant.now();
      switch (kind) {
        case KILL -> leader.kill();
        case STOP -> leader.suspend(false);
        default -> leader.network().cut(true, true);
      }
      Instant faulty = Instant.now();
      Instant first = firstTurn(group, epoch);
      sleep(Duration.ofSeconds(1)); // until what was due meanwhile has begun
      switch (kind) {
        case KILL -> {
          leader.start(Duration.ZERO);
          leader.awaitReady();
        }
        case STOP -> leader.resume();
        default -> leader.network().heal();
      }
      awaitAll(group);
      return new Takeover(begun, faulty, first);
    }

    double seconds() {
      return Duration.between(begun, first).toNanos() / 1e9;
    }
  }

  private static Instant firstTurn(NodeGroup group, long epoch) {
    String sql = "SELECT made_at FROM feed WHERE epoch > " + epoch + " ORDER BY turn LIMIT 1";
    long begun = System.nanoTime();
    Optional<String> made = group.one(sql);
    while (made.isEmpty()) {
      if (System.nanoTime() - begun > LONGEST.toNanos()) {
        throw new IllegalStateException("Nobody leads a minute after the fault");
      }
      sleep(LOOK);
      made = group.one(sql);
    }
    return Instant.ofEpochMilli(Long.parseLong(made.get()));
  }

  private static void awaitAll(NodeGroup group) {
    String sql = "SELECT count(*) FROM node WHERE up = 1";
    while (!group.one(sql).equals(Optional.of(Integer.toString(group.nodes().size())))) {
      sleep(LOOK);
    }
    sleep(SETTLED);
  }

  private static void sleep(Duration length) {
    LockSupport.parkNanos(length.toNanos());
  }
}
