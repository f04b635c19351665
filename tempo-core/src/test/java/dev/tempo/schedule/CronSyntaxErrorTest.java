package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an error tells: the field, the place, what was given, what is allowed, and the way out. */
class CronSyntaxErrorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0 25 * * *|hour|2|25 is out of range; the hour is 0 to 23",
        "60 * * * *|minute|0|60 is out of range",
        "`  60 * * * *`|minute|2|60 is out of range",
        "0/15 * * * *|minute|1|a step needs * or a range; write 0-59/15 or */15",
        "/30 * * * *|minute|0|a step needs something to step over; write */30",
        "1,/30 * * * *|minute|2|a step needs something to step over; write */30",
        "/ * * * *|minute|0|a step needs something to step over; write */5",
        "*/0 * * * *|minute|2|0 was given for the step; it must be 1 or more, as in */5",
        "*/ * * * *|minute|2|no number was given for the step",
        "* 22-6 * * *|hour|2|the range 22-6 runs backwards; write 22-23,0-6",
        "* * * * FRI-TUE|day-of-week|8|the range FRI-TUE runs backwards; write 5-6,0-2",
        "* 22-6/3 * * *|hour|2|the range 22-6 runs backwards; write 22-23/3,1-6/3",
        "* * * * 7-2|day-of-week|8|the range 7-2 runs backwards; write 0-2",
        "* * * * 7-2/2|day-of-week|8|the range 7-2 runs backwards; write 0-2/2",
        "* * * * 7/2|day-of-week|9|a step needs * or a range; write 0-6/2 or */2",
        "* * * * 4-0|day-of-week|8|the range 4-0 runs backwards; write 4-6,0",
        "* * * * 7-2#1|day-of-week|8|# takes a single weekday",
        "0 0 0 1 1 * 2030-2026|year|12|write 2026-2030",
        "* * 1-15W * *|day-of-month|4|W takes a single day and no range",
        "* * 1,15W * *|day-of-month|8|W takes a single day and no list",
        "* * * * L|day-of-week|8|write FRI#L for the last Friday",
        "* * * * 1-5#2|day-of-week|8|# takes a single weekday",
        "* * * * 1#6|day-of-week|10|6 is out of range; the occurrence in the month, or L, is 1 to 5",
        "* * * JANUARY *|month|9|'U' is not allowed here",
        "* * * FOO *|month|6|FOO is no name of a month; names have three letters",
        "* * * J *|month|6|J is no name of a month",
        "1, * * * *|minute|2|a value is missing; allowed are numbers from 0 to 59",
        "* * * * MON!|day-of-week|11|'!' is not allowed here; allowed are numbers from 0 to 7",
        "? * * * *|minute|0|'?' is not allowed here",
        "* * * *|expression|7|4 given; 5 fields are needed",
        "* * * * * * * *|expression|14|there are more than 7 fields",
        "``|expression|0|it is empty",
        "` @dayly`|expression|1|@dayly is no nickname; allowed are @yearly",
      })
  void anError_namesFieldPlaceAndWayOut(
      String expression, String field, int position, String message) {
    CronSyntaxException error =
        catchThrowableOfType(CronSyntaxException.class, () -> CronSchedule.parse(expression));
    assertThat(error).hasMessageContaining(message).hasMessageStartingWith(field + " at position");
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.position()).isEqualTo(position);
    assertThat(error.expression()).isEqualTo(expression);
  }

  @Test
  void aCharacterOfTwoUnits_isShownWhole() {
    assertThatThrownBy(() -> CronSchedule.parse("* * * * \uD83D\uDE00"))
        .hasMessageContaining("'\uD83D\uDE00' is not allowed");
  }

  @Test
  void aControlCharacter_doesNotBreakTheMessageIntoLines() {
    assertThatThrownBy(() -> CronSchedule.parse("0 0 1\n * *"))
        .hasMessage(
            "day-of-month at position 5 of \"0 0 1? * *\": the character 10 is not allowed here;"
                + " allowed are numbers from 1 to 31, and * ? , - / L W");
  }

  @Test
  void aVeryLongExpression_isShortenedInTheMessage() {
    String expression = "1,".repeat(5_000) + "x * * * *";
    CronSyntaxException error =
        catchThrowableOfType(CronSyntaxException.class, () -> CronSchedule.parse(expression));
    assertThat(error.getMessage()).hasSizeLessThan(400);
    assertThat(error.position()).isEqualTo(10_000);
  }

  @Test
  void null_isRefused() {
    assertThatThrownBy(() -> CronSchedule.parse(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> CronSchedule.parse("* * * * *", null))
        .isInstanceOf(NullPointerException.class);
  }
}
