package dev.tempo.schedule;

import static dev.tempo.schedule.DstPolicy.LITERAL;
import static dev.tempo.schedule.DstPolicy.OCPS;
import static dev.tempo.schedule.DstPolicy.VIXIE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The days on which the clock changes, by name, under each policy. */
class DstTest {

  @Nested
  class Paris {
    private static final String ZONE = "Europe/Paris";

    @Test
    void halfPastTwo_inTheGap_runsOnceAfterItOrNotAtAll() {
      assertThat(day("30 2 * * *", ZONE, "2026-03-29", VIXIE)).containsExactly("01:00");
      assertThat(day("30 2 * * *", ZONE, "2026-03-29", OCPS)).isEmpty();
      assertThat(day("30 2 * * *", ZONE, "2026-03-29", LITERAL)).isEmpty();
    }

    @Test
    void halfPastTwo_inTheOverlap_runsOnceFirstOrTwice() {
      assertThat(day("30 2 * * *", ZONE, "2026-10-25", VIXIE)).containsExactly("00:30");
      assertThat(day("30 2 * * *", ZONE, "2026-10-25", OCPS)).containsExactly("00:30");
      assertThat(day("30 2 * * *", ZONE, "2026-10-25", LITERAL)).containsExactly("00:30", "01:30");
    }

    @Test
    void severalTimesInTheGap_areOneOccurrence_alsoWithOneRightAfterIt() {
      assertThat(day("0,20,40 2 * * *", ZONE, "2026-03-29", VIXIE)).containsExactly("01:00");
      assertThat(day("0,30 2,3 * * *", ZONE, "2026-03-29", VIXIE))
          .containsExactly("01:00", "01:30");
      assertThat(day("0,30 2,3 * * *", ZONE, "2026-03-29", OCPS)).containsExactly("01:00", "01:30");
    }

    @Test
    void theEdgesOfTheGap_areOutsideIt() {
      assertThat(day("59 1 * * *", ZONE, "2026-03-29", VIXIE)).containsExactly("00:59");
      assertThat(day("0 3 * * *", ZONE, "2026-03-29", OCPS)).containsExactly("01:00");
      assertThat(day("0 2 * * *", ZONE, "2026-03-29", OCPS)).isEmpty();
      assertThat(day("0 2 * * *", ZONE, "2026-03-29", VIXIE)).containsExactly("01:00");
    }

    @Test
    void theEdgesOfTheOverlap_areOnItsSides() {
      assertThat(day("0 2 * * *", ZONE, "2026-10-25", LITERAL)).containsExactly("00:00", "01:00");
      assertThat(day("0 3 * * *", ZONE, "2026-10-25", LITERAL)).containsExactly("02:00");
      assertThat(day("59 2 * * *", ZONE, "2026-10-25", VIXIE)).containsExactly("00:59");
    }

    @Test
    void aWildcardSchedule_followsTheClockAsItRuns() {
      for (DstPolicy policy : DstPolicy.values()) {
        assertThat(day("30 * * * *", ZONE, "2026-03-29", policy))
            .hasSize(23)
            .doesNotHaveDuplicates();
        assertThat(day("30 * * * *", ZONE, "2026-10-25", policy))
            .hasSize(25)
            .doesNotHaveDuplicates();
        assertThat(day("*/20 2 * * *", ZONE, "2026-03-29", policy)).isEmpty();
        assertThat(day("*/20 2 * * *", ZONE, "2026-10-25", policy))
            .containsExactly("00:00", "00:20", "00:40", "01:00", "01:20", "01:40");
      }
    }

    @Test
    void aRange_isFixedTime_thoughItNamesEveryMinute() {
      assertThat(day("0-59/30 2 * * *", ZONE, "2026-10-25", VIXIE))
          .containsExactly("00:00", "00:30");
      assertThat(day("0-59/30 2 * * *", ZONE, "2026-03-29", VIXIE)).containsExactly("01:00");
    }

    @Test
    void everySecondOfAMinuteInTheGap_isOneOccurrence() {
      assertThat(day("* 30 2 * * *", ZONE, "2026-03-29", VIXIE)).containsExactly("01:00");
      assertThat(day("* 30 2 * * *", ZONE, "2026-10-25", VIXIE)).hasSize(60);
    }

    @Test
    void aCalendarSchedule_withHourAndMinute_isFixedTime() {
      CalendarSchedule fixed =
          CalendarSchedule.builder().hours(Set.of(2)).minutes(Set.of(30)).build();
      assertThat(day(fixed, ZONE, "2026-03-29", VIXIE)).containsExactly("01:00");
      assertThat(day(fixed, ZONE, "2026-03-29", OCPS)).isEmpty();
      assertThat(day(fixed, ZONE, "2026-10-25", VIXIE)).containsExactly("00:30");
      assertThat(day(fixed, ZONE, "2026-10-25", LITERAL)).containsExactly("00:30", "01:30");
    }

