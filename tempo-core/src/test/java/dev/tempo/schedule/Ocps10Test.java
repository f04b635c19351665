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
 * The Open Cron Pattern Specification 1.0, the baseline, statement by statement. A class is a
 * section.
 */
class Ocps10Test {

  @Nested
  class Ocps10Section3Conformance {
    @Test
    void aBaselinePattern_withTheExtensionsPresent_keepsItsMeaning() {
      assertThat(times("15 10 * * *", "2026-06-01T00:00", 2))
          .containsExactly("2026-06-01T10:15", "2026-06-02T10:15");
    }
  }

  @Nested
  class Ocps10Section41Structure {
    @ParameterizedTest
    @ValueSource(strings = {"* * * *", "*", "* * * * * * * *", "0 0 0 1 1 * 2026 1"})
    void aWrongNumberOfFields_isAnError(String expression) {
      assertInvalid(expression, "expression");
    }

    @Test
    void noField_isAnError() {
      assertInvalid("", "expression");
      assertInvalid(" \t ", "expression");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"* * * * !", "a * * * *", "1;2 * * * *", "* * * * *\n", "* * * * *\u00a0"})
    void aCharacterOutsideTheSet_isAnError(String expression) {
      assertInvalid(expression);
    }

    @Test
    void whiteSpaceAround_isIgnored() {
      assertThat(CronSchedule.parse("  \t0 12 * * * \t "))
          .isEqualTo(CronSchedule.parse("0 12 * * *"));
    }

    @Test
    void whiteSpaceInARow_isOneDelimiter() {
      assertThat(CronSchedule.parse("0 \t  12\t*   * *"))
          .isEqualTo(CronSchedule.parse("0 12 * * *"));
    }

