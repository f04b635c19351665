package dev.tempo.faults.history;

import java.util.List;
import java.util.Map;

/**
 * All that was seen of a server, from inside and from outside.
 *
 * @param targets the instants that the schedules name
 * @param outages when no server answered
 * @param runs what its store says in the end
 * @param entries what its ledger says in the end
 * @param scripts what each script does, by the SHA-256 of its text
 * @param witness what the scripts themselves wrote down
 * @param answers what it answered for while it lived
 * @param left what was found when it had ended: processes, files
 */
public record History(
    List<ScheduledTarget> targets,
    List<Outage> outages,
    List<SeenRun> runs,
    List<SeenEntry> entries,
    Map<String, ScriptModel> scripts,
    List<Mark> witness,
    SeenAnswers answers,
    List<HistoryViolation> left) {

  /** A history of nothing. */
  public static final History EMPTY =
      new History(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          List.of(),
          new SeenAnswers(List.of(), List.of(), List.of(), List.of()),
          List.of());

  /** Copies the lists. */
  public History {
    targets = List.copyOf(targets);
    outages = List.copyOf(outages);
    runs = List.copyOf(runs);
    entries = List.copyOf(entries);
    scripts = Map.copyOf(scripts);
    witness = List.copyOf(witness);
    left = List.copyOf(left);
  }
}
