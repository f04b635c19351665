package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What all schedules share, and values as values. */
class ScheduleTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private final Schedule everyMinute = CronSchedule.parse("* * * * *");

  @Test
  void next_isStrictlyAfter_toTheNanosecond() {
    assertThat(everyMinute.next(NOON, ZoneOffset.UTC)).contains(NOON.plusSeconds(60));
    assertThat(everyMinute.next(NOON.minusNanos(1), ZoneOffset.UTC)).contains(NOON);
    assertThat(everyMinute.next(NOON.plusNanos(1), ZoneOffset.UTC)).contains(NOON.plusSeconds(60));
  }

  @Test
  void previous_isStrictlyBefore_toTheNanosecond() {
    assertThat(everyMinute.previous(NOON, ZoneOffset.UTC)).contains(NOON.minusSeconds(60));
    assertThat(everyMinute.previous(NOON.plusNanos(1), ZoneOffset.UTC)).contains(NOON);
    assertThat(everyMinute.previous(NOON.plusMillis(1), ZoneOffset.UTC)).contains(NOON);
    assertThat(everyMinute.previous(NOON.minusNanos(1), ZoneOffset.UTC))
        .contains(NOON.minusSeconds(60));
  }

  @Test
  void between_includesTheStartAndExcludesTheEnd() {
    assertThat(everyMinute.between(NOON, NOON.plusSeconds(120), ZoneOffset.UTC))
        .containsExactly(NOON, NOON.plusSeconds(60));
    assertThat(
            everyMinute.between(
                NOON.plusNanos(1), NOON.plusSeconds(60).plusNanos(1), ZoneOffset.UTC))
        .containsExactly(NOON.plusSeconds(60));
    assertThat(everyMinute.between(NOON, NOON, ZoneOffset.UTC)).isEmpty();
    assertThat(everyMinute.between(NOON, Instant.MIN, ZoneOffset.UTC)).isEmpty();
  }

  @Test
  void between_isLazy() {
    assertThat(everyMinute.between(NOON, Instant.MAX, ZoneOffset.UTC).limit(3)).hasSize(3);
    assertThat(
            CronSchedule.parse("* * * * * *")
                .between(Instant.MIN, Instant.MAX, ZoneOffset.UTC)
                .findFirst())
        .contains(Instant.EPOCH);
  }

  @Test
  void upcoming_stopsWhenThereIsNoMore() {
    assertThat(everyMinute.upcoming(NOON, ZoneOffset.UTC, 0)).isEmpty();
    assertThat(everyMinute.upcoming(NOON, ZoneOffset.UTC, 5)).hasSize(5);
    assertThat(CronSchedule.parse("0 0 0 1 1 * 2027,2028").upcoming(NOON, ZoneOffset.UTC, 5))
        .hasSize(2);
    assertThatThrownBy(() -> everyMinute.upcoming(NOON, ZoneOffset.UTC, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count is -1");
  }

  @Test
  void matches_isExact() {
    assertThat(everyMinute.matches(NOON, ZoneOffset.UTC)).isTrue();
    assertThat(everyMinute.matches(NOON.plusSeconds(1), ZoneOffset.UTC)).isFalse();
    assertThat(everyMinute.matches(NOON.plusMillis(1), ZoneOffset.UTC)).isFalse();
    assertThat(everyMinute.matches(NOON.plusNanos(1), ZoneOffset.UTC)).isFalse();
  }

  @Test
  void thePrimitivePath_hasSentinels() {
    Schedule never = CronSchedule.parse("0 0 31 2 *");
    assertThat(never.nextEpochMilli(0, ZoneOffset.UTC, DstPolicy.VIXIE))
        .isEqualTo(Schedule.NO_NEXT);
    assertThat(never.previousEpochMilli(0, ZoneOffset.UTC, DstPolicy.OCPS))
        .isEqualTo(Schedule.NO_PREVIOUS);
    assertThat(everyMinute.nextEpochMilli(Long.MAX_VALUE, ZoneOffset.UTC, DstPolicy.VIXIE))
        .isEqualTo(Schedule.NO_NEXT);
    assertThat(everyMinute.nextEpochMilli(Long.MIN_VALUE, ZoneOffset.UTC, DstPolicy.VIXIE))
        .isZero();
    assertThat(everyMinute.previousEpochMilli(Long.MIN_VALUE, ZoneOffset.UTC, DstPolicy.VIXIE))
        .isEqualTo(Schedule.NO_PREVIOUS);
    assertThat(everyMinute.previousEpochMilli(1, ZoneOffset.UTC, DstPolicy.VIXIE)).isZero();
  }

  @Test
  void null_isRefusedByEverySchedule() {
    List<Schedule> schedules = List.of(everyMinute, CalendarSchedule.builder().build());
    for (Schedule schedule : schedules) {
      assertThatThrownBy(() -> schedule.next(null, ZoneOffset.UTC))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> schedule.next(NOON, null)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> schedule.next(NOON, ZoneOffset.UTC, null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> schedule.previous(NOON, ZoneOffset.UTC, null))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> schedule.describe(null)).isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void startup_hasNoOccurrences() {
    Schedule startup = new StartupSchedule();
    assertThat(startup.firesAtStartup()).isTrue();
    assertThat(startup.neverMatches()).isFalse();
    assertThat(startup.next(NOON, ZoneOffset.UTC)).isEmpty();
    assertThat(startup.previous(NOON, ZoneOffset.UTC)).isEmpty();
    assertThat(startup.matches(NOON, ZoneOffset.UTC)).isFalse();
    assertThat(startup).isEqualTo(new StartupSchedule());
  }

  @Test
  void oneTime_isOneInstantInAllZones() {
    Schedule once = new OneTimeSchedule(NOON.plusNanos(1));
    assertThat(once.next(NOON.minusMillis(1), ZoneOffset.UTC)).contains(NOON);
    assertThat(once.next(NOON, ZoneOffset.UTC)).isEmpty();
    assertThat(once.previous(NOON.plusMillis(1), ZoneOffset.ofHours(5))).contains(NOON);
    assertThat(once.previous(NOON, ZoneOffset.UTC)).isEmpty();
    assertThat(once.next(Instant.MIN, ZoneOffset.UTC)).contains(NOON);
    assertThat(once.previous(Instant.MAX, ZoneOffset.UTC)).contains(NOON);
    assertThat(once.matches(NOON, ZoneOffset.UTC)).isTrue();
    assertThat(once.neverMatches()).isFalse();
    assertThat(once).isEqualTo(new OneTimeSchedule(NOON));
    assertThatThrownBy(() -> new OneTimeSchedule(Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cron_comparesByCanonicalExpression() {
    CronSchedule cron = CronSchedule.parse(" 05  09 ? jan-MAR\tmon#1 ");
    assertThat(cron.expression()).isEqualTo("5 9 * JAN-MAR MON#1");
    assertThat(cron)
        .hasToString("5 9 * JAN-MAR MON#1")
        .isEqualTo(CronSchedule.parse(cron.expression()));
    assertThat(CronSchedule.parse("00 000 10 * 0").expression()).isEqualTo("0 0 10 * 0");
    assertThat(cron).isNotEqualTo(everyMinute).isNotEqualTo("5 9 * JAN-MAR MON#1");
    assertThat(cron.firesAtStartup()).isFalse();
  }

  @Test
  void everyZoneOnEarth_hasTheOffsetsOfItsRules() {
    Random random = new Random(8);
    for (String id : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(id);
      for (int i = 0; i < 40; i++) {
        Instant at = Instant.ofEpochSecond(random.nextLong(-40_000L, 7_258_000_000L));
        LocalDateTime second = LocalDateTime.ofInstant(at.plusSeconds(1), zone);
        if (second.getYear() >= 1970) {
          assertThat(CronSchedule.parse("* * * * * *").next(at, zone))
              .as(id)
              .contains(at.plusSeconds(1));
          String minute = second.getMinute() + " * * * *";
          Instant whole = at.plusSeconds(1 - second.getSecond());
          assertThat(CronSchedule.parse(minute).matches(whole, zone)).as(id + whole).isTrue();
        }
      }
    }
  }

  @Test
  void manyDifferentOffsets_areServed() {
    CronSchedule noon = CronSchedule.parse("0 12 * * *");
    for (int seconds = -40_000; seconds < 40_000; seconds += 10) {
      ZoneOffset offset = ZoneOffset.ofTotalSeconds(seconds);
      Instant expected = LocalDateTime.of(2026, 6, 1, 12, 0).toInstant(offset);
      assertThat(noon.next(expected.minusSeconds(1), offset)).contains(expected);
    }
  }

  @Test
  void aZoneWithAPrefix_isServed() {
    assertThat(CronSchedule.parse("0 12 * * *").next(NOON, ZoneId.of("UTC+02:00")))
        .contains(Instant.parse("2026-06-02T10:00:00Z"));
  }

  @Test
  void calendar_refusesValuesOutOfRange() {
    CalendarSchedule.Builder builder = CalendarSchedule.builder();
    assertThatThrownBy(() -> builder.years(Set.of(1969)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("year 1969 was given; allowed are 1970 to 2199");
    assertThatThrownBy(() -> builder.months(Set.of(0))).hasMessageContaining("1 to 12");
    assertThatThrownBy(() -> builder.days(Set.of(32))).hasMessageContaining("1 to 31");
    assertThatThrownBy(() -> builder.weekdays(Set.of(7))).hasMessageContaining("0 to 6");
    assertThatThrownBy(() -> builder.hours(Set.of(24))).hasMessageContaining("0 to 23");
    assertThatThrownBy(() -> builder.minutes(Set.of(-1))).hasMessageContaining("0 to 59");
    assertThatThrownBy(() -> builder.minutes(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void calendar_keepsItsSets_andComparesByThem() {
    CalendarSchedule one =
        CalendarSchedule.builder()
            .years(List.of(2027, 2026))
            .months(List.of(2))
            .days(List.of(28, 1))
            .weekdays(List.of(0, 6))
            .hours(List.of(9))
            .minutes(List.of(30, 0))
            .build();
    CalendarSchedule same =
        CalendarSchedule.builder()
            .years(one.years())
            .months(one.months())
            .days(one.days())
            .weekdays(one.weekdays())
            .hours(one.hours())
            .minutes(one.minutes())
            .build();
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
    assertThat(one.years()).containsExactly(2026, 2027);
    assertThat(one.weekdays()).containsExactly(0, 6);
    assertThat(one).isNotEqualTo(CalendarSchedule.builder().build()).isNotEqualTo("");
    assertThat(one.neverMatches()).isFalse();
    assertThat(CalendarSchedule.builder().days(Set.of(31)).months(Set.of(2)).build().neverMatches())
        .isTrue();
    assertThatThrownBy(() -> one.hours().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void calendar_changesOfTheBuilderAfterwards_haveNoEffect() {
    CalendarSchedule.Builder builder = CalendarSchedule.builder().hours(Set.of(9));
    CalendarSchedule nine = builder.build();
    builder.hours(Set.of(10));
    assertThat(nine.hours()).containsExactly(9);
  }
}
