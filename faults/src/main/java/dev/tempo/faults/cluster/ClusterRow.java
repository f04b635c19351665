package dev.tempo.faults.cluster;

import dev.tempo.RunStatus;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** R9: three nodes on PostgreSQL, and what befalls them; or with one of their guards taken out. */
public final class ClusterRow implements FaultRow {
  private static final int SEEDS = 20;
  private static final int CONTROL_SEEDS = 1;
  private static final int FAULTS = 200;
  private static final int TOLD = 20;
  private static final Duration LENGTH = Duration.ofMinutes(3);
  private static final Duration SHORT_LENGTH = Duration.ofSeconds(30);

  private final List<Control> controls;

  private ClusterRow(List<Control> controls) {
    this.controls = controls;
  }

  /** Nodes with all of their guards. */
  public static ClusterRow guarded() {
    return new ClusterRow(List.of(Control.NONE));
  }

  /** The same, each time with one of their guards taken out. */
  public static ClusterRow unguarded() {
    return new ClusterRow(
        Stream.of(Control.values()).filter(each -> each != Control.NONE).toList());
  }

  /** What came of some seeds. */
  private static final class Sums {
    private long faults;
    private long occurrences;
    private long runs;
    private long lost;
    private long lines;
    private final List<ClusterViolation> violations = new ArrayList<>();

    void add(ClusterHistory history, List<ClusterViolation> found) {
      faults += planned(history);
      occurrences += history.targets().stream().filter(each -> !each.optional()).count();
      runs += history.runs().size();
      lost += history.runs().stream().filter(each -> isLost(each)).count();
      lines += history.runs().stream().mapToLong(each -> each.seen().lines().size()).sum();
      violations.addAll(found);
    }

    private static long planned(ClusterHistory history) {
      return history.faults().stream().filter(ClusterFault::isPlanned).count();
    }

    private static boolean isLost(ClusterHistory.StoredRun each) {
      return each.run().status() == RunStatus.LOST;
    }
  }

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (Primary database = new Primary(PostgresServer.startOnDisk())) {
      for (Control control : controls) {
        figures.addAll(show(settings, database, control));
      }
    }
    return figures;
  }

  private static List<Figure> show(FaultSettings settings, Primary database, Control control)
      throws IOException {
    boolean isControl = control != Control.NONE;
    int seeds = settings.times(isControl ? CONTROL_SEEDS : SEEDS, 1);
    Duration length = settings.length(LENGTH, SHORT_LENGTH);
    Sums sums = new Sums();
    for (int number = 0; number < seeds; number++) {
      long seed = settings.seed() + number;
      try (Scratch scratch = Scratch.in(settings.directory())) {
        NodeGroup.Place place =
            new NodeGroup.Place(database, PostgresServer.newSchema(), scratch.path().toRealPath());
        ClusterHistory history =
            new ClusterExperiment(place, control, ClusterExperiment.Ending.ALL_ENDED, seed)
                .run(new FaultPlan(seed, control).steps(length));
        List<ClusterViolation> found = new ClusterChecker(history).check();
        sums.add(history, found);
        tell(settings, control + ", seed " + seed, history, found);
        if (!found.isEmpty()) {
          keep(place.directory(), settings.directory().resolveSibling("cluster-" + seed));
        }
      }
    }
    return isControl ? controlFigures(control, seeds, sums) : figures(seeds, sums);
  }

  /** What nodes said and wrote down, for who looks for the reason. */
  private static void keep(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void tell(
      FaultSettings settings, String what, ClusterHistory history, List<ClusterViolation> found) {
    found.stream().limit(TOLD).forEach(each -> settings.say(each.kind() + ": " + each.where()));
    Map<ClusterViolation.Kind, Long> kinds =
        found.stream()
            .collect(
                Collectors.groupingBy(ClusterViolation::kind, TreeMap::new, Collectors.counting()));
    settings.say(
        what
            + ": "
            + Sums.planned(history)
            + " faults, "
            + (history.faults().size() - Sums.planned(history))
            + " stalls, "
            + history.runs().size()
            + " runs, violations: "
            + kinds);
  }

  private static List<Figure> figures(int seeds, Sums sums) {
    return List.of(
        Figure.of("seeds", "").ours(seeds).target(Target.atLeast(SEEDS)),
        Figure.of("faults of three nodes, their networks and their database", "times")
            .ours(sums.faults)
            .target(Target.atLeast(FAULTS)),
        Figure.of("occurrences, each with one run or entry", "").ours(sums.occurrences),
        Figure.of("runs, each begun once at most, with its true end", "").ours(sums.runs),
        Figure.of("of them lost with their nodes", "").ours(sums.lost),
        Figure.of("lines, each once and in order", "").ours(sums.lines),
        Figure.of("violations", "").ours(sums.violations.size()).target(Target.atMost(0)));
  }

  private static List<Figure> controlFigures(Control control, int seeds, Sums sums) {
    String name = control.text();
    return List.of(
        Figure.of(name + ": faults", "times").ours(sums.faults),
        Figure.of(name + ": violations in " + seeds + " seeds", "")
            .ours(sums.violations.size())
            .target(control.isHarmless() ? Target.atMost(0) : Target.atLeast(1)));
  }
}
