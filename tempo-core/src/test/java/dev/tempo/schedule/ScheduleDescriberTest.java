package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words, sentence by sentence, in the four languages. */
class ScheduleDescriberTest {
  private static final List<Locale> LOCALES =
      List.of(Locale.ENGLISH, Locale.of("es"), Locale.ITALIAN, Locale.FRENCH);

  /** The table is read aloud, line by line, by speakers of the four languages. */
  @TestFactory
  Stream<DynamicTest> everySchedule_isDescribedAsInTheTable() throws IOException {
    List<String> lines;
    try (InputStream in = ScheduleDescriberTest.class.getResourceAsStream("descriptions.txt")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
    assertThat(lines).hasSizeGreaterThan(600);
    return IntStream.iterate(0, i -> i < lines.size(), i -> i + 5)
        .mapToObj(i -> DynamicTest.dynamicTest(lines.get(i), () -> check(lines.subList(i, i + 5))));
  }

  private static void check(List<String> block) {
    String expression = block.getFirst();
    CronSchedule cron =
        expression.startsWith("QUARTZ ")
            ? CronSchedule.parse(expression.substring(7), Dialect.QUARTZ)
            : CronSchedule.parse(expression);
    List<String> words = block.subList(1, 5).stream().map(String::strip).toList();
    assertThat(LOCALES.stream().map(cron::describe).toList()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-59/15 * * * *|0,15,30,45 * * * *",
        "0 9 * * MON-FRI|0 9 * * 1,2,3,4,5",
        "0 0 1-31 * *|0 0 1-15,16-31 * *",
        "@daily|0 0 0 * * *"
      })
  void differentWaysToWriteTheSame_readAlike(String one, String other) {
    assertThat(CronSchedule.parse(one).describe(Locale.ENGLISH))
        .isEqualTo(CronSchedule.parse(other).describe(Locale.ENGLISH));
  }

  @Test
  void whatOnlyOtherDialectsHave_isDescribed() {
    assertThat(quartz("0 0 12 L-3 * ?", 0))
        .isEqualTo("At 12:00 on the day 3 days before the last day of every month");
    assertThat(quartz("0 0 12 L-1 * ?", 1)).isEqualTo("A las 12:00 el penúltimo día de cada mes");
    assertThat(quartz("0 0 12 L-3 * ?", 2))
        .isEqualTo("Alle 12:00 il giorno che cade 3 giorni prima dell’ultimo giorno di ogni mese");
    assertThat(quartz("0 0 12 L-1 * ?", 3))
        .isEqualTo("À 12:00 l’avant-dernier jour de chaque mois");
    assertThat(quartz("0 0 12 1W,15W * ?", 0))
        .isEqualTo(
            "At 12:00 on the weekday nearest to day 1 and the weekday nearest to day 15 of every month");
  }

  @Test
  void intervals_areInTheirLargestUnit() {
    assertThat(rate(Duration.ofMillis(1))).isEqualTo("Every millisecond");
    assertThat(rate(Duration.ofMillis(1_500))).isEqualTo("Every 1500 milliseconds");
    assertThat(rate(Duration.ofSeconds(1))).isEqualTo("Every second");
    assertThat(rate(Duration.ofSeconds(90))).isEqualTo("Every 90 seconds");
    assertThat(rate(Duration.ofMinutes(5))).isEqualTo("Every 5 minutes");
    assertThat(rate(Duration.ofHours(1))).isEqualTo("Every hour");
    assertThat(rate(Duration.ofDays(2))).isEqualTo("Every 2 days");
    IntervalSchedule delay = IntervalSchedule.fixedDelay(Duration.ofMinutes(1));
    assertThat(LOCALES.stream().map(delay::describe))
        .containsExactly(
            "1 minute after the end of the previous run",
            "1 minuto después del final de la ejecución anterior",
            "1 minuto dopo la fine dell’esecuzione precedente",
            "1 minute après la fin de l’exécution précédente");
    IntervalSchedule days = IntervalSchedule.fixedRate(Duration.ofDays(1));
    assertThat(LOCALES.stream().map(days::describe))
        .containsExactly("Every day", "Todos los días", "Ogni giorno", "Tous les jours");
  }

  @Test
  void startup_isDescribed() {
    assertThat(LOCALES.stream().map(new StartupSchedule()::describe))
        .containsExactly(
            "When the scheduler starts",
            "Al iniciar el planificador",
            "All’avvio del pianificatore",
            "Au démarrage du planificateur");
    assertThat(CronSchedule.parse("@reboot").describe(Locale.ENGLISH))
        .isEqualTo("When the scheduler starts");
  }

  @Test
  void followersOfSeveralJobs_sayWhetherTheyWaitForAll_orForAny() {
    List<UUID> jobs = List.of(new UUID(1, 1), new UUID(1, 2));
    FollowCondition failed = FollowCondition.ON_FAILURE;
    assertThat(LOCALES.stream().map(new AfterJobsSchedule(jobs, failed, true)::describe))
        .containsExactly(
            "After any of 2 other jobs, each time one fails",
            "Después de cualquiera de otras 2 tareas, cada vez que una falla",
            "Dopo uno qualsiasi di altri 2 job, ogni volta che uno fallisce",
            "Après n’importe laquelle de 2 autres tâches, chaque fois que l’une échoue");
    assertThat(new AfterJobsSchedule(jobs, failed).describe(Locale.ENGLISH))
        .isEqualTo("After 2 other jobs, when all have failed");
    assertThat(new AfterJobsSchedule(jobs.subList(0, 1), failed, true).describe(Locale.ENGLISH))
        .isEqualTo("After another job, when it fails");
  }

  @Test
  void aCalendarSchedule_isDescribed() {
    CalendarSchedule schedule =
        CalendarSchedule.builder()
            .days(Set.of(13))
            .weekdays(Set.of(5))
            .hours(Set.of(9))
            .minutes(Set.of(0))
            .build();
    assertThat(schedule.describe(Locale.ENGLISH))
        .isEqualTo("At 09:00 on day 13 of every month, if it is a Friday");
    assertThat(CalendarSchedule.builder().build().describe(Locale.ENGLISH))
        .isEqualTo("Every minute");
  }

  @Test
  void anUnknownLanguage_isEnglish() {
    assertThat(CronSchedule.parse("@hourly").describe(Locale.JAPANESE)).isEqualTo("Every hour");
    assertThat(CronSchedule.parse("@hourly").describe(Locale.of("es", "MX")))
        .isEqualTo("Cada hora");
  }

  @Test
  void randomSchedules_areDescribedWithoutHolesInEveryLanguage() {
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      Sample sample =
          i % 3 == 0 ? Sample.calendar(random, 9) : Sample.cron(random, 9, random.nextBoolean());
      for (Locale locale : LOCALES) {
        String words = sample.schedule.describe(locale);
        assertThat(words)
            .as("%s", sample)
            .isNotBlank()
            .doesNotContain("{", "}", "  ", " ,", "''")
            .matches("(?s)\\p{Lu}.*[^ ,]");
      }
    }
  }

  private static String rate(Duration every) {
    return IntervalSchedule.fixedRate(every).describe(Locale.ENGLISH);
  }

  private static String quartz(String expression, int locale) {
    return CronSchedule.parse(expression, Dialect.QUARTZ).describe(LOCALES.get(locale));
  }
}
