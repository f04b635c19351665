package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Every day from 1970 to 2199, judged by a plain {@link Sample}, beside the search. */
class CalendarWalkTest {
  private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
  private static final LocalDate END = LocalDate.of(2200, 1, 1);

  @Test
  void randomSchedules_walkedByDays_agreeWithTheSearch() {
    check(new Random(11), 40);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void manyRandomSchedules_walkedByDays_agreeWithTheSearch() {
    check(new Random(Long.getLong("tempo.seed", 12)), 2_000);
  }

  private static void check(Random random, int count) {
    for (int i = 0; i < count; i++) {
      Sample sample =
          i % 4 == 3 ? Sample.calendar(random, 12) : Sample.cron(random, 12, random.nextBoolean());
      List<LocalDate> expected = FIRST.datesUntil(END).filter(sample::matchesDate).toList();
      assertThat(forwards(sample.schedule)).as("%s", sample).isEqualTo(expected);
      assertThat(backwards(sample.schedule)).as("%s", sample).isEqualTo(expected);
      assertThat(sample.schedule.neverMatches()).as("%s", sample).isEqualTo(expected.isEmpty());
    }
  }

  private static List<LocalDate> forwards(Schedule schedule) {
    List<LocalDate> days = new ArrayList<>();
    Instant after = start(FIRST).minusMillis(1);
    while (after != null) {
      LocalDate day = schedule.next(after, ZoneOffset.UTC).map(CalendarWalkTest::date).orElse(null);
      if (day != null) {
        days.add(day);
      }
      after = day == null ? null : start(day.plusDays(1)).minusMillis(1);
    }
    return days;
  }

  private static List<LocalDate> backwards(Schedule schedule) {
    List<LocalDate> days = new ArrayList<>();
    Instant before = start(END);
    while (before != null) {
      LocalDate day =
          schedule.previous(before, ZoneOffset.UTC).map(CalendarWalkTest::date).orElse(null);
      if (day != null) {
        days.addFirst(day);
      }
      before = day == null ? null : start(day);
    }
    return days;
  }

  private static LocalDate date(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