    @Test
    void aCalendarSchedule_withAnEmptySet_isWildcard() {
      CalendarSchedule anyHour = CalendarSchedule.builder().minutes(Set.of(30)).build();
      assertThat(day(anyHour, ZONE, "2026-03-29", VIXIE)).hasSize(23);
      assertThat(day(anyHour, ZONE, "2026-10-25", VIXIE)).hasSize(25);
    }

    @Test
    void aDateThatIsAlwaysInTheGap_keepsItsYearlyTurnUnderVixieAlone() {
      CronSchedule cron = CronSchedule.parse("30 2 * 3 SUN#L");
      Instant after = Instant.parse("2026-01-01T00:00:00Z");
      assertThat(cron.next(after, ZoneId.of(ZONE), VIXIE))
          .contains(Instant.parse("2026-03-29T01:00:00Z"));
      Instant end = Instant.parse("2100-01-01T00:00:00Z");
      assertThat(cron.next(after, ZoneId.of(ZONE), OCPS)).isEmpty();
      assertThat(cron.previous(end, ZoneId.of(ZONE), OCPS).orElse(Instant.MIN)).isBefore(after);
      assertThat(cron.previous(end, ZoneId.of(ZONE), LITERAL).orElse(Instant.MIN)).isBefore(after);
    }
  }

  @Nested
  class NewYork {
    private static final String ZONE = "America/New_York";

    @Test
    void halfPastTwo_inTheGap_runsOnceAfterItOrNotAtAll() {
      assertThat(day("30 2 * * *", ZONE, "2026-03-08", VIXIE)).containsExactly("07:00");
      assertThat(day("30 2 * * *", ZONE, "2026-03-08", OCPS)).isEmpty();
      assertThat(day("30 2 * * *", ZONE, "2026-03-08", LITERAL)).isEmpty();
    }

    @Test
    void halfPastOne_inTheOverlap_runsOnceFirstOrTwice() {
      assertThat(day("30 1 * * *", ZONE, "2026-11-01", VIXIE)).containsExactly("05:30");
      assertThat(day("30 1 * * *", ZONE, "2026-11-01", OCPS)).containsExactly("05:30");
      assertThat(day("30 1 * * *", ZONE, "2026-11-01", LITERAL)).containsExactly("05:30", "06:30");
    }
  }

  @Nested
  class Cairo {
    private static final String ZONE = "Africa/Cairo"; // changes at midnight

    @Test
    void midnight_inTheGap_runsAtOneOrNotAtAll() {
      assertThat(day("0 0 * * *", ZONE, "2025-04-25", VIXIE)).containsExactly("2025-04-24T22:00");
      assertThat(day("0 0 * * *", ZONE, "2025-04-25", OCPS)).isEmpty();
      assertThat(day("0 0 * * *", ZONE, "2025-04-25", LITERAL)).isEmpty();
    }

    @Test
    void theHourBeforeMidnight_inTheOverlap_runsOnceFirstOrTwice() {
      assertThat(day("30 23 * * *", ZONE, "2025-10-30", VIXIE)).containsExactly("20:30");
      assertThat(day("30 23 * * *", ZONE, "2025-10-30", OCPS)).containsExactly("20:30");
      assertThat(day("30 23 * * *", ZONE, "2025-10-30", LITERAL)).containsExactly("20:30", "21:30");
    }

    @Test
    void midnight_afterTheOverlap_runsOnce() {
      assertThat(day("0 0 * * *", ZONE, "2025-10-31", LITERAL)).containsExactly("2025-10-30T22:00");
    }
  }

  @Nested
  class LordHowe {
    private static final String ZONE = "Australia/Lord_Howe"; // changes by 30 minutes

    @Test
    void aTimeInTheShortGap_runsAfterItOrNotAtAll() {
      assertThat(day("15 2 * * *", ZONE, "2026-10-04", VIXIE)).containsExactly("2026-10-03T15:30");
      assertThat(day("15 2 * * *", ZONE, "2026-10-04", OCPS)).isEmpty();
      assertThat(day("45 2 * * *", ZONE, "2026-10-04", OCPS)).containsExactly("2026-10-03T15:45");
    }

    @Test
    void aTimeInTheShortOverlap_runsOnceFirstOrTwice() {
      assertThat(day("45 1 * * *", ZONE, "2026-04-05", VIXIE)).containsExactly("2026-04-04T14:45");
      assertThat(day("45 1 * * *", ZONE, "2026-04-05", OCPS)).containsExactly("2026-04-04T14:45");
      assertThat(day("45 1 * * *", ZONE, "2026-04-05", LITERAL))
          .containsExactly("2026-04-04T14:45", "2026-04-04T15:15");
      assertThat(day("15 1 * * *", ZONE, "2026-04-05", LITERAL)).hasSize(1);
    }

