package dev.tempo.faults.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.RunStatus;
import dev.tempo.faults.history.HistoryViolation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Made-up histories: one in which all is well, and for each kind of violation one that has it. */
class HistoryCheckerTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final UUID TRIGGER = new UUID(1, 1);
  private static final String TEXT = "sha of a script";
  private static final HistoryChecker CHECKER = new HistoryChecker(Duration.ofSeconds(2));

  /** A history that can be spoilt. */
  private static final class Made {
    final List<ScheduledTarget> targets = new ArrayList<>();
    final List<Outage> outages = new ArrayList<>();
    final List<SeenRun> runs = new ArrayList<>();
    final List<SeenEntry> entries = new ArrayList<>();
    final Map<String, ScriptModel> scripts = new HashMap<>();
    final List<Mark> witness = new ArrayList<>();
    final List<UUID> answeredRuns = new ArrayList<>();
    final List<SeenAnswers.ToldEnd> ends = new ArrayList<>();
    final List<SeenAnswers.Saved> saves = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    final List<HistoryViolation> left = new ArrayList<>();

    /** Ten runs a second apart, of which the fourth was told of, and an outage of three seconds. */
    Made() {
      scripts.put(TEXT, ScriptModel.ending(3, 7).withLimit(2));
      outages.add(new Outage(NOON.plusSeconds(20), NOON.plusSeconds(23)));
      for (int second = 0; second < 10; second++) {
        Instant at = NOON.plusSeconds(second);
        targets.add(new ScheduledTarget(TRIGGER, at, false, true));
        runs.add(run(second, at));
        witness.add(new Mark(id(second), true, at.plusMillis(30)));
        witness.add(new Mark(id(second), false, at.plusMillis(900)));
      }
      answeredRuns.add(id(3));
      ends.add(new SeenAnswers.ToldEnd(id(3), RunStatus.FAILURE, OptionalInt.of(7)));
      saves.add(new SeenAnswers.Saved("version 4", true));
    }

    void replace(int index, SeenRun run) {
      runs.set(index, run);
    }

    List<Kind> kinds() {
      History history =
          new History(
              targets,
              outages,
              runs,
              entries,
              scripts,
              witness,
              new SeenAnswers(answeredRuns, ends, saves, failures),
              left);
      return CHECKER.check(history).stream().map(HistoryViolation::kind).toList();
    }
  }

  private static UUID id(int number) {
    return new UUID(2, number);
  }

  private static SeenRun run(int number, Instant at) {
    return with(number, at, RunStatus.FAILURE, OptionalInt.of(7), lines(1, 1, 2, 2, 3, 3));
  }

  private static SeenRun with(
      int number, Instant at, RunStatus status, OptionalInt code, List<SeenRun.Line> lines) {
    SeenRun.Origin origin =
        new SeenRun.Origin(Optional.of(TRIGGER), Optional.of(at), id(number), 1);
    return new SeenRun(id(number), origin, status, code, Optional.of(TEXT), lines);
  }

  private static SeenRun third(RunStatus status, OptionalInt code, List<SeenRun.Line> lines) {
    return with(2, NOON.plusSeconds(2), status, code, lines);
  }

  private static SeenRun retry(int number, int attempt) {
    SeenRun.Origin origin =
        new SeenRun.Origin(Optional.of(TRIGGER), Optional.of(NOON.plusSeconds(2)), id(2), attempt);
    SeenRun first = run(number, NOON);
    return new SeenRun(
        id(number), origin, first.status(), first.exitCode(), first.script(), first.lines());
  }

  /** Lines of both streams in turn: {@code out 1}, {@code err 1}, … */
  private static List<SeenRun.Line> lines(int... numbers) {
    List<SeenRun.Line> lines = new ArrayList<>();
    for (int number : numbers) {
      boolean out = lines.size() % 2 == 0;
      lines.add(
          new SeenRun.Line(
              lines.size() + 1, out ? "stdout" : "stderr", (out ? "out " : "err ") + number));
    }
    return lines;
  }

  @Test
  void historyWithoutFault_hasNoViolation() {
    assertThat(new Made().kinds()).isEmpty();
    assertThat(CHECKER.check(History.EMPTY)).isEmpty();
  }

  @Test
  void entryOfTheLedger_standsForOccurrencesThatHaveNoRun() {
    Made made = new Made();
    for (int second = 4; second < 7; second++) {
      forget(made, 4);
      made.targets.set(
          second, new ScheduledTarget(TRIGGER, NOON.plusSeconds(second), false, false));
    }
    made.entries.add(new SeenEntry(TRIGGER, NOON.plusSeconds(4), NOON.plusSeconds(6), 3));
    assertThat(made.kinds()).isEmpty();
  }

  @Test
  void outage_lengthensTheWindowsThatItMeets() {
    Made made = new Made();
    made.outages.add(new Outage(NOON.plusSeconds(3), NOON.plusSeconds(9)));
    made.witness.removeIf(mark -> mark.run().equals(id(4)));
    made.witness.add(new Mark(id(4), true, NOON.plusSeconds(11)));
    assertThat(made.kinds()).isEmpty();
  }

  @Test
  void optionalTarget_mayBeMissing_andARunThatWasSkippedNeverBegan() {
    Made made = new Made();
    made.targets.add(new ScheduledTarget(TRIGGER, NOON.plusSeconds(10), true, true));
    UUID other = new UUID(1, 9);
    made.targets.add(new ScheduledTarget(other, NOON, false, false));
    SeenRun.Origin origin = new SeenRun.Origin(Optional.of(other), Optional.of(NOON), id(50), 1);
    made.runs.add(
        new SeenRun(
            id(50), origin, RunStatus.SKIPPED, OptionalInt.empty(), Optional.empty(), List.of()));
    assertThat(made.kinds()).isEmpty();
  }

  @Test
  void optionalTarget_takesNoBeginFromOneThatIsNot() {
    Made made = new Made();
    made.targets.add(new ScheduledTarget(TRIGGER, NOON.minusMillis(900), true, true));
    made.outages.add(new Outage(NOON.minusSeconds(1), NOON.plusSeconds(30)));
    assertThat(made.kinds()).isEmpty();
  }

  private static void forget(Made made, int index) {
    SeenRun gone = made.runs.remove(index);
    made.witness.removeIf(mark -> mark.run().equals(gone.id()));
  }

  @TestFactory
  Stream<DynamicTest> everyKindOfViolation_isFound() {
    Map<Kind, Consumer<Made>> spoilt = spoilt();
    assertThat(spoilt).containsOnlyKeys(EnumSet.allOf(Kind.class));
    return spoilt.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().name(),
                    () -> {
                      Made made = new Made();
                      entry.getValue().accept(made);
                      assertThat(made.kinds()).contains(entry.getKey());
                    }));
  }

  private static Map<Kind, Consumer<Made>> spoilt() {
    Map<Kind, Consumer<Made>> kinds = new EnumMap<>(Kind.class);
    OptionalInt seven = OptionalInt.of(7);
    kinds.put(Kind.OCCURRENCE_LOST, made -> forget(made, 5));
    kinds.put(Kind.OCCURRENCE_DOUBLED, made -> made.runs.add(run(20, NOON.plusSeconds(5))));
    kinds.put(Kind.OCCURRENCE_UNNAMED, made -> made.runs.add(run(20, NOON.plusMillis(5_500))));
    kinds.put(
        Kind.ENTRY_MISCOUNTED,
        made -> made.entries.add(new SeenEntry(TRIGGER, NOON, NOON.plusSeconds(1), 3)));
    kinds.put(Kind.WINDOW_EMPTY, made -> made.witness.removeIf(mark -> mark.run().equals(id(9))));
    kinds.put(
        Kind.BEGIN_OUTSIDE, made -> made.witness.add(new Mark(id(9), true, NOON.plusSeconds(15))));
    kinds.put(
        Kind.BEGUN_TWICE, made -> made.witness.add(new Mark(id(9), true, NOON.plusSeconds(10))));
    kinds.put(Kind.RUN_LOST, made -> made.witness.add(new Mark(id(99), true, NOON)));
    kinds.put(Kind.NEVER_BEGUN, made -> made.witness.removeIf(mark -> mark.run().equals(id(9))));
    kinds.put(
        Kind.NOT_ENDED,
        made -> made.replace(2, third(RunStatus.RUNNING, OptionalInt.empty(), lines(1))));
    kinds.put(
        Kind.STATUS_WRONG,
        made -> made.replace(2, third(RunStatus.LOST, OptionalInt.empty(), lines())));
    kinds.put(
        Kind.CODE_WRONG,
        made ->
            made.replace(2, third(RunStatus.FAILURE, OptionalInt.of(1), lines(1, 1, 2, 2, 3, 3))));
    kinds.put(Kind.SCRIPT_UNKNOWN, made -> made.scripts.clear());
    kinds.put(
        Kind.RETRY_LOST, made -> made.scripts.put(TEXT, ScriptModel.ending(3, 7).withAttempts(2)));
    kinds.put(Kind.RETRY_DOUBLED, made -> made.runs.add(retry(21, 2)));
    kinds.put(
        Kind.LIMIT_EXCEEDED,
        made -> {
          made.scripts.put(TEXT, ScriptModel.ending(3, 7).withLimit(1));
          made.witness.add(new Mark(id(4), true, NOON.plusMillis(100)));
        });
    kinds.put(
        Kind.LINE_LOST,
        made -> made.replace(2, third(RunStatus.FAILURE, seven, lines(1, 1, 2, 2, 3))));
    kinds.put(
        Kind.LINE_DOUBLED,
        made -> made.replace(2, third(RunStatus.FAILURE, seven, lines(1, 1, 2, 2, 2, 3, 3))));
    kinds.put(
        Kind.LINE_MISPLACED,
        made -> made.replace(2, third(RunStatus.FAILURE, seven, lines(1, 1, 3, 2, 2, 3))));
    kinds.put(Kind.ANSWER_LOST, made -> made.saves.add(new SeenAnswers.Saved("version 5", false)));
    kinds.put(
        Kind.END_CHANGED,
        made ->
            made.ends.add(new SeenAnswers.ToldEnd(id(4), RunStatus.SUCCESS, OptionalInt.of(0))));
    kinds.put(Kind.ANSWER_FAILED, made -> made.failures.add("500 GET /api/runs"));
    kinds.put(
        Kind.PROCESS_LEFT, made -> made.left.add(new HistoryViolation(Kind.PROCESS_LEFT, "4711")));
    kinds.put(
        Kind.FILE_REFUSED,
        made -> made.left.add(new HistoryViolation(Kind.FILE_REFUSED, "tempo.db")));
    kinds.put(
        Kind.FILE_LEFT, made -> made.left.add(new HistoryViolation(Kind.FILE_LEFT, "runs/01a2")));
    return kinds;
  }

  @Test
  void answersOfOtherKinds_areMissedToo() {
    Made made = new Made();
    made.answeredRuns.add(id(77));
    made.ends.add(new SeenAnswers.ToldEnd(id(78), RunStatus.SUCCESS, OptionalInt.of(0)));
    made.entries.add(new SeenEntry(TRIGGER, NOON, NOON, 1));
    assertThat(made.kinds()).containsOnly(Kind.ANSWER_LOST, Kind.OCCURRENCE_DOUBLED).hasSize(3);
  }

  @Test
  void cutShortRun_mayEndInTheMiddle_butHasNoHoles() {
    Made made = new Made();
    made.scripts.put(
        TEXT, ScriptModel.ending(3, 7).withEnds(Set.of(RunStatus.TIMEOUT, RunStatus.FAILURE)));
    made.replace(2, third(RunStatus.TIMEOUT, OptionalInt.empty(), lines(1, 1, 2)));
    assertThat(made.kinds()).isEmpty();
    made.replace(2, third(RunStatus.TIMEOUT, OptionalInt.empty(), lines(1, 1, 3)));
    assertThat(made.kinds()).containsExactly(Kind.LINE_LOST);
  }
}
