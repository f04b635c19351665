package dev.tempo.schedule;

import static dev.tempo.schedule.OcpsChecks.assertInvalid;
import static dev.tempo.schedule.OcpsChecks.assertSame;
import static dev.tempo.schedule.OcpsChecks.assertValid;
import static dev.tempo.schedule.OcpsChecks.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The increments 1.1 to 1.4 of the Open Cron Pattern Specification, statement by statement. A class
 * is a section of an increment.
 */
class OcpsIncrementsTest {

  @Nested
  class Ocps11Section41Nicknames {
    @ParameterizedTest
    @CsvSource({
      "@yearly, 0 0 1 1 *",
      "@annually, 0 0 1 1 *",
      "@monthly, 0 0 1 * *",
      "@weekly, 0 0 * * 0",
      "@daily, 0 0 * * *",
      "@midnight, 0 0 * * *",
      "@hourly, 0 * * * *"
    })
    void aNickname_isItsPattern(String nickname, String pattern) {
      assertSame(nickname, pattern);
      assertThat(CronSchedule.parse(" " + nickname + "\t").expression()).isEqualTo(nickname);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@Daily", "@HOURLY", "@Reboot", "@never", "@", "@ daily", "@dailyx"})
    void aNickname_isCaseSensitiveAndExact(String expression) {
      assertInvalid(expression, "expression");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"@daily * * * * *", "* * * * * @daily", "@daily @hourly", "0 @daily * * *"})
    void aNickname_isNotCombinedWithFields(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps11Section42Reboot {
    @Test
    void reboot_isValidAndFiresAtStartupAlone() {
      CronSchedule reboot = CronSchedule.parse("@reboot");
      assertThat(reboot.firesAtStartup()).isTrue();
      assertThat(reboot.neverMatches()).isFalse();
      assertThat(reboot.next(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
      assertThat(CronSchedule.parse("@daily").firesAtStartup()).isFalse();
    }
  }

  @Nested
  class Ocps12Section41Seconds {
    @Test
    void sixFields_beginWithTheSecond() {
      assertThat(times("*/20 * * * * *", "2026-06-01T00:00", 4))
          .containsExactly(
              "2026-06-01T00:00:20",
              "2026-06-01T00:00:40",
              "2026-06-01T00:01",
              "2026-06-01T00:01:20");
      assertThat(times("30 15 10 * * *", "2026-06-01T00:00", 1))
          .containsExactly("2026-06-01T10:15:30");
    }

    @Test
    void fiveFields_areOnSecondZero() {
      assertSame("15 10 * * *", "0 15 10 * * *");
      assertSame("@daily", "0 0 0 * * *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 * * * * *", "59 * * * * *", "10-20/3,40 * * * * *"})
    void theSecond_takesWhatTheOtherFieldsTake(String expression) {
      assertValid(expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60 * * * * *", "? * * * * *", "L * * * * *"})
    void theSecond_outsideItsRange_isAnError(String expression) {
      assertInvalid(expression, "second");
    }
  }

  @Nested
  class Ocps12Section42Years {
    @Test
    void sevenFields_endWithTheYear() {
      assertThat(times("0 15 10 * * * 2025", "2024-06-01T00:00", 1))
          .containsExactly("2025-01-01T10:15");
      assertThat(times("0 15 10 * * * 2025", "2025-12-31T10:15", 1)).isEmpty();
      assertThat(times("0 0 12 1 1 * 2025-2030", "2024-06-01T00:00", 9))
          .hasSize(6)
          .startsWith("2025-01-01T12:00")
          .endsWith("2030-01-01T12:00");
      assertThat(times("0 0 0 1 1 * 2025,2027", "2024-06-01T00:00", 9))
          .containsExactly("2025-01-01T00:00", "2027-01-01T00:00");
    }

    @Test
    void fewerFields_areEveryYear() {
      assertSame("0 0 1 1 *", "0 0 0 1 1 * *");
      assertSame("0 0 0 1 1 *", "0 0 0 1 1 * 1970-2199");
    }

    @Test
    void aStepOverAllYears_beginsWith1970() {
      assertSame("0 0 0 1 1 * */2", "0 0 0 1 1 * 1970-2199/2");
      assertThat(times("0 0 0 1 1 * */2", "2025-06-01T00:00", 2))
          .containsExactly("2026-01-01T00:00", "2028-01-01T00:00");
      assertThat(times("0 0 0 1 1 * 1971-2199/2", "2025-06-01T00:00", 2))
          .containsExactly("2027-01-01T00:00", "2029-01-01T00:00");
    }

    @Test
    void theYear_withoutTheSecond_isNotPossible() {
      assertInvalid("0 0 1 1 * 2026", "day-of-week"); // read as second minute hour …
    }
  }

  @Nested
  class Ocps12Section43Ranges {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0 0 1 1 * 1969",
          "0 0 0 1 1 * 2200",
          "0 0 0 1 1 * 2030-2026",
          "0 0 0 1 1 * 2026/2"
        })
    void aYearOutOfRange_isAnError(String expression) {
      assertInvalid(expression, "year");
    }

    @Test
    void theFirstAndTheLastSecond_areWithinReach() {
      assertThat(
              CronSchedule.parse("0 0 0 1 1 * 1970")
                  .next(Instant.EPOCH.minusMillis(1), ZoneOffset.UTC))
          .contains(Instant.EPOCH);
      assertThat(times("59 59 23 31 12 * 2199", "2026-01-01T00:00", 2))
          .containsExactly("2199-12-31T23:59:59");
    }
  }

  @Nested
  class Ocps13Section4Modifiers {
    @ParameterizedTest
    @ValueSource(strings = {"0 0 l * *", "0 0 15w * *", "0 0 lw * *", "0 0 * * 5l", "0 0 * * 5#l"})
    void modifiers_areCaseSensitive(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps13Section41Last {
    @Test
    void inTheDayOfMonth_itIsTheLastDay() {
      assertThat(times("0 0 L * *", "2028-01-15T00:00", 4))
          .containsExactly(
              "2028-01-31T00:00", "2028-02-29T00:00", "2028-03-31T00:00", "2028-04-30T00:00");
      assertThat(times("0 0 L 2 *", "2026-01-15T00:00", 1)).containsExactly("2026-02-28T00:00");
      assertThat(times("0 0 1,L * *", "2026-01-15T00:00", 2))
          .containsExactly("2026-01-31T00:00", "2026-02-01T00:00");
    }

    @Test
    void behindAWeekday_itIsTheLastOfTheMonth() {
      assertThat(times("0 0 * * 5L", "2026-06-01T00:00", 2))
          .containsExactly("2026-06-26T00:00", "2026-07-31T00:00");
      assertSame("0 0 * * 5L", "0 0 * * FRI#L");
      assertSame("0 0 * * FRIL", "0 0 * * 5#L");
      assertSame("0 0 * * 0L", "0 0 * * 7#L");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "L * * * *",
          "* L * * *",
          "* * * L *",
          "* * * * L",
          "* * L-3 * *",
          "* * 1-L * *",
          "* * 5L * *",
          "* * LL * *",
          "* * * * 1-5L",
          "* * * * *L",
          "* * * * 5LL"
        })
    void elsewhere_itIsAnError(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps13Section42Nth {
    @Test
    void hash_isTheNthWeekdayOfTheMonth() {
      assertThat(times("0 0 * * 2#3", "2026-06-01T00:00", 2))
          .containsExactly("2026-06-16T00:00", "2026-07-21T00:00");
      assertThat(times("0 0 * * MON#1", "2026-06-01T00:00", 1)).containsExactly("2026-07-06T00:00");
      assertThat(times("0 0 * * MON#5", "2026-06-01T00:00", 2))
          .containsExactly("2026-06-29T00:00", "2026-08-31T00:00");
      assertSame("0 0 * * 0#2", "0 0 * * 7#2");
    }

    @Test
    void hash_inAList_isAUnion() {
      assertThat(times("0 0 * * MON#1,FRI#L", "2026-06-01T00:00", 3))
          .containsExactly("2026-06-26T00:00", "2026-07-06T00:00", "2026-07-31T00:00");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "* * * * 1#0", "* * * * 1#6", "* * * * 8#1", "* * * * #1", "* * * * 1#", "* * * * 1-5#2",
          "* * * * *#2", "* * * * 1#2-3", "* * * * 1#2/2", "* * 1#2 * *", "* * * 1#2 *",
              "1#2 * * * *"
        })
    void hash_withOtherOperands_isAnError(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps13Section43ClosestWeekday {
    @Test
    void aWeekday_isItself() {
      assertThat(times("0 12 15W 4 *", "2026-01-01T00:00", 1)).containsExactly("2026-04-15T12:00");
    }

    @Test
    void aSaturday_isTheFridayBefore() {
      assertThat(times("0 12 15W 8 *", "2026-01-01T00:00", 1)).containsExactly("2026-08-14T12:00");
    }

    @Test
    void aSunday_isTheMondayAfter() {
      assertThat(times("0 12 15W 3 *", "2026-01-01T00:00", 1)).containsExactly("2026-03-16T12:00");
    }

    @Test
    void atTheStartOfAMonth_itStaysInTheMonth() {
      assertThat(times("0 12 1W 8 *", "2026-01-01T00:00", 1)).containsExactly("2026-08-03T12:00");
    }

    @Test
    void atTheEndOfAMonth_itStaysInTheMonth() {
      assertThat(times("0 12 31W 5 *", "2026-01-01T00:00", 1)).containsExactly("2026-05-29T12:00");
      assertThat(times("0 12 28W 2 *", "2027-01-01T00:00", 1)).containsExactly("2027-02-26T12:00");
    }

    @Test
    void aDayThatAMonthDoesNotHave_doesNotMatchThere() {
      assertThat(times("0 12 31W * *", "2026-04-01T00:00", 1)).containsExactly("2026-05-29T12:00");
    }

    @Test
    void lastWeekday_isTheLastMondayToFriday() {
      assertThat(times("0 12 LW * *", "2026-05-01T00:00", 3))
          .containsExactly("2026-05-29T12:00", "2026-06-30T12:00", "2026-07-31T12:00");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "* * 1-15W * *", "* * 1,15W * *", "* * 15W,20 * *", "* * W * *", "* * *W * *",
          "* * 15WW * *", "* * WL * *", "* * LW,1 * *", "* * 15W-20 * *", "* * 32W * *",
          "* * * * 1W", "15W * * * *"
        })
    void rangesListsAndOtherFields_areErrors(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps14Section41LogicalCombination {
    @Test
    void theDefault_isOr() {
      assertThat(times("0 12 1 * MON", "2026-05-30T00:00", 2))
          .containsExactly("2026-06-01T12:00", "2026-06-08T12:00");
    }

    @Test
    void plus_isAnd() {
      assertThat(times("0 12 1 * +MON", "2026-05-30T00:00", 2))
          .containsExactly("2026-06-01T12:00", "2027-02-01T12:00");
      assertThat(times("0 12 13 * +FRI", "2026-01-01T00:00", 2))
          .containsExactly("2026-02-13T12:00", "2026-03-13T12:00");
      assertThat(times("0 12 L * +5#L", "2026-06-01T00:00", 1)).containsExactly("2026-07-31T12:00");
    }

    @Test
    void plus_withAWildcard_changesNothing() {
      assertSame("0 12 1 * +*", "0 12 1 * *");
      assertSame("0 12 * * +MON", "0 12 * * MON");
      assertSame("0 12 1 * +?", "0 12 1 * *");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "+1 * * * *",
          "* +1 * * *",
          "* * +1 * *",
          "* * * +1 *",
          "* * * * 1+",
          "* * * * MON,+TUE",
          "* * * * ++MON",
          "* * * * +",
          "0 0 0 1 1 * +2026",
          "* * * * 1-+5"
        })
    void plus_elsewhere_isAnError(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps14Section42QuestionMark {
    @Test
    void inTheDayFields_itIsTheWildcard() {
      assertSame("0 12 ? * MON", "0 12 * * MON");
      assertSame("0 12 1 * ?", "0 12 1 * *");
      assertSame("0 12 ? * ?", "0 12 * * *");
      assertSame("0 12 ?/10 * *", "0 12 */10 * *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"? * * * *", "* ? * * *", "* * * ? *", "? * * * * *", "0 0 0 1 1 * ?"})
    void elsewhere_itIsAnError(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps14Section431Dst {
    private final ZoneId paris = ZoneId.of("Europe/Paris");
    private final CronSchedule cron = CronSchedule.parse("30 2 * * *");

    @Test
    void aTimeInAGap_isSkippedUnderTheOcpsPolicy() {
      assertThat(cron.next(Instant.parse("2026-03-28T12:00:00Z"), paris, DstPolicy.OCPS))
          .contains(Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void aTimeInAnOverlap_occursOnceAtTheFirst() {
      assertThat(cron.upcoming(Instant.parse("2026-10-24T12:00:00Z"), paris, DstPolicy.OCPS, 2))
          .containsExactly(
              Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
    }
  }

  @Nested
  class Ocps14Section432Range {
    @Test
    void theCalendar_isProlepticGregorian() {
      assertThat(times("0 0 29 2 *", "2096-03-01T00:00", 1)).containsExactly("2104-02-29T00:00");
      assertThat(times("0 0 29 2 *", "1999-03-01T00:00", 1)).containsExactly("2000-02-29T00:00");
    }

    @Test
    void beyondTheRange_thereIsNothing() {
      CronSchedule cron = CronSchedule.parse("* * * * * *");
      assertThat(cron.next(Instant.parse("2199-12-31T23:59:59Z"), ZoneOffset.UTC)).isEmpty();
      assertThat(cron.next(Instant.MAX, ZoneOffset.UTC)).isEmpty();
      assertThat(cron.next(Instant.MIN, ZoneOffset.UTC)).contains(Instant.EPOCH);
      assertThat(cron.previous(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
      assertThat(cron.previous(Instant.MAX, ZoneOffset.UTC))
          .contains(Instant.parse("2199-12-31T23:59:59Z"));
    }

    @Test
    void theRange_isOfTheLocalClock() {
      CronSchedule cron = CronSchedule.parse("* * * * * *");
      assertThat(cron.next(Instant.MIN, ZoneOffset.ofHours(14)))
          .contains(Instant.parse("1969-12-31T10:00:00Z"));
      assertThat(cron.previous(Instant.MAX, ZoneOffset.ofHours(-12)))
          .contains(Instant.parse("2200-01-01T11:59:59Z"));
    }
  }
}
