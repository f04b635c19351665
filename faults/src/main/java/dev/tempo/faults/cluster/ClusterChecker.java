package dev.tempo.faults.cluster;

import dev.tempo.faults.cluster.ClusterViolation.Kind;
import dev.tempo.faults.history.HistoryChecker;
import dev.tempo.faults.history.HistoryViolation;
import dev.tempo.faults.history.LineCheck;
import dev.tempo.faults.history.ScheduledTarget;
import dev.tempo.faults.history.ScriptModel;
import dev.tempo.faults.history.SeenEntry;
import dev.tempo.faults.history.SeenRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds what must not be in a history of nodes. It knows what was asked of them, what they and
 * their scripts wrote down themselves, and what befell them, and nothing of how they work.
 */
final class ClusterChecker {
  private final Map<String, LoadSpec> load = LoadSpec.byName();
  private final ClusterHistory history;
  private final List<ClusterViolation> found = new ArrayList<>();

  ClusterChecker(ClusterHistory history) {
    this.history = history;
  }

  /** All that must not be; empty if all is well. */
  List<ClusterViolation> check() {
    history.broken().forEach(each -> found.add(new ClusterViolation(Kind.NODE_BROKEN, each)));
    checkOccurrences();
    history.runs().forEach(each -> checkLines(each.seen(), load.get(each.run().jobName())));
    Activities activities = Activities.of(history);
    new EndCheck(history, activities, found).check();
    new TogetherCheck(history, activities, found).check();
    return found;
  }

  private void checkOccurrences() {
    Set<UUID> triggers =
        history.targets().stream().map(ScheduledTarget::trigger).collect(Collectors.toSet());
    List<SeenRun> runs =
        history.runs().stream()
            .map(ClusterHistory.StoredRun::seen)
            .filter(run -> run.origin().trigger().filter(triggers::contains).isPresent())
            .toList();
    List<SeenEntry> entries =
        history.entries().stream().filter(each -> triggers.contains(each.trigger())).toList();
    HistoryChecker.ofOccurrences(history.targets(), runs, entries).forEach(this::add);
  }

  private void add(HistoryViolation violation) {
    found.add(new ClusterViolation(Kind.valueOf(violation.kind().name()), violation.where()));
  }

  /** What Tempo writes into a log besides is left out, but counted. */
  private void checkLines(SeenRun run, LoadSpec spec) {
    List<SeenRun.Line> printed = new ArrayList<>();
    long number = 0;
    for (SeenRun.Line line : run.lines()) {
      number++;
      if (line.number() != number) {
        found.add(new ClusterViolation(Kind.LINE_MISPLACED, run.id() + " " + line));
        return;
      }
      if (line.text().startsWith("out ") || line.text().startsWith("err ")) {
        printed.add(new SeenRun.Line(printed.size() + 1, line.stream(), line.text()));
      }
    }
    SeenRun bare =
        new SeenRun(run.id(), run.origin(), run.status(), run.exitCode(), run.script(), printed);
    LineCheck.of(bare, ScriptModel.ending(spec.lines(), 0)).forEach(this::add);
  }
}
