package dev.tempo.faults.cluster;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.faults.cluster.Activities.Activity;
import dev.tempo.faults.cluster.ClusterViolation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Each run began once at most, in time, and ended as its own node says; its retries are there. */
final class EndCheck {
  private static final Duration OFFSET_ERROR = Duration.ofMillis(600);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(60);
  private static final Duration ROUNDING = Duration.ofSeconds(2);
  private static final Duration LAST = Duration.ofSeconds(4);

  private final Map<String, LoadSpec> load = LoadSpec.byName();
  private final ClusterHistory history;
  private final Activities activities;
  private final List<ClusterViolation> found;

  EndCheck(ClusterHistory history, Activities activities, List<ClusterViolation> found) {
    this.history = history;
    this.activities = activities;
    this.found = found;
  }

  void check() {
    Set<UUID> known = new HashSet<>();
    for (ClusterHistory.StoredRun stored : history.runs()) {
      known.add(stored.run().id());
      checkRun(stored.run());
    }
    for (JournalEntry entry : history.journal()) {
      boolean isAnswer = entry.kind() == JournalEntry.Kind.ANSWERED;
      boolean isBegin = entry.kind() == JournalEntry.Kind.BEGUN;
      if ((isAnswer || isBegin) && !known.contains(entry.runId())) {
        add(isAnswer ? Kind.ANSWER_LOST : Kind.RUN_LOST, entry);
      }
    }
    history.runs().stream()
        .map(ClusterHistory.StoredRun::run)
        .collect(Collectors.groupingBy(run -> run.request().firstRunId().orElse(run.id())))
        .values()
        .forEach(this::checkAttempts);
  }

  private void checkRun(Run run) {
    Optional<Activity> activity = activities.of(run.id());
    if (!run.status().isFinal()) {
      add(Kind.NOT_ENDED, text(run));
      return;
    }
    activity.filter(each -> each.begins() > 1).ifPresent(each -> add(Kind.BEGUN_TWICE, text(run)));
    activity.flatMap(Activity::begin).ifPresent(begin -> checkTime(run, begin));
    Optional<JournalEntry.Kind> end = activity.flatMap(Activity::end);
    if (!isTrue(run, end, activity.isPresent())) {
      add(Kind.END_WRONG, text(run) + ", of which is written: " + end + "; " + run.error());
    }
    if (run.status() == RunStatus.LOST) {
      checkLoss(run, activity.flatMap(Activity::begin), end);
    }
  }

  private void checkTime(Run run, JournalEntry begin) {
    Optional<Instant> due = run.scheduledFor();
    long earliest = due.map(history.clock()::nanosOf).orElse(Long.MIN_VALUE);
    if (due.isPresent() && begin.nanos() < earliest - OFFSET_ERROR.toNanos()) {
      Duration early = Duration.ofNanos(earliest - begin.nanos());
      add(Kind.BEGUN_EARLY, text(run) + " by " + early);
    }
  }

  /** Somebody may have cancelled, or lost, what had ended by itself at that moment. */
  private static boolean isTrue(Run run, Optional<JournalEntry.Kind> end, boolean begun) {
    return switch (run.status()) {
      case SUCCESS -> end.equals(Optional.of(JournalEntry.Kind.ENDED));
      case FAILURE -> end.equals(Optional.of(JournalEntry.Kind.FAILED));
      case SKIPPED -> !begun;
      case TIMEOUT, QUEUED, RUNNING -> false;
      case CANCELLED, LOST -> true;
    };
  }

  private void checkLoss(Run run, Optional<JournalEntry> begin, Optional<JournalEntry.Kind> end) {
    boolean isScript = load.get(run.jobName()).work().isScript();
    if (isScript && end.isPresent()) {
      add(Kind.END_WRONG, text(run) + ", a script of which is written: " + end);
      return;
    }
    long to = history.clock().nanosOf(run.finishedAt().orElseThrow());
    long from = to - AFTER_FAULT.toNanos();
    boolean isProvoked =
        history.faults().stream()
            .filter(fault -> fault.meets(from, to + ROUNDING.toNanos()))
            .anyMatch(fault -> begin.map(at -> fault.isAt(at.node())).orElse(true));
    if (!isProvoked && !isScript) {
      add(Kind.LOST_WITHOUT_FAULT, text(run) + " " + begin);
    }
  }

  private void checkAttempts(List<Run> chain) {
    Map<Integer, Run> attempts = new HashMap<>();
    for (Run run : chain) {
      if (attempts.put(run.attempt(), run) != null) {
        add(Kind.RETRY_DOUBLED, text(run));
      }
    }
    long failures = 0;
    for (int attempt = 1; attempts.containsKey(attempt); attempt++) {
      Run run = attempts.get(attempt);
      LoadSpec.Repeats repeats = load.get(run.jobName()).repeats();
      failures += run.status() == RunStatus.FAILURE ? 1 : 0;
      boolean isRepeated =
          run.status() == RunStatus.FAILURE && failures <= repeats.retries()
              || run.status() == RunStatus.LOST && repeats.ifLost();
      boolean inTime =
          run.finishedAt().filter(history.clock().end().minus(LAST)::isAfter).isPresent();
      if (isRepeated && inTime && !attempts.containsKey(attempt + 1)) {
        add(Kind.RETRY_LOST, text(run));
      }
    }
  }

  private static String text(Run run) {
    return run.jobName() + " " + run.id() + " (" + run.attempt() + ", " + run.status() + ")";
  }

  private void add(Kind kind, Object where) {
    found.add(new ClusterViolation(kind, where.toString()));
  }
}
