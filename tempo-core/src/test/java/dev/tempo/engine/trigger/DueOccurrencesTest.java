package dev.tempo.engine.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.FiringPolicy;
import dev.tempo.MisfirePolicy;
import dev.tempo.Trigger;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.DecisionEntry.Range;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What becomes of occurrences that are late. */
class DueOccurrencesTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final Timetable SECONDS =
      Timetable.of(IntervalSchedule.fixedRate(Duration.ofSeconds(1)), ZoneOffset.UTC);

  @Test
  void lateWithinTheGrace_runsInPortions_andGoesOnWhereItStopped() {
    DueOccurrences backlog =
        backlog(SECONDS, MisfirePolicy.SKIP, Duration.ofHours(1), Duration.ofMinutes(30));

    assertThat(backlog.toRun()).hasSize(Trigger.MAX_CATCH_UP).startsWith(NOON);
    assertThat(backlog.missed()).isEmpty();
    assertThat(backlog.next()).contains(NOON.plusSeconds(Trigger.MAX_CATCH_UP));
  }

  @Test
  void scheduleThatEndsWithinTheGrace_runsToItsEnd() {
    Timetable ending = SECONDS.withEnd(NOON.plusSeconds(5));
    DueOccurrences backlog =
        backlog(ending, MisfirePolicy.RUN_ONCE, Duration.ofMinutes(1), minute());

    assertThat(backlog.toRun()).hasSize(6).endsWith(NOON.plusSeconds(5));
    assertThat(backlog.next()).isEmpty();
  }

  @Test
  void runAll_runsTheNewestThousand_andRecordsTheRest() {
    DueOccurrences backlog =
        backlog(SECONDS, MisfirePolicy.RUN_ALL, Duration.ZERO, Duration.ofSeconds(1_500));

    assertThat(backlog.toRun()).hasSize(1_000).endsWith(NOON.plusSeconds(1_500));
    assertThat(backlog.missed()).contains(new Range(NOON, NOON.plusSeconds(500), 501));
    assertThat(backlog.next()).contains(NOON.plusSeconds(1_501));
  }

  @Test
  void runAll_ofAScheduleThatHasJustBegun_runsAllThereIs() {
    DueOccurrences backlog =
        backlog(
            SECONDS.withStart(NOON), MisfirePolicy.RUN_ALL, Duration.ZERO, Duration.ofSeconds(3));

    assertThat(backlog.toRun()).hasSize(4).startsWith(NOON);
    assertThat(backlog.missed()).isEmpty();
  }

  @Test
  void countingWhatWasMissed_endsAtAMillion() {
    DueOccurrences backlog =
        backlog(SECONDS, MisfirePolicy.RUN_ONCE, Duration.ZERO, Duration.ofDays(30));

    assertThat(backlog.missed().orElseThrow().count()).isEqualTo(1 + DueOccurrences.MAX_COUNT);
    assertThat(backlog.missed().orElseThrow().to())
        .isEqualTo(NOON.plus(Duration.ofDays(30)).minusSeconds(1));
  }

  @Test
  void skip_runsWhatIsWithinTheGrace_andRecordsTheRest() {
    DueOccurrences backlog = backlog(SECONDS, MisfirePolicy.SKIP, Duration.ofSeconds(10), minute());

    assertThat(backlog.toRun()).hasSize(11).startsWith(NOON.plusSeconds(50));
    assertThat(backlog.missed()).contains(new Range(NOON, NOON.plusSeconds(49), 50));
  }

  @Test
  void skip_ofAScheduleThatHasEnded_runsNothing_andHasNoNext() {
    Timetable ended = SECONDS.withEnd(NOON.plusSeconds(5));
    DueOccurrences backlog = backlog(ended, MisfirePolicy.SKIP, Duration.ofSeconds(10), minute());

    assertThat(backlog.toRun()).isEmpty();
    assertThat(backlog.missed()).contains(new Range(NOON, NOON.plusSeconds(5), 6));
    assertThat(backlog.next()).isEmpty();
  }

  /** As when new rules of a time zone came with an update while an occurrence was due. */
  @Test
  void occurrenceThatTheScheduleNoLongerNames_isRunAllTheSame() {
    Timetable hourly =
        Timetable.of(
            IntervalSchedule.fixedRate(Duration.ofHours(1), NOON.minusSeconds(60)), ZoneOffset.UTC);
    DueOccurrences once =
        backlog(hourly, MisfirePolicy.RUN_ONCE, Duration.ofMinutes(1), Duration.ofMinutes(9));
    DueOccurrences skip =
        backlog(hourly, MisfirePolicy.SKIP, Duration.ofMinutes(1), Duration.ofMinutes(9));

    assertThat(once.toRun()).containsExactly(NOON);
    assertThat(once.missed()).isEmpty();
    assertThat(once.next()).contains(NOON.plus(Duration.ofMinutes(59)));
    assertThat(skip.toRun()).isEmpty();
    assertThat(skip.next()).contains(NOON.plus(Duration.ofMinutes(59)));
  }

  private static Duration minute() {
    return Duration.ofMinutes(1);
  }

  /** The oldest occurrence is at noon; it is so much later now. */
  private static DueOccurrences backlog(
      Timetable timetable, MisfirePolicy misfire, Duration grace, Duration late) {
    FiringPolicy firing = new FiringPolicy(Duration.ZERO, misfire, grace);
    return DueOccurrences.of(timetable, firing, NOON, NOON.plus(late));
  }
}