    @Test
    void everyQuarterOfAnHour_isEveryQuarterOfElapsedTime() {
      assertThat(day("*/15 * * * *", ZONE, "2026-04-05", VIXIE)).hasSize(98);
      assertThat(day("*/15 * * * *", ZONE, "2026-10-04", VIXIE)).hasSize(94);
    }
  }

  @Nested
  class Apia {
    private static final ZoneId ZONE = ZoneId.of("Pacific/Apia"); // left out 2011-12-30
    private static final Instant BEFORE = Instant.parse("2011-12-30T00:00:00Z");
    private static final Instant JUMP = Instant.parse("2011-12-30T10:00:00Z");

    @Test
    void noonOfTheMissingDay_runsAtTheStartOfTheNextOrNotAtAll() {
      Instant next = Instant.parse("2011-12-30T22:00:00Z"); // noon of the 31st
      CronSchedule noon = CronSchedule.parse("0 12 * * *");
      assertThat(noon.upcoming(BEFORE, ZONE, VIXIE, 2)).containsExactly(JUMP, next);
      assertThat(noon.upcoming(BEFORE, ZONE, OCPS, 1)).containsExactly(next);
      assertThat(noon.upcoming(BEFORE, ZONE, LITERAL, 1)).containsExactly(next);
      assertThat(noon.previous(next, ZONE, VIXIE)).contains(JUMP);
    }

    @Test
    void theDateOfTheMissingDay_runsOnceOrNotAtAll() {
      CronSchedule thirtieth = CronSchedule.parse("0 0,6,18 30 12 *");
      assertThat(thirtieth.upcoming(BEFORE, ZONE, VIXIE, 1)).containsExactly(JUMP);
      assertThat(thirtieth.next(BEFORE, ZONE, OCPS))
          .contains(Instant.parse("2012-12-29T10:00:00Z"));
    }

    @Test
    void everyHour_hasNothingExtra() {
      assertThat(CronSchedule.parse("0 * * * *").upcoming(JUMP.minusSeconds(1), ZONE, 2))
          .containsExactly(JUMP, JUMP.plusSeconds(3600));
    }
  }

  @Nested
  class Casablanca {
    private static final String ZONE = "Africa/Casablanca"; // goes back for Ramadan, then forward

    @Test
    void halfPastTwo_inTheOverlapAtTheStartOfRamadan_runsOnceFirstOrTwice() {
      assertThat(day("30 2 * * *", ZONE, "2026-02-15", VIXIE)).containsExactly("01:30");
      assertThat(day("30 2 * * *", ZONE, "2026-02-15", OCPS)).containsExactly("01:30");
      assertThat(day("30 2 * * *", ZONE, "2026-02-15", LITERAL)).containsExactly("01:30", "02:30");
    }

    @Test
    void halfPastTwo_inTheGapAtItsEnd_runsOnceAfterItOrNotAtAll() {
      assertThat(day("30 2 * * *", ZONE, "2026-03-22", VIXIE)).containsExactly("02:00");
      assertThat(day("30 2 * * *", ZONE, "2026-03-22", OCPS)).isEmpty();
      assertThat(day("30 2 * * *", ZONE, "2026-03-22", LITERAL)).isEmpty();
    }
  }

  @Nested
  class SaoPaulo {
    private static final String ZONE = "America/Sao_Paulo"; // changed at midnight until 2019

    @Test
    void midnight_inTheGap_runsAtOneOrNotAtAll() {
      assertThat(day("0 0 * * *", ZONE, "2018-11-04", VIXIE)).containsExactly("03:00");
      assertThat(day("0 0 * * *", ZONE, "2018-11-04", OCPS)).isEmpty();
      assertThat(day("0 0 * * *", ZONE, "2018-11-04", LITERAL)).isEmpty();
    }

    @Test
    void theHourBeforeMidnight_inTheOverlap_runsOnceFirstOrTwice() {
      assertThat(day("30 23 * * *", ZONE, "2019-02-16", VIXIE)).containsExactly("2019-02-17T01:30");
      assertThat(day("30 23 * * *", ZONE, "2019-02-16", LITERAL))
          .containsExactly("2019-02-17T01:30", "2019-02-17T02:30");
    }
  }

  private static List<String> day(String cron, String zone, String date, DstPolicy policy) {
    return day(CronSchedule.parse(cron), zone, date, policy);
  }

  /**
   * The occurrences of a local date in UTC, as a time or, on another date of UTC, with the date.
   */
  private static List<String> day(Schedule schedule, String zone, String date, DstPolicy policy) {
    ZoneId id = ZoneId.of(zone);
    LocalDate day = LocalDate.parse(date);
    Instant from = day.atStartOfDay(id).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(id).toInstant();
    return schedule
        .between(from, to, id, policy)
        .map(Instant::toString)
        .map(text -> text.substring(0, 16))
        .map(text -> text.startsWith(date) ? text.substring(11) : text)
        .toList();
  }
}
