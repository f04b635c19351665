package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Start, end and excluded dates, in both directions. */
class TimetableTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");

  private final Timetable noon = Timetable.of(CronSchedule.parse("0 12 * * *"), ZoneOffset.UTC);

  @Test
  void withoutLimits_itIsTheSchedule() {
    assertThat(noon.next(JUNE)).contains(Instant.parse("2026-06-01T12:00:00Z"));
    assertThat(noon.previous(JUNE)).contains(Instant.parse("2026-05-31T12:00:00Z"));
    assertThat(noon.upcoming(JUNE, 3)).hasSize(3);
    assertThat(noon.between(JUNE, JULY)).hasSize(30);
    assertThat(noon.matches(Instant.parse("2026-06-01T12:00:00Z"))).isTrue();
    assertThat(noon.matches(Instant.parse("2026-06-01T12:00:00.000000001Z"))).isFalse();
    assertThat(noon.start()).isEmpty();
    assertThat(noon.end()).isEmpty();
    assertThat(noon.excludedDates()).isEmpty();
  }

  @Test
  void theStart_isInclusive() {
    Instant start = Instant.parse("2026-06-10T12:00:00Z");
    assertThat(noon.withStart(start).next(JUNE)).contains(start);
    assertThat(noon.withStart(start).previous(start)).isEmpty();
    assertThat(noon.withStart(start).previous(start.plusMillis(1))).contains(start);
    assertThat(noon.withStart(start.plusNanos(1)).next(JUNE))
        .contains(Instant.parse("2026-06-11T12:00:00Z"));
    assertThat(noon.withStart(start).start()).contains(start);
  }

  @Test
  void theEnd_isInclusive() {
    Instant end = Instant.parse("2026-06-10T12:00:00Z");
    assertThat(noon.withEnd(end).previous(JULY)).contains(end);
    assertThat(noon.withEnd(end).next(end)).isEmpty();
    assertThat(noon.withEnd(end).next(end.minusMillis(1))).contains(end);
    assertThat(noon.withEnd(end.minusNanos(1)).previous(JULY))
        .contains(Instant.parse("2026-06-09T12:00:00Z"));
    assertThat(noon.withEnd(end).end()).contains(end);
  }

  @Test
  void anEndBeforeTheStart_isRefused() {
    assertThatThrownBy(() -> noon.withStart(JULY).withEnd(JUNE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2026-06-01T00:00:00Z lies before the start 2026-07-01T00:00:00Z");
    assertThatThrownBy(() -> noon.withEnd(JUNE).withStart(JULY))
        .isInstanceOf(IllegalStateException.class);
    assertThat(noon.withStart(JUNE).withEnd(JUNE).neverMatches()).isTrue();
  }

  @Test
  void excludedDates_areLeftOutInBothDirections() {
    LocalDate tenth = LocalDate.of(2026, 6, 10);
    Timetable without = noon.withExcludedDates(List.of(tenth.plusDays(1), tenth));
    assertThat(without.next(Instant.parse("2026-06-09T12:00:00Z")))
        .contains(Instant.parse("2026-06-12T12:00:00Z"));
    assertThat(without.previous(Instant.parse("2026-06-12T12:00:00Z")))
        .contains(Instant.parse("2026-06-09T12:00:00Z"));
    assertThat(without.matches(Instant.parse("2026-06-10T12:00:00Z"))).isFalse();
    assertThat(without.between(JUNE, JULY)).hasSize(28);
    assertThat(without.excludedDates()).containsExactly(tenth, tenth.plusDays(1));
  }

  @Test
  void excludedDates_areOfTheLocalClock() {
    Timetable everyHour =
        Timetable.of(CronSchedule.parse("0 * * * *"), PARIS)
            .withExcludedDates(Set.of(LocalDate.of(2026, 3, 29), LocalDate.of(2026, 10, 25)));
    assertThat(everyHour.next(Instant.parse("2026-03-28T22:00:00Z")))
        .contains(Instant.parse("2026-03-29T22:00:00Z"));
    assertThat(everyHour.previous(Instant.parse("2026-03-29T22:00:00Z")))
        .contains(Instant.parse("2026-03-28T22:00:00Z"));
    assertThat(everyHour.next(Instant.parse("2026-10-24T21:00:00Z")))
        .contains(Instant.parse("2026-10-25T23:00:00Z"));
    assertThat(everyHour.previous(Instant.parse("2026-10-25T23:00:00Z")))
        .contains(Instant.parse("2026-10-24T21:00:00Z"));
  }

  @Test
  void anExcludedDateThatTheClockComesBackTo_isLeftOutTwice() {
    ZoneId cairo = ZoneId.of("Africa/Cairo"); // midnight becomes 23:00 again
    Timetable everyHalfHour =
        Timetable.of(CronSchedule.parse("*/30 * * * *"), cairo)
            .withExcludedDates(Set.of(LocalDate.of(2025, 10, 30)));
    assertThat(everyHalfHour.next(Instant.parse("2025-10-29T20:30:00Z")))
        .contains(Instant.parse("2025-10-30T22:00:00Z"));
    assertThat(everyHalfHour.previous(Instant.parse("2025-10-30T22:00:00Z")))
        .contains(Instant.parse("2025-10-29T20:30:00Z"));
  }

  @Test
  void everySecond_withALongHolidayExcluded_isQuick() {
    List<LocalDate> year = LocalDate.of(2026, 1, 1).datesUntil(LocalDate.of(2027, 1, 1)).toList();
    Timetable everySecond =
        Timetable.of(CronSchedule.parse("* * * * * *"), PARIS).withExcludedDates(year);
    assertThat(everySecond.next(JUNE)).contains(Instant.parse("2026-12-31T23:00:00Z"));
    assertThat(everySecond.previous(JUNE)).contains(Instant.parse("2025-12-31T22:59:59Z"));
  }

  @Test
  void aFixedDelay_movesToTheFirstInstantAllowed() {
    Timetable delay =
        Timetable.of(IntervalSchedule.fixedDelay(Duration.ofMinutes(5)), ZoneOffset.UTC)
            .withStart(JUNE)
            .withEnd(JULY)
            .withExcludedDates(Set.of(LocalDate.of(2026, 6, 10)));
    assertThat(delay.next(Instant.EPOCH)).contains(JUNE);
    assertThat(delay.next(JUNE)).contains(JUNE.plusSeconds(300));
    assertThat(delay.next(Instant.parse("2026-06-09T23:58:00Z")))
        .contains(Instant.parse("2026-06-11T00:00:00Z"));
    assertThat(delay.previous(Instant.parse("2026-06-11T00:02:00Z")))
        .contains(Instant.parse("2026-06-09T23:59:59.999Z"));
    assertThat(delay.previous(Instant.MAX)).contains(JULY);
    assertThat(delay.next(JULY)).isEmpty();
  }

  @Test
  void randomLimits_leaveWhatAFilterLeaves() {
    Random random = new Random(9);
    for (int i = 0; i < 200; i++) {
      Schedule schedule =
          i % 4 == 0
              ? IntervalSchedule.fixedRate(Duration.ofMinutes(1 + random.nextInt(5_000)))
              : Sample.cron(random, 2, false).schedule;
      Instant start = JUNE.plusSeconds(random.nextInt(5_000_000));
      Instant end = start.plusSeconds(random.nextInt(15_000_000));
      List<LocalDate> dates = new ArrayList<>();
      for (int day = 0; day < 20; day++) {
        dates.add(LocalDate.of(2026, 6, 1).plusDays(random.nextInt(200)));
      }
      DstPolicy policy = DstPolicy.values()[i % 3];
      Timetable timetable =
          Timetable.of(schedule, PARIS)
              .withDst(policy)
              .withStart(start)
              .withEnd(end)
              .withExcludedDates(dates);
      List<Instant> expected =
          schedule
              .between(start, end.plusMillis(1), PARIS, policy)
              .filter(at -> !dates.contains(LocalDate.ofInstant(at, PARIS)))
              .toList();
      assertThat(timetable.between(Instant.MIN, Instant.MAX))
          .as("%s", timetable)
          .isEqualTo(expected);
      assertThat(backwards(timetable)).as("%s", timetable).isEqualTo(expected);
    }
  }

  private static List<Instant> backwards(Timetable timetable) {
    List<Instant> found = new ArrayList<>();
    Instant at = timetable.previous(Instant.MAX).orElse(null);
    while (at != null) {
      found.addFirst(at);
      at = timetable.previous(at).orElse(null);
    }
    return found;
  }

  @Test
  void allows_looksAtTheLimitsAlone() {
    Timetable startup =
        Timetable.of(new StartupSchedule(), PARIS)
            .withStart(JUNE)
            .withEnd(JULY)
            .withExcludedDates(Set.of(LocalDate.of(2026, 6, 10)));
    assertThat(startup.allows(JUNE)).isTrue();
    assertThat(startup.allows(JULY)).isTrue();
    assertThat(startup.allows(JUNE.minusNanos(1))).isFalse();
    assertThat(startup.allows(JULY.plusNanos(1))).isFalse();
    assertThat(startup.allows(Instant.parse("2026-06-10T12:00:00Z"))).isFalse();
    assertThat(startup.allows(Instant.parse("2026-06-09T23:00:00Z"))).as("local 10th").isFalse();
    assertThat(startup.neverMatches()).isFalse();
    assertThat(startup.next(JUNE)).isEmpty();
    assertThat(startup.previous(JULY)).isEmpty();
  }

  @Test
  void neverMatches_seesTheLimits() {
    Timetable past =
        Timetable.of(CronSchedule.parse("0 0 0 1 1 * 2025"), ZoneOffset.UTC).withStart(JUNE);
    assertThat(past.neverMatches()).isTrue();
    assertThat(noon.neverMatches()).isFalse();
    assertThat(Timetable.of(CronSchedule.parse("0 0 31 2 *"), PARIS).neverMatches()).isTrue();
  }

  @Test
  void values_compareByTheirParts() {
    Timetable one = noon.withStart(JUNE).withEnd(JULY).withExcludedDates(Set.of(LocalDate.EPOCH));
    Timetable same =
        Timetable.of(CronSchedule.parse("0  12 * * *"), ZoneOffset.UTC)
            .withExcludedDates(List.of(LocalDate.EPOCH))
            .withEnd(JULY)
            .withStart(JUNE)
            .withDst(DstPolicy.VIXIE);
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(one)
        .isNotEqualTo(noon)
        .isNotEqualTo(same.withDst(DstPolicy.OCPS))
        .isNotEqualTo(same.withStart(JULY))
        .isNotEqualTo(same.withEnd(JUNE))
        .isNotEqualTo(same.withExcludedDates(List.of()))
        .isNotEqualTo(Timetable.of(one.schedule(), PARIS))
        .isNotEqualTo("0 12 * * *");
    assertThat(one.zone()).isEqualTo(ZoneOffset.UTC);
    assertThat(one.dst()).isEqualTo(DstPolicy.VIXIE);
    assertThat(one)
        .hasToString(
            "0 12 * * * Z VIXIE from 2026-06-01T00:00:00Z to 2026-07-01T00:00:00Z"
                + " except [1970-01-01]");
    assertThat(noon).hasToString("0 12 * * * Z VIXIE");
  }

  @Test
  void null_isRefused() {
    assertThatThrownBy(() -> Timetable.of(null, PARIS)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> noon.withDst(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> noon.withStart(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> noon.withExcludedDates(null)).isInstanceOf(NullPointerException.class);
  }
}
