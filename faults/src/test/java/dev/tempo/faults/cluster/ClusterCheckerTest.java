package dev.tempo.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.faults.cluster.ClusterViolation.Kind;
import dev.tempo.faults.history.ScheduledTarget;
import dev.tempo.faults.history.SeenEntry;
import dev.tempo.faults.history.SeenRun;
import dev.tempo.task.Arguments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Made-up histories, in each of which one thing is wrong, or which only look wrong. */
class ClusterCheckerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final UUID TRIGGER = new UUID(7, 0);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void historyInWhichAllIsWell_hasNoViolations() {
    assertThat(new Made().kinds()).isEmpty();
  }

  @Test
  void eachKindOfViolation_isFound() {
    Map<Kind, Consumer<Made>> spoilt = spoilt();
    assertThat(spoilt).containsOnlyKeys(EnumSet.allOf(Kind.class));
    spoilt.forEach(
        (kind, spoil) -> {
          Made made = new Made();
          spoil.accept(made);
          assertThat(made.kinds()).as(kind.name()).contains(kind);
        });
  }

  private static Map<Kind, Consumer<Made>> spoilt() {
    Map<Kind, Consumer<Made>> kinds = new EnumMap<>(Kind.class);
    kinds.put(Kind.OCCURRENCE_LOST, made -> made.target(2));
    kinds.put(Kind.OCCURRENCE_DOUBLED, made -> made.entry(1, 1, 1));
    kinds.put(Kind.OCCURRENCE_UNNAMED, made -> made.occurrence(9, "queued", 30));
    kinds.put(Kind.ENTRY_MISCOUNTED, made -> made.entry(0, 1, 3));
    kinds.put(Kind.LINE_LOST, made -> made.lines(1, "out 1", "out 2", "err 1", "err 2", "err 3"));
    kinds.put(Kind.LINE_DOUBLED, made -> made.lines(1, "out 1", "out 1"));
    kinds.put(Kind.LINE_MISPLACED, made -> made.lines(1, "out 2", "out 1"));
    kinds.put(Kind.RUN_LOST, made -> made.work(99, JournalEntry.Kind.BEGUN, 3));
    kinds.put(Kind.ANSWER_LOST, made -> made.work(99, JournalEntry.Kind.ANSWERED, 3));
    kinds.put(Kind.NOT_ENDED, made -> made.run(9, "asked", 1, RunStatus.RUNNING));
    kinds.put(Kind.BEGUN_TWICE, made -> made.work(1, JournalEntry.Kind.BEGUN, 0.3));
    kinds.put(Kind.BEGUN_EARLY, made -> made.work(made.occurrence(9, "queued", 5), 3, 3.5));
    kinds.put(
        Kind.ATTEMPTS_TOGETHER,
        made -> {
          made.run(9, "long", 1, RunStatus.LOST);
          made.run(10, "long", 2, RunStatus.SUCCESS, 9);
          made.work(9, 10, 14);
          made.work(10, 13, 15);
          made.fault(ClusterFault.Kind.CUT, 10, 14);
        });
    kinds.put(
        Kind.RUNS_TOGETHER,
        made -> {
          made.run(9, "queued", 1, RunStatus.SUCCESS);
          made.work(9, 1.4, 2.5);
        });
    kinds.put(
        Kind.LIMIT_EXCEEDED,
        made -> {
          for (int i = 10; i < 13; i++) {
            made.run(i, "asked", 1, RunStatus.SUCCESS);
            made.work(i, i, 20);
          }
        });
    kinds.put(Kind.END_WRONG, made -> made.run(9, "asked", 1, RunStatus.SUCCESS));
    kinds.put(Kind.LOST_WITHOUT_FAULT, made -> made.run(9, "asked", 1, RunStatus.LOST));
    kinds.put(
        Kind.RETRY_LOST,
        made -> {
          made.run(9, "failing", 1, RunStatus.FAILURE);
          made.work(9, JournalEntry.Kind.BEGUN, 3);
          made.work(9, JournalEntry.Kind.FAILED, 4);
        });
    kinds.put(
        Kind.RETRY_DOUBLED,
        made -> {
          made.run(9, "failing", 2, RunStatus.CANCELLED, 8);
          made.run(10, "failing", 2, RunStatus.CANCELLED, 8);
        });
    kinds.put(Kind.NODE_BROKEN, made -> made.broken.add("node1 has ended by itself"));
    return kinds;
  }

  @Test
  void whatANodeDoesInTheMomentInWhichItWakes_isNoViolation_andLaterIsOne() {
    for (double last : new double[] {14.5, 15.5}) {
      Made made = new Made();
      made.run(9, "long", 1, RunStatus.LOST);
      made.run(10, "long", 2, RunStatus.SUCCESS, 9);
      made.work(9, JournalEntry.Kind.BEGUN, 3);
      made.work(9, JournalEntry.Kind.STOPPED, last);
      made.work(10, 13, 16);
      made.fault(ClusterFault.Kind.STOP, 4, 14);
      assertThat(made.kinds().contains(Kind.ATTEMPTS_TOGETHER)).isEqualTo(last > 15);
    }
  }

  /** The thread of its work had been made as the node was stopped. */
  @Test
  void whatBeginsInTheMomentInWhichANodeWakes_isNoViolation_unlessItGoesOn() {
    for (double last : new double[] {14.2, 15.5}) {
      Made made = new Made();
      made.run(9, "queued", 1, RunStatus.LOST);
      made.run(10, "queued", 1, RunStatus.SUCCESS);
      made.work(9, JournalEntry.Kind.BEGUN, 14.1);
      made.work(9, JournalEntry.Kind.STOPPED, last);
      made.work(10, 13, 16);
      made.fault(ClusterFault.Kind.STOP, 4, 14);
      assertThat(made.kinds().contains(Kind.RUNS_TOGETHER)).isEqualTo(last > 15);
      assertThat(made.kinds()).doesNotContain(Kind.RUN_LOST, Kind.BEGUN_TWICE);
      made.work(9, JournalEntry.Kind.BEGUN, 14.3);
      assertThat(made.kinds()).contains(Kind.BEGUN_TWICE);
    }
  }

  /** A job that runs each second, of which the first two occurrences have run. */
  private static final class Made {
    private final List<ClusterHistory.StoredRun> runs = new ArrayList<>();
    private final List<SeenEntry> entries = new ArrayList<>();
    private final List<ScheduledTarget> targets = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final List<ClusterFault> faults = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    Made() {
      for (int second = 0; second < 2; second++) {
        target(second);
        work(occurrence(second, "queued", second), second + 0.1, second + 0.9);
      }
    }

    void target(int second) {
      targets.add(new ScheduledTarget(TRIGGER, NOON.plusSeconds(second), false, false));
    }

    void entry(int from, int to, long count) {
      entries.add(new SeenEntry(TRIGGER, NOON.plusSeconds(from), NOON.plusSeconds(to), count));
    }

    int occurrence(int id, String job, int second) {
      RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, TRIGGER, NOON.plusSeconds(second));
      add(id, job, RunRequest.first(origin, Map.of()), RunStatus.SUCCESS);
      return id;
    }

    void run(int id, String job, int attempt, RunStatus status, int... first) {
      Optional<UUID> firstId = first.length == 0 ? Optional.empty() : Optional.of(id(first[0]));
      RunRequest request =
          new RunRequest(
              RunOrigin.request(RunCause.MANUAL, Optional.empty()),
              Arguments.NONE,
              new RunRequest.Attempt(attempt, 0, firstId));
      add(id, job, request, status);
    }

    private void add(int id, String job, RunRequest request, RunStatus status) {
      Optional<Instant> ended = status.isFinal() ? Optional.of(NOON) : Optional.empty();
      Run run =
          new Run(
              id(id),
              new Run.JobRef(new UUID(8, 0), job, 1, "default"),
              request,
              new RunTimeline(status, NOON, NOON, Optional.of(NOON), ended),
              RunResult.NONE);
      runs.add(new ClusterHistory.StoredRun(run, seen(run, lines(3))));
    }

    private static SeenRun seen(Run run, List<SeenRun.Line> lines) {
      SeenRun.Origin origin =
          new SeenRun.Origin(
              run.request().origin().triggerId(),
              run.scheduledFor(),
              run.request().firstRunId().orElse(run.id()),
              run.attempt());
      return new SeenRun(
          run.id(), origin, run.status(), OptionalInt.empty(), Optional.empty(), lines);
    }

    private static List<SeenRun.Line> lines(int count) {
      List<SeenRun.Line> lines = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        lines.add(line(lines.size() + 1, "out " + i));
        lines.add(line(lines.size() + 1, "err " + i));
      }
      return lines;
    }

    private static SeenRun.Line line(int number, String text) {
      return new SeenRun.Line(number, text.startsWith("out") ? "stdout" : "stderr", text);
    }

    /** Those that the log of a run has instead. */
    void lines(int id, String... texts) {
      List<SeenRun.Line> lines = new ArrayList<>();
      for (String text : texts) {
        lines.add(line(lines.size() + 1, text));
      }
      runs.replaceAll(
          each ->
              each.run().id().equals(id(id))
                  ? new ClusterHistory.StoredRun(each.run(), seen(each.run(), lines))
                  : each);
    }

    void work(int id, double from, double to) {
      work(id, JournalEntry.Kind.BEGUN, from);
      work(id, JournalEntry.Kind.ENDED, to);
    }

    void work(int id, JournalEntry.Kind kind, double second) {
      journal.add(new JournalEntry(nanos(second), kind, id(id), "node1"));
    }

    void fault(ClusterFault.Kind kind, double from, double to) {
      faults.add(new ClusterFault(kind, "node1", nanos(from), nanos(to)));
    }

    private static long nanos(double second) {
      return NOON.getEpochSecond() * 1_000_000_000L + (long) (second * SECOND.toNanos());
    }

    private static UUID id(int number) {
      return new UUID(9, number);
    }

    List<Kind> kinds() {
      ClusterHistory.Clock clock = new ClusterHistory.Clock(0, NOON.plusSeconds(60));
      ClusterHistory history =
          new ClusterHistory(runs, entries, targets, journal, faults, clock, broken);
      return new ClusterChecker(history)
          .check().stream().map(ClusterViolation::kind).distinct().toList();
    }
  }
}
