package dev.tempo.faults.history;

import dev.tempo.RunStatus;
import dev.tempo.faults.history.HistoryViolation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Every run has its true end, its script began once, and its retries are all there. */
final class RunCheck {
  private static final Set<RunStatus> UNBEGUN =
      EnumSet.of(RunStatus.SKIPPED, RunStatus.CANCELLED, RunStatus.TIMEOUT);

  private final History history;
  private final List<HistoryViolation> found;

  RunCheck(History history, List<HistoryViolation> found) {
    this.history = history;
    this.found = found;
  }

  void check() {
    Map<UUID, Integer> begins = new HashMap<>();
    for (Mark mark : history.witness()) {
      if (mark.begin()) {
        begins.merge(mark.run(), 1, Integer::sum);
      }
    }
    Set<UUID> known = new HashSet<>();
    for (SeenRun run : history.runs()) {
      known.add(run.id());
      checkEnd(run, begins.getOrDefault(run.id(), 0));
    }
    begins.keySet().stream()
        .filter(run -> !known.contains(run))
        .forEach(run -> HistoryChecker.add(found, Kind.RUN_LOST, run));
    history.runs().stream()
        .collect(Collectors.groupingBy(run -> run.origin().first()))
        .forEach(this::checkAttempts);
    checkLimits();
  }

  private void checkEnd(SeenRun run, int begins) {
    if (!run.status().isFinal()) {
      HistoryChecker.add(found, Kind.NOT_ENDED, run.id());
      return;
    }
    if (begins > 1) {
      HistoryChecker.add(found, Kind.BEGUN_TWICE, run.id());
    } else if (begins == 0 && !UNBEGUN.contains(run.status())) {
      HistoryChecker.add(found, Kind.NEVER_BEGUN, run.id() + " " + lastWords(run));
    }
    if (run.script().isEmpty()) {
      if (!UNBEGUN.contains(run.status())) {
        HistoryChecker.add(found, Kind.SCRIPT_UNKNOWN, run.id());
      }
      return;
    }
    ScriptModel script = history.scripts().get(run.script().get());
    if (script == null) {
      HistoryChecker.add(found, Kind.SCRIPT_UNKNOWN, run.id() + " " + run.script().get());
    } else if (!script.ends().contains(run.status())) {
      HistoryChecker.add(found, Kind.STATUS_WRONG, run.id() + " " + run.status());
    } else if (hasEnded(run) && !run.exitCode().equals(OptionalInt.of(script.exitCode()))) {
      HistoryChecker.add(
          found, Kind.CODE_WRONG, run.id() + " " + run.exitCode() + ", not " + script.exitCode());
    }
  }

  /** What Tempo itself has said last of a run. */
  private static String lastWords(SeenRun run) {
    return run.lines().stream()
        .filter(line -> line.stream().equals("system"))
        .reduce((one, next) -> next)
        .map(SeenRun.Line::text)
        .orElse("");
  }

  private static boolean hasEnded(SeenRun run) {
    return run.status() == RunStatus.SUCCESS || run.status() == RunStatus.FAILURE;
  }

  private void checkAttempts(UUID first, List<SeenRun> runs) {
    ScriptModel script =
        runs.stream()
            .flatMap(run -> run.script().stream())
            .map(history.scripts()::get)
            .filter(each -> each != null)
            .findFirst()
            .orElse(ScriptModel.ending(0, 0));
    Map<Integer, Long> attempts =
        runs.stream()
            .collect(Collectors.groupingBy(run -> run.origin().attempt(), Collectors.counting()));
    for (int attempt = 1; attempt <= script.attempts(); attempt++) {
      if (!attempts.containsKey(attempt)) {
        HistoryChecker.add(found, Kind.RETRY_LOST, first + " attempt " + attempt);
      }
    }
    attempts.forEach(
        (attempt, times) -> {
          if (times > 1 || attempt > script.attempts()) {
            HistoryChecker.add(found, Kind.RETRY_DOUBLED, first + " attempt " + attempt);
          }
        });
  }

  /** Between its two marks a script certainly ran, so what is counted is never too much. */
  private void checkLimits() {
    Map<UUID, String> scripts = new HashMap<>();
    history.runs().forEach(run -> run.script().ifPresent(text -> scripts.put(run.id(), text)));
    Map<UUID, Mark> ends = new HashMap<>();
    history.witness().stream().filter(m -> !m.begin()).forEach(mark -> ends.put(mark.run(), mark));
    Map<String, List<Mark>> ofLimited = new HashMap<>();
    for (Mark mark : history.witness()) {
      String text = scripts.get(mark.run());
      boolean limited =
          text != null
              && history.scripts().containsKey(text)
              && history.scripts().get(text).limit() < Integer.MAX_VALUE;
      if (limited && ends.containsKey(mark.run())) {
        ofLimited.computeIfAbsent(text, any -> new ArrayList<>()).add(mark);
      }
    }
    ofLimited.forEach((text, marks) -> count(marks, history.scripts().get(text).limit()));
  }

  private void count(List<Mark> marks, int limit) {
    Set<UUID> running = new HashSet<>();
    marks.sort(Comparator.comparing(Mark::at).thenComparing(Mark::begin));
    for (Mark mark : marks) {
      if (!mark.begin()) {
        running.remove(mark.run());
      } else if (running.add(mark.run()) && running.size() > limit) {
        HistoryChecker.add(found, Kind.LIMIT_EXCEEDED, mark + " beside " + running);
      }
    }
  }
}
