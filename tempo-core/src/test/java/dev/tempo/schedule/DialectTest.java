package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quartz and Spring expressions, beside what Quartz and Spring themselves make of them. */
class DialectTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Nested
  class Quartz {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0/15 * * * ?",
          "0 0 12 * * ?",
          "0 15 10 ? * MON-FRI",
          "0 0 12 1/5 * ?",
          "0 0 12 L * ?",
          "0 0 12 L-3 * ?",
          "0 0 12 LW * ?",
          "0 0 12 15W * ?",
          "0 0 12 ? * 6L",
          "0 0 12 ? * FRIL",
          "0 0 12 ? * 2#3",
          "0 0 12 ? * SUN",
          "0 0 12 ? * 1",
          "0 0 12 ? * 7",
          "5-50/5 * * * * ?",
          "0 0 8-18/2 ? 1-12/3 2-6",
          "0 0 0 1 1 ? 2027-2040",
          "0 0 12 1,15 * ?",
          "0 5,10 9-12 ? 6 3",
          "0 0 12 31W * ?",
          "0 0 12 30W * ?",
          "0 0 12 29W * ?",
          "0 0 22-2/2 * * ?",
          "0 0 0 ? NOV-FEB SUN",
          "0 0 0 ? * FRI-MON",
          "0 0 0 30-2 * ?",
          "0 0 12 1,L * ?",
          "0 0 12 ? * L",
          "0 0 12 ? * MON,fri",
          "0 0 12 L-0 * ?",
          "0 0 12 ? * 2/2",
          "/30 * * * * ?",
          "0 0 12 1W,15W * ?",
          "0 0 12 lw * ?"
        })
    void anExpression_hasTheOccurrencesThatQuartzFinds(String expression) {
      assertThat(ours(expression, Dialect.QUARTZ)).isEqualTo(Peers.quartz(expression, START, 40));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "0 0 22-2 * * ?|0 0 22,23,0,1,2 * * *",
          "0 0 22-2/2 * * ?|0 0 22,0,2 * * *",
          "0 0 0 ? 11-2 1|0 0 0 * 11,12,1,2 0",
          "0 0 0 ? * FRI-MON|0 0 0 * * 5,6,0,1",
          "0 0 0 ? * 7-3|0 0 0 * * 6,0,1,2",
          "0 0 0 30-2 * ?|0 0 0 30,31,1,2 * *",
          "0 0 0 ? * */2|0 0 0 * * 0,2,4,6",
          "0 0 0 ? * 2/2|0 0 0 * * 1,3,5",
          "0 0 0 ? * L|0 0 0 * * 6",
          "0 0 0 31W * ?|0 0 0 31W * *",
          "0 0 0 ? * FRI#2|0 0 0 * * 5#2",
          "0 0 0 1,L * ?|0 0 0 1,L * *",
          "0 0 0 ? * 2-6 2027/2|0 0 0 * * 1-5 2027-2199/2",
          "/30 * * * * ?|*/30 * * * * *",
          "0 0/5 * * * ?|0 */5 * * * *"
        })
    void anExpression_meansItsOcpsCounterpart(String quartz, String ocps) {
      assertThat(ours(quartz, Dialect.QUARTZ)).isEqualTo(ours(ocps, Dialect.OCPS));
    }

    @Test
    void severalNearestWeekdays_areAUnion() {
      assertThat(
              CronSchedule.parse("0 0 0 1W,15W * ?", Dialect.QUARTZ)
                  .upcoming(START, ZoneOffset.UTC, 3))
          .containsExactly(
              Instant.parse("2026-01-15T00:00:00Z"),
              Instant.parse("2026-02-02T00:00:00Z"),
              Instant.parse("2026-02-16T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0 12 * * *",
          "0 0 12 1 * MON",
          "0 0 * * *",
          "@daily",
          "0 0 12 ? * 0",
          "0 60 * * * ?",
          "0 0 12 L-3W * ?",
          "0 */0 * * * ?",
          "",
          "x",
          "0 0 0 ? JAN/3 MON",
          "0 0 0 ? * MON/2",
          "0 0 0 ? JAN-DEC/3 *",
          "0 0 0 ? * MON-FRI/2",
          "0 0 0 ? * 5#3,6",
          "0 0 0 ? * MON#1,FRI#2",
          "0 0 0 ? * 6L,2",
          "0 0 0 ? * 1,L",
          "0 0 0 ? * MON-6",
          "0 0 0 ? * 2-6L",
          "0 0 0 L3 * ?",
          "0 0 0 ? JANUARY MON",
          "0 0 0 ? * ?",
          "0 0 0 5#3 * ?",
          "0 */60 * * * ?",
          "0 0 */24 * * ?",
          "0 0 0 * * ?,1",
          "0 0 0 ?/2 * MON",
          "0 0 0 ? * 6#L",
          "0 0 0 1 1 ? 2030-2026",
          "0 0/99999999999 * * * ?",
          "0 0 12 1-15W * ?"
        })
    void whatIsInvalidOrCannotBeRepresented_isASyntaxError(String expression) {
      assertThatThrownBy(() -> CronSchedule.parse(expression, Dialect.QUARTZ))
          .isInstanceOfSatisfying(
              CronSyntaxException.class, e -> assertThat(e.expression()).isEqualTo(expression));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "0 0 0 ? JAN/3 MON|month|11|Quartz takes no account of a step behind names; write 1/3",
          "0 0 0 ? * MON/2|day-of-week|13|Quartz takes no account of a step behind names; write 2/2",
          "0 0 0 ? * MON-FRI/2|day-of-week|17|behind names; write 2-6/2",
          "0 0 0 ? * 5#3,6|day-of-week|11|Quartz takes # and L for one weekday and no list",
          "0 0 0 ? * 2,6L|day-of-week|13|Quartz takes # and L for one weekday and no list",
          "0 0 0 ? * 1,L|day-of-week|12|Quartz takes L alone for Saturday and in no list; write 7",
          "0 0 0 ? * MON-6|day-of-week|10|a range is of two names or of two numbers; write 2-6",
          "0 0 12 L-3W * ?|day-of-month|10|cannot be represented; use LW or L-3",
          "0 0 12 * * *|day-of-week|11|Quartz needs ? in one of the two day fields",
          "0 0 12 ? * ?|day-of-week|11|and a choice in the other; write *",
          "0 0 12 ? * 0|day-of-week|11|0 is out of range; the day-of-week is 1 to 7",
          "0 */60 * * * ?|minute|4|60 is out of range; a step in the minute is 1 to 59",
          "0 0 * * *|expression|9|5 given; 6 fields are needed",
          "0 0 0 ? * 2 2026 1|expression|17|there are more than 7 fields",
          "0 0 0 1 1 ? 2030-2026/2|year|12|runs backwards; write 2026-2030/2"
        })
    void aRefusal_saysWhereAndWhyAndWhatToDo(
        String expression, String field, int position, String message) {
      assertRefused(expression, Dialect.QUARTZ, field, position, message);
    }

    @Test
    void stepsThatStartAtZero_areWildcards() {
      CronSchedule cron = CronSchedule.parse("0 0/30 2 * * ?", Dialect.QUARTZ);
      assertThat(
              cron.upcoming(
                  Instant.parse("2026-10-24T23:00:00Z"), java.time.ZoneId.of("Europe/Paris"), 4))
          .as("both passes of the overlap")
          .hasSize(4)
          .endsWith(Instant.parse("2026-10-25T01:30:00Z"));
    }
  }

  @Nested
  class Spring {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0/15 * * * *",
          "0 0 12 * * ?",
          "0 15 10 ? * MON-FRI",
          "0 0 12 L * ?",
          "0 0 12 L-3 * ?",
          "0 0 12 LW * ?",
          "0 0 12 15W * ?",
          "0 0 12 ? * 5L",
          "0 0 12 ? * FRIL",
          "0 0 12 ? * 2#3",
          "0 0 12 ? * SUN",
          "0 0 12 ? * SUN/2",
          "0 0 12 ? * 0/2",
          "0 0 12 ? * */2",
          "0 0 12 ? * 7-3",
          "0 0 12 ? * SUN-SUN",
          "0 0 12 ? * FRI-7/2",
          "0 0 12 ? * 5#5",
          "0 0 12 ? * fril",
          "0 0 12 L-27 * *",
          "0 0 12 27W * *",
          "0 0 12 1,L,1W * MON,3#2",
          "0 0 12 ? JAN/3 MON/2",
          "0 0 12 ? * 0",
          "0 0 12 ? * 7",
          "@daily",
          "@hourly",
          "@monthly"
        })
    void anExpression_hasTheOccurrencesThatSpringFinds(String expression) {
      assertThat(ours(expression, Dialect.SPRING)).isEqualTo(Peers.spring(expression, START, 40));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "0 0 12 1 * MON|0 0 12 1 * +MON",
          "0 0 12 ? * SUN-TUE|0 0 12 * * 0,1,2",
          "0 0 12 ? * 7-3|0 0 12 * * 0,1,2,3",
          "0 0 12 ? * FRI-SUN|0 0 12 * * 5,6,0",
          "0 0 12 ? * */2|0 0 12 * * 1,3,5,7",
          "0 0 12 ? * 0/2|0 0 12 * * 0,2,4,6",
          "0 0 12 ? * 3-7/2|0 0 12 * * 3,5,0",
          "0 0 12 ? * ?|0 0 12 * * *",
          "0 0 12 ? * SUN/2|0 0 12 * * SUN",
          "0 0 12 ? * 7/2|0 0 12 * * SUN",
          "0 0 12 ? * SUN-SUN|0 0 12 * * *",
          "0 0 12 ? * 0-SUN|0 0 12 * * *",
          "0 0 12 ? * FRI/2|0 0 12 * * FRI,SUN",
          "@Daily|0 0 0 * * *"
        })
    void anExpression_meansItsOcpsCounterpart(String spring, String ocps) {
      assertThat(ours(spring, Dialect.SPRING)).isEqualTo(ours(ocps, Dialect.OCPS));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0 22-2 * * ?", "0 0 0 10-5 * ?", "0 0 0 ? 11-2 1", "0 0 12 ? * L", "0 0 12 31W * ?",
          "0 0 12 28W * ?", "@reboot", "0 0 12 1 1 ? 2026", "* * * * *", "0 0 12 ? * SAT-MON",
          "/30 * * * * *", "0 0 12 ? * 5#6", "0 0 12 ? * 6#L", "0 0 12 L-0 * *", "0 0 12 lw * *",
          "0 0 12 L-28 * *"
        })
    void whatIsInvalidOrCannotBeRepresented_isASyntaxError(String expression) {
      assertThatThrownBy(() -> CronSchedule.parse(expression, Dialect.SPRING))
          .isInstanceOf(CronSyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "0 0 22-2/3 * * ?|hour|4|the range 22-2 runs backwards; write 22-23/3,1-2/3",
          "0 0 12 ? * SAT-MON|day-of-week|11|the range SAT-MON runs backwards; write 6,0-1",
          "0 0 12 31W * ?|day-of-month|7|31W may mean the first of the next month in Spring",
          "0 0 12 ? * L|day-of-week|11|L needs a weekday here; write FRIL for the last Friday",
          "@reboot|expression|0|@reboot is no macro of Spring",
          "0 0 12 1 1 ? 2026|expression|13|there are more than 6 fields",
          "0 0 12 ? * 5#6|day-of-week|13|6 is out of range; the occurrence in the month is 1 to 5"
        })
    void aRefusal_saysWhereAndWhyAndWhatToDo(
        String expression, String field, int position, String message) {
      assertRefused(expression, Dialect.SPRING, field, position, message);
    }
  }

  @Test
  void anExpression_isKeptInItsDialect() {
    CronSchedule cron = CronSchedule.parse(" 0  0 12\t? * 6L ", Dialect.QUARTZ);
    assertThat(cron.expression()).isEqualTo("0 0 12 ? * 6L");
    assertThat(cron.dialect()).isEqualTo(Dialect.QUARTZ);
    assertThat(CronSchedule.parse(cron.expression(), cron.dialect()))
        .isEqualTo(cron)
        .hasSameHashCodeAs(cron);
    assertThat(cron).isNotEqualTo(CronSchedule.parse("0 0 12 ? * 6L"));
  }

  /** Schedules that Tempo reads are those that the peer reads, and occur when it says. */
  @Test
  void arbitraryExpressions_meanWhatThePeersMakeOfThem() {
    Random random = new Random(11);
    int compared = 0;
    for (int i = 0; i < 4_000; i++) {
      Dialect dialect = i % 2 == 0 ? Dialect.QUARTZ : Dialect.SPRING;
      String expression = ForeignSample.expression(random, dialect);
      Optional<List<Instant>> ours = tryOurs(expression, dialect);
      if (ours.isPresent()) {
        compared++;
        assertThat(ours.get())
            .as("%s in %s", expression, dialect)
            .isEqualTo(Peers.of(dialect, expression, START, 6));
      }
    }
    assertThat(compared).isGreaterThan(1_500);
  }

  private static Optional<List<Instant>> tryOurs(String expression, Dialect dialect) {
    try {
      return Optional.of(
          CronSchedule.parse(expression, dialect).upcoming(START, ZoneOffset.UTC, 6));
    } catch (CronSyntaxException refused) {
      return Optional.empty();
    }
  }

  private static void assertRefused(
      String expression, Dialect dialect, String field, int position, String message) {
    CronSyntaxException error =
        catchThrowableOfType(
            CronSyntaxException.class, () -> CronSchedule.parse(expression, dialect));
    assertThat(error).as(expression).hasMessageContaining(message);
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.position()).as(error.getMessage()).isEqualTo(position);
  }

  private static List<Instant> ours(String expression, Dialect dialect) {
    return CronSchedule.parse(expression, dialect).upcoming(START, ZoneOffset.UTC, 40);
  }
}