    @Test
    void fields_areMinuteHourDayMonthWeekday() {
      assertThat(times("1 2 3 4 *", "2026-01-01T00:00", 1)).containsExactly("2026-04-03T02:01");
      assertThat(times("1 2 * 4 5", "2026-01-01T00:00", 1)).containsExactly("2026-04-03T02:01");
    }
  }

  @Nested
  class Ocps10Section42FieldValues {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 * * * *",
          "59 * * * *",
          "* 0 * * *",
          "* 23 * * *",
          "* * 1 * *",
          "* * 31 * *",
          "* * * 1 *",
          "* * * 12 *",
          "* * * * 0",
          "* * * * 7"
        })
    void theBoundsOfEachField_areValid(String expression) {
      assertValid(expression);
    }

    @ParameterizedTest
    @CsvSource({
      "60 * * * *, minute", "* 24 * * *, hour", "* * 0 * *, day-of-month",
      "* * 32 * *, day-of-month", "* * * 0 *, month", "* * * 13 *, month",
      "* * * * 8, day-of-week", "999999999999999999999 * * * *, minute"
    })
    void justOutsideTheBounds_isAnError(String expression, String field) {
      assertInvalid(expression, field);
    }

    @Test
    void names_inAnyCase_areTheirNumbers() {
      assertSame("0 0 1 JAN *", "0 0 1 1 *");
      assertSame("0 0 1 feb,Mar,aPR *", "0 0 1 2,3,4 *");
      assertSame("0 0 1 MAY-jul *", "0 0 1 5-7 *");
      assertSame("0 0 1 AUG,SEP,OCT,NOV,DEC *", "0 0 1 8-12 *");
      assertSame("0 0 * * MON,TUE,wed,Thu,FRI", "0 0 * * 1-5");
      assertSame("0 0 * * sAt", "0 0 * * 6");
    }

    @Test
    void sunday_isZeroAndSevenAndItsName() {
      assertSame("0 0 * * 0", "0 0 * * 7");
      assertSame("0 0 * * SUN", "0 0 * * 7");
      assertSame("0 0 * * 5-7", "0 0 * * 0,5,6");
      assertSame("0 0 * * FRI-SUN", "0 0 * * 0,5,6");
      assertSame("0 0 * * SUN-TUE", "0 0 * * 0,1,2");
      assertSame("0 0 * * 0-7", "0 0 * * *");
      assertSame("0 0 * * SUN-SUN", "0 0 * * *");
      assertSame("0 0 * * 0-SUN", "0 0 * * 0-7");
      assertSame("0 0 * * 7-SUN", "0 0 * * 0");
      assertSame("0 0 * * SUN-SUN/3", "0 0 * * 0,3,6");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "JAN * * * *",
          "* JAN * * *",
          "* * JAN * *",
          "* * * MON *",
          "* * * * JAN",
          "* * * JA *",
          "* * * JANUARY *",
          "* * * * M",
          "* * * * MOON",
          "* * * * MON1",
          "* * * * \u017fUN",
          "* * * * FR\u0131"
        })
    void aNameThatIsNone_orInTheWrongField_isAnError(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps10Section43CharacterSet {
    @ParameterizedTest
    @ValueSource(
        strings = {"1.5 * * * *", "~ * * * *", "* * * * 1_2", "\u0661 * * * *", "H * * * *"})
    void otherCharacters_areErrors(String expression) {
      assertInvalid(expression);
    }
  }

  @Nested
  class Ocps10Section5SpecialCharacters {
    @Test
    void star_matchesEveryValue() {
      assertThat(times("* * * * *", "2026-06-01T23:58", 3))
          .containsExactly("2026-06-01T23:59", "2026-06-02T00:00", "2026-06-02T00:01");
    }

    @Test
    void comma_listsValues() {
      assertThat(times("0,15,30,45 * * * *", "2026-06-01T00:00", 4))
          .containsExactly(
              "2026-06-01T00:15", "2026-06-01T00:30", "2026-06-01T00:45", "2026-06-01T01:00");
    }

    @Test
    void hyphen_isAnInclusiveRange() {
      assertThat(times("0 9-11 * * *", "2026-06-01T00:00", 4))
          .containsExactly(
              "2026-06-01T09:00", "2026-06-01T10:00", "2026-06-01T11:00", "2026-06-02T09:00");
    }

    @Test
    void slash_stepsFromTheStartOfTheRange() {
      assertThat(times("5-59/15 * * * *", "2026-06-01T00:00", 5))
          .containsExactly(
              "2026-06-01T00:05",
              "2026-06-01T00:20",
              "2026-06-01T00:35",
              "2026-06-01T00:50",
              "2026-06-01T01:05");
    }
  }

  @Nested
  class Ocps10Section51Combining {
    @Test
    void aList_isTheUnionOfItsParts() {
      assertSame("0-10/5,30,40-42 * * * *", "0,5,10,30,40,41,42 * * * *");
      assertSame("*/30,*/20 * * * *", "0,20,30,40 * * * *");
    }

    @Test
    void aWildcard_isTheFullRangeOfItsField() {
      assertSame("*/15 * * * *", "0-59/15 * * * *");
      assertSame("0 */5 * * *", "0 0-23/5 * * *");
      assertSame("0 0 */10 * *", "0 0 1-31/10 * *");
      assertSame("0 0 1 */5 *", "0 0 1 1-12/5 *");
      assertSame("0 0 * * */2", "0 0 * * 0-7/2");
    }

    @Test
    void aStep_keepsTheLowestAndEveryNthWithinTheRange() {
      assertSame("10-20/7 * * * *", "10,17 * * * *");
      assertSame("*/100 * * * *", "0 * * * *");
      assertSame("*/99999999999 * * * *", "0 * * * *");
      assertSame("7-7/3 * * * *", "7 * * * *");
    }
  }

  @Nested
  class Ocps10Section61DayFields {
    @Test
    void bothRestricted_matchEither() {
      assertThat(times("0 12 1 * MON", "2026-06-01T12:00", 5))
          .containsExactly(
              "2026-06-08T12:00",
              "2026-06-15T12:00",
              "2026-06-22T12:00",
              "2026-06-29T12:00",
              "2026-07-01T12:00");
    }

    @Test
    void oneRestricted_decidesAlone() {
      assertThat(times("0 12 1 * *", "2026-06-01T12:00", 1)).containsExactly("2026-07-01T12:00");
      assertThat(times("0 12 * * MON", "2026-06-01T12:00", 1)).containsExactly("2026-06-08T12:00");
    }

    @Test
    void anythingButThePlainWildcard_isRestricted() {
      assertThat(times("0 12 */10 * MON", "2026-06-01T12:00", 2))
          .containsExactly("2026-06-08T12:00", "2026-06-11T12:00");
      assertThat(times("0 12 1 * 0-6", "2026-06-01T12:00", 1)).containsExactly("2026-06-02T12:00");
    }
  }

  @Nested
  class Ocps10Section62Errors {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "22-6 * * * *",
          "* 22-6 * * *",
          "* * 31-1 * *",
          "* * * DEC-JAN *",
          "* * * * SAT-MON"
        })
    void aRangeThatRunsBackwards_isAnError(String expression) {
      assertInvalid(expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/0 * * * *", "1-5/0 * * * *", "*/00 * * * *"})
    void aStepOfZero_isAnError(String expression) {
      assertInvalid(expression, "minute");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/30 * * * *", "0/15 * * * *", "10/10 * * * *", "5,/2 * * * *", "* * * JAN/2 *",
          "* * L/2 * *", "* * * * MON/2", "*/ * * * *", "*/a * * * *", "1-/5 * * * *"
        })
    void aStepWithoutStarOrFullRange_isAnError(String expression) {
      assertInvalid(expression);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "1, * * * *", ",1 * * * *", "1,,2 * * * *", "1- * * * *", "-1 * * * *", "1--2 * * * *",
          "1-2-3 * * * *", "** * * * *", "*1 * * * *", "1* * * * *", "*-5 * * * *", "*/2/2 * * * *"
        })
    void aMalformedField_isAnError(String expression) {
      assertInvalid(expression, "minute");
    }

    @Test
    void anImpossibleDate_isValidAndNeverMatches() {
      CronSchedule never = CronSchedule.parse("* * 31 2 *");
      assertThat(never.neverMatches()).isTrue();
      assertThat(never.next(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
      assertThat(never.previous(Instant.parse("2199-12-31T00:00:00Z"), ZoneOffset.UTC)).isEmpty();
      assertThat(CronSchedule.parse("* * 31 4,6,9,11 *").neverMatches()).isTrue();
      assertThat(CronSchedule.parse("* * 30 2 +MON").neverMatches()).isTrue();
      assertThat(CronSchedule.parse("0 0 0 29 2 * 2001-2003").neverMatches()).isTrue();
      assertThat(CronSchedule.parse("* * 29 2 *").neverMatches()).isFalse();
    }
  }

  @Nested
  class Ocps10Section63Configuration {
    @Test
    void theDefault_isOcps() {
      assertThat(CronSchedule.parse("* * * * *").dialect()).isEqualTo(Dialect.OCPS);
    }
  }

  @Nested
  class Ocps10Section64TimeZone {
    @Test
    void aPattern_isJudgedByTheLocalClockOfTheZoneGiven() {
      CronSchedule cron = CronSchedule.parse("0 12 * * *");
      Instant after = Instant.parse("2026-06-01T00:00:00Z");
      assertThat(cron.next(after, ZoneId.of("Asia/Tokyo")))
          .contains(Instant.parse("2026-06-01T03:00:00Z"));
      assertThat(cron.next(after, ZoneId.of("America/New_York")))
          .contains(Instant.parse("2026-06-01T16:00:00Z"));
    }
  }
}
