package dev.tempo.faults.kill;

import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.history.History;
import dev.tempo.faults.history.HistoryViolation;
import dev.tempo.faults.server.Launcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** R1 and a part of R2: what happens to a server at random moments under load. */
public final class KillRow implements FaultRow {
  private static final int KILLS = 200;
  private static final int FEW_KILLS = 3;
  private static final int SUSPENSIONS = 10;
  private static final int FEW_SUSPENSIONS = 2;

  private final Setup setup;
  private final int whole;
  private final int few;

  /** Makes a scenario. */
  private interface Setup {
    Scenario in(Launcher launcher, Path directory) throws IOException;
  }

  private KillRow(Setup setup, int whole, int few) {
    this.setup = setup;
    this.whole = whole;
    this.few = few;
  }

  /** One server on SQLite. */
  public static KillRow onSqlite() {
    return new KillRow(SqliteScenario::new, KILLS, FEW_KILLS);
  }

  /** One server on PostgreSQL, and the database itself. */
  public static KillRow onPostgres() {
    return new KillRow(PostgresScenario::new, KILLS, FEW_KILLS);
  }

  /**
   * One server on SQLite that is stopped as by a machine that sleeps, once for longer than grace.
   */
  public static KillRow ofSuspensions() {
    return new KillRow(SuspendScenario::new, SUSPENSIONS, FEW_SUSPENSIONS);
  }

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    int times = settings.times(whole, few);
    try (Scratch scratch = Scratch.in(settings.directory());
        Scenario scenario = setup.in(settings.launcher(), scratch.path())) {
      KillExperiment.Result result =
          new KillExperiment(scenario, scratch.path(), settings.seed(), settings::say).run(times);
      tell(result.violations(), settings);
      if (!result.violations().isEmpty()) {
        scratch.keep();
        settings.say("what was left is kept in " + scratch.path());
      }
      return figures(scenario.name(), times, result);
    }
  }

  private static void tell(List<HistoryViolation> violations, FaultSettings settings) {
    violations.stream().limit(100).forEach(each -> settings.say(each.kind() + ": " + each.where()));
    Map<HistoryViolation.Kind, Long> kinds =
        violations.stream()
            .collect(
                Collectors.groupingBy(HistoryViolation::kind, TreeMap::new, Collectors.counting()));
    settings.say("violations: " + kinds);
  }

  private List<Figure> figures(String name, int times, KillExperiment.Result result) {
    History history = result.history();
    long lines = history.runs().stream().mapToLong(run -> run.lines().size()).sum();
    long targets = history.targets().size();
    return List.of(
        Figure.of(name, "times").ours(times).target(Target.atLeast(whole)),
        Figure.of("occurrences, each with one run or entry", "").ours(targets),
        Figure.of("runs, each with its true end", "").ours(history.runs().size()),
        Figure.of("lines, each once and in order", "").ours(lines),
        Figure.of("requests that were answered with 2xx", "").ours(result.answered()),
        Figure.of("violations", "").ours(result.violations().size()).target(Target.atMost(0)));
  }
}
