package dev.tempo.faults.history;

import dev.tempo.faults.history.HistoryViolation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Every target has one run or one entry of the ledger, and its script began in its window. */
final class OccurrenceCheck {
  private final History history;
  private final Duration slack;
  private final List<HistoryViolation> found;

  private record Occurrence(UUID trigger, Instant at) {}

  OccurrenceCheck(History history, Duration slack, List<HistoryViolation> found) {
    this.history = history;
    this.slack = slack;
    this.found = found;
  }

  void check() {
    Map<Occurrence, Integer> dealtWith = new HashMap<>();
    for (SeenRun run : history.runs()) {
      if (run.origin().attempt() == 1) {
        occurrence(run).ifPresent(each -> dealtWith.merge(each, 1, Integer::sum));
      }
    }
    history.entries().stream()
        .sorted(Comparator.comparing(SeenEntry::to))
        .forEach(entry -> checkEntry(entry, dealtWith));
    Set<Occurrence> named = new HashSet<>();
    for (ScheduledTarget target : history.targets()) {
      Occurrence each = new Occurrence(target.trigger(), target.at());
      named.add(each);
      int times = dealtWith.getOrDefault(each, 0);
      if (times == 0 && !target.optional()) {
        HistoryChecker.add(found, Kind.OCCURRENCE_LOST, target);
      } else if (times > 1) {
        HistoryChecker.add(found, Kind.OCCURRENCE_DOUBLED, target);
      }
    }
    dealtWith.keySet().stream()
        .filter(each -> !named.contains(each))
        .forEach(each -> HistoryChecker.add(found, Kind.OCCURRENCE_UNNAMED, each));
    checkWindows();
  }

  /** An entry stands for the first of those targets in its range that have nothing yet. */
  private void checkEntry(SeenEntry entry, Map<Occurrence, Integer> dealtWith) {
    List<Occurrence> covered =
        history.targets().stream()
            .filter(entry::covers)
            .map(target -> new Occurrence(target.trigger(), target.at()))
            .toList();
    if (entry.count() > covered.size()) {
      HistoryChecker.add(found, Kind.ENTRY_MISCOUNTED, entry);
    }
    List<Occurrence> free = covered.stream().filter(each -> !dealtWith.containsKey(each)).toList();
    List<Occurrence> standsFor = free.size() >= entry.count() ? free : covered;
    standsFor.stream().limit(entry.count()).forEach(each -> dealtWith.merge(each, 1, Integer::sum));
  }

  private void checkWindows() {
    Map<UUID, UUID> triggers =
        history.runs().stream()
            .filter(run -> run.origin().attempt() == 1 && run.origin().trigger().isPresent())
            .collect(Collectors.toMap(SeenRun::id, run -> run.origin().trigger().get()));
    Map<UUID, List<Instant>> begins = new HashMap<>();
    for (Mark mark : history.witness()) {
      UUID trigger = triggers.get(mark.run());
      if (mark.begin() && trigger != null) {
        begins.computeIfAbsent(trigger, any -> new ArrayList<>()).add(mark.at());
      }
    }
    history.targets().stream()
        .filter(ScheduledTarget::punctual)
        .map(this::orOptional)
        .collect(Collectors.groupingBy(ScheduledTarget::trigger))
        .forEach(
            (trigger, targets) -> {
              WindowMatching matching = new WindowMatching(history.outages(), slack);
              matching.match(targets, begins.getOrDefault(trigger, List.of()));
              matching
                  .empty()
                  .forEach(w -> HistoryChecker.add(found, Kind.WINDOW_EMPTY, trigger + " " + w));
              matching
                  .outside()
                  .forEach(at -> HistoryChecker.add(found, Kind.BEGIN_OUTSIDE, trigger + " " + at));
            });
  }

  /** What the ledger may stand for need not begin. */
  private ScheduledTarget orOptional(ScheduledTarget target) {
    boolean covered = history.entries().stream().anyMatch(entry -> entry.covers(target));
    return new ScheduledTarget(
        target.trigger(), target.at(), target.optional() || covered, target.punctual());
  }

  private static Optional<Occurrence> occurrence(SeenRun run) {
    return run.origin()
        .trigger()
        .flatMap(
            trigger ->
                run.origin().scheduledFor().map(instant -> new Occurrence(trigger, instant)));
  }
}
