package dev.tempo.faults.history;

import dev.tempo.RunStatus;
import dev.tempo.faults.history.HistoryViolation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every line that a script printed is in its log, once, in its order, with the next number. */
public final class LineCheck {
  private final SeenRun run;
  private final ScriptModel script;
  private final List<HistoryViolation> found;

  LineCheck(SeenRun run, ScriptModel script, List<HistoryViolation> found) {
    this.run = run;
    this.script = script;
    this.found = found;
  }

  /** What is wrong with the lines of a run. */
  public static List<HistoryViolation> of(SeenRun run, ScriptModel script) {
    List<HistoryViolation> found = new ArrayList<>();
    new LineCheck(run, script, found).check();
    return found;
  }

  void check() {
    long number = 0;
    for (SeenRun.Line line : run.lines()) {
      number++;
      if (line.number() != number) {
        HistoryChecker.add(found, Kind.LINE_MISPLACED, run.id() + " " + line + ", not " + number);
        break;
      }
    }
    check("stdout", "out ");
    check("stderr", "err ");
  }

  private void check(String stream, String prefix) {
    List<String> texts =
        run.lines().stream()
            .filter(line -> line.stream().equals(stream))
            .map(SeenRun.Line::text)
            .toList();
    Set<String> seen = new HashSet<>();
    int last = 0;
    for (String text : texts) {
      String where = run.id() + " " + stream + " " + text;
      if (!seen.add(text)) {
        HistoryChecker.add(found, Kind.LINE_DOUBLED, where);
      } else if (!text.startsWith(prefix) || number(text, prefix) <= last) {
        HistoryChecker.add(found, Kind.LINE_MISPLACED, where);
      } else {
        last = number(text, prefix);
      }
    }
    boolean whole = run.status() == RunStatus.SUCCESS || run.status() == RunStatus.FAILURE;
    int least = whole ? script.lines() : last;
    for (int line = 1; line <= least; line++) {
      if (!seen.contains(prefix + line)) {
        HistoryChecker.add(found, Kind.LINE_LOST, run.id() + " " + stream + " " + prefix + line);
      }
    }
  }

  private static int number(String text, String prefix) {
    try {
      return Integer.parseInt(text.substring(prefix.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
