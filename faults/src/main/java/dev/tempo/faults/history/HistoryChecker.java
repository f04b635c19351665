package dev.tempo.faults.history;

import dev.tempo.faults.history.HistoryViolation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds what must not be in a history. It knows nothing of how a server works, only what was asked
 * of it: which instants the schedules name, what each script prints and with which code it ends.
 */
public final class HistoryChecker {
  private final Duration slack;

  /**
   * A checker.
   *
   * @param slack how long after its instant a punctual run may begin while a server is there
   */
  public HistoryChecker(Duration slack) {
    this.slack = slack;
  }

  /** All that must not be; empty if all is well. */
  public List<HistoryViolation> check(History history) {
    List<HistoryViolation> found = new ArrayList<>(history.left());
    new OccurrenceCheck(history, slack, found).check();
    new RunCheck(history, found).check();
    new AnswerCheck(history, found).check();
    for (SeenRun run : history.runs()) {
      run.script()
          .map(history.scripts()::get)
          .ifPresent(script -> new LineCheck(run, script, found).check());
    }
    return found;
  }

  /** What is wrong with what became of occurrences alone. */
  public static List<HistoryViolation> ofOccurrences(
      List<ScheduledTarget> targets, List<SeenRun> runs, List<SeenEntry> entries) {
    List<HistoryViolation> found = new ArrayList<>();
    History history =
        new History(
            targets,
            List.of(),
            runs,
            entries,
            Map.of(),
            List.of(),
            History.EMPTY.answers(),
            List.of());
    new OccurrenceCheck(history, Duration.ZERO, found).check();
    return found;
  }

  static void add(List<HistoryViolation> found, Kind kind, Object where) {
    found.add(new HistoryViolation(kind, where.toString()));
  }
}
