package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quartz and Spring expressions, beside cron-utils' own evaluation and known facts. */
class DialectTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Nested
  class Quartz {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0/15 * * * ?", "0 0 12 * * ?", "0 15 10 ? * MON-FRI", "0 0 12 1/5 * ?", "0 0 12 L * ?",
          "0 0 12 L-3 * ?", "0 0 12 LW * ?", "0 0 12 15W * ?", "0 0 12 ? * 6L", "0 0 12 ? * FRIL",
          "0 0 12 ? * 2#3", "0 0 12 ? * SUN", "0 0 12 ? * 1", "0 0 12 ? * 7", "5-50/5 * * * * ?",
          "0 0 8-18/2 ? JAN-DEC/3 2-6", "0 0 0 1 1 ? 2027-2040", "0 0 12 1,15 * ?",
              "0 5,10 9-12 ? 6 3"
        })
    void anExpression_hasTheOccurrencesThatCronUtilsFinds(String expression) {
      assertThat(ours(expression, Dialect.QUARTZ)).isEqualTo(theirs(expression, CronType.QUARTZ));
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
          "0 0 0 31W * ?|0 0 0 LW * *",
          "0 0 0 ? * MON#1,FRI#2|0 0 0 * * 1#1,5#2",
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
      assertThat(Cron.parse("0 0 0 1W,15W * ?", Dialect.QUARTZ).upcoming(START, ZoneOffset.UTC, 3))
          .containsExactly(
              Instant.parse("2026-01-15T00:00:00Z"),
              Instant.parse("2026-02-02T00:00:00Z"),
              Instant.parse("2026-02-16T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0 12 * * *", "0 0 12 1 * MON", "0 0 * * *", "@daily", "0 0 12 ? * 0", "0 60 * * * ?",
          "0 0 12 30W * ?", "0 0 12 29W * ?", "0 0 12 L-3W * ?", "0 */0 * * * ?", "", "x",
          "0 0 0 1 1 ? 2030-2026", "0 0/99999999999 * * * ?", "0 0 12 1-15W * ?"
        })
    void whatIsInvalidOrCannotBeRepresented_isASyntaxError(String expression) {
      assertThatThrownBy(() -> Cron.parse(expression, Dialect.QUARTZ))
          .isInstanceOfSatisfying(
              CronSyntaxException.class, e -> assertThat(e.expression()).isEqualTo(expression));
    }

    @Test
    void aRefusal_saysWhyAndWhatToDo() {
      assertThatThrownBy(() -> Cron.parse("0 0 12 30W * ?", Dialect.QUARTZ))
          .hasMessageContaining("30W has a meaning of its own in QUARTZ")
          .hasMessageContaining("use LW");
    }

    @Test
    void stepsThatStartAtZero_areWildcards() {
      Cron cron = Cron.parse("0 0/30 2 * * ?", Dialect.QUARTZ);
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
          "0 0 12 ? * 0",
          "0 0 12 ? * 7",
          "@daily",
          "@hourly",
          "@monthly"
        })
    void anExpression_hasTheOccurrencesThatCronUtilsFinds(String expression) {
      assertThat(ours(expression, Dialect.SPRING)).isEqualTo(theirs(expression, CronType.SPRING53));
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
          "0 0 12 ? * ?|0 0 12 * * *"
        })
    void anExpression_meansItsOcpsCounterpart(String spring, String ocps) {
      assertThat(ours(spring, Dialect.SPRING)).isEqualTo(ours(ocps, Dialect.OCPS));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "0 0 22-2 * * ?", "0 0 0 10-5 * ?", "0 0 0 ? 11-2 1", "0 0 12 ? * L", "0 0 12 31W * ?",
          "0 0 12 28W * ?", "@reboot", "0 0 12 1 1 ? 2026", "* * * * *", "0 0 12 ? * SAT-MON"
        })
    void whatIsInvalidOrCannotBeRepresented_isASyntaxError(String expression) {
      assertThatThrownBy(() -> Cron.parse(expression, Dialect.SPRING))
          .isInstanceOf(CronSyntaxException.class);
    }
  }

  @Test
  void anExpression_isKeptInItsDialect() {
    Cron cron = Cron.parse(" 0  0 12\t? * 6L ", Dialect.QUARTZ);
    assertThat(cron.expression()).isEqualTo("0 0 12 ? * 6L");
    assertThat(cron.dialect()).isEqualTo(Dialect.QUARTZ);
    assertThat(Cron.parse(cron.expression(), cron.dialect()))
        .isEqualTo(cron)
        .hasSameHashCodeAs(cron);
    assertThat(cron).isNotEqualTo(Cron.parse("0 0 12 ? * 6L"));
  }

  @Test
  void anEndlessExpression_isRefused() {
    assertThatThrownBy(() -> Cron.parse("0 0 12 1" + ",1".repeat(400) + " * ?", Dialect.QUARTZ))
        .isInstanceOf(CronSyntaxException.class)
        .hasMessageContaining("longer than 500 characters");
  }

  private static List<Instant> ours(String expression, Dialect dialect) {
    return Cron.parse(expression, dialect).upcoming(START, ZoneOffset.UTC, 40);
  }

  private static List<Instant> theirs(String expression, CronType type) {
    ExecutionTime time =
        ExecutionTime.forCron(
            new com.cronutils.parser.CronParser(CronDefinitionBuilder.instanceDefinitionFor(type))
                .parse(expression));
    List<Instant> found = new ArrayList<>();
    ZonedDateTime at = START.atZone(ZoneOffset.UTC);
    while (found.size() < 40 && at != null) {
      at = time.nextExecution(at).orElse(null);
      if (at != null) {
        found.add(at.toInstant());
      }
    }
    return found;
  }
}
