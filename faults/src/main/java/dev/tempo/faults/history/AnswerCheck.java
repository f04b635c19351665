package dev.tempo.faults.history;

import dev.tempo.faults.history.HistoryViolation.Kind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was answered with 2xx is there, and as it was told. */
final class AnswerCheck {
  private final History history;
  private final List<HistoryViolation> found;

  AnswerCheck(History history, List<HistoryViolation> found) {
    this.history = history;
    this.found = found;
  }

  void check() {
    Map<UUID, SeenRun> runs =
        history.runs().stream()
            .collect(Collectors.toMap(SeenRun::id, Function.identity(), (one, same) -> one));
    SeenAnswers answers = history.answers();
    answers.runs().stream()
        .filter(run -> !runs.containsKey(run))
        .forEach(run -> HistoryChecker.add(found, Kind.ANSWER_LOST, "run " + run));
    answers.saves().stream()
        .filter(saved -> !saved.found())
        .forEach(saved -> HistoryChecker.add(found, Kind.ANSWER_LOST, saved.what()));
    for (SeenAnswers.ToldEnd told : answers.ends()) {
      SeenRun run = runs.get(told.run());
      if (run == null) {
        HistoryChecker.add(found, Kind.ANSWER_LOST, "the end of run " + told.run());
      } else if (run.status() != told.status() || !run.exitCode().equals(told.exitCode())) {
        HistoryChecker.add(
            found, Kind.END_CHANGED, told + ", now " + run.status() + " " + run.exitCode());
      }
    }
    answers.failures().forEach(each -> HistoryChecker.add(found, Kind.ANSWER_FAILED, each));
  }
}
