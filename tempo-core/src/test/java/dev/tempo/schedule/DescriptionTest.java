package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words, sentence by sentence, in the four languages. */
class DescriptionTest {
  private static final List<Locale> LOCALES =
      List.of(Locale.ENGLISH, Locale.of("es"), Locale.ITALIAN, Locale.FRENCH);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "* * * * *" + "|Every minute" + "|Cada minuto" + "|Ogni minuto" + "|Chaque minute",
        "*/5 * * * *"
            + "|Every 5 minutes"
            + "|Cada 5 minutos"
            + "|Ogni 5 minuti"
            + "|Toutes les 5 minutes",
        "30 2 * * *"
            + "|At 02:30 every day"
            + "|A las 02:30 todos los días"
            + "|Alle 02:30 ogni giorno"
            + "|À 02:30 tous les jours",
        "0 9 * * MON-FRI"
            + "|At 09:00, Monday to Friday"
            + "|A las 09:00, de lunes a viernes"
            + "|Alle 09:00, dal lunedì al venerdì"
            + "|À 09:00, du lundi au vendredi",
        "0 * * * *" + "|Every hour" + "|Cada hora" + "|Ogni ora" + "|Chaque heure",
        "30 * * * *"
            + "|At minute 30 of every hour"
            + "|En el minuto 30 de cada hora"
            + "|Al minuto 30 di ogni ora"
            + "|À la minute 30 de chaque heure",
        "0 */2 * * *" + "|Every 2 hours" + "|Cada 2 horas" + "|Ogni 2 ore" + "|Toutes les 2 heures",
        "30 1-5 * * *"
            + "|Every hour from 01:30 to 05:30"
            + "|Cada hora de 01:30 a 05:30"
            + "|Ogni ora dall'01:30 alle 05:30"
            + "|Chaque heure de 01:30 à 05:30",
        "*/15 9-17 * * *"
            + "|Every 15 minutes from 09:00 to 17:59"
            + "|Cada 15 minutos de 09:00 a 17:59"
            + "|Ogni 15 minuti dalle 09:00 alle 17:59"
            + "|Toutes les 15 minutes de 09:00 à 17:59",
        "0 0 1 * *"
            + "|At 00:00 on day 1 of every month"
            + "|A las 00:00 el día 1 de cada mes"
            + "|Alle 00:00 il giorno 1 di ogni mese"
            + "|À 00:00 le 1er de chaque mois",
        "@yearly"
            + "|At 00:00 on day 1 of January"
            + "|A las 00:00 el día 1 de enero"
            + "|Alle 00:00 il giorno 1 di gennaio"
            + "|À 00:00 le 1er janvier",
        "0 9 * * MON,WED,FRI"
            + "|At 09:00, Monday, Wednesday and Friday"
            + "|A las 09:00, los lunes, miércoles y viernes"
            + "|Alle 09:00, lunedì, mercoledì e venerdì"
            + "|À 09:00, les lundis, mercredis et vendredis",
        "0 9 * * MON"
            + "|At 09:00 every Monday"
            + "|A las 09:00 todos los lunes"
            + "|Alle 09:00 ogni lunedì"
            + "|À 09:00 chaque lundi",
        "0 9 * * SAT,SUN"
            + "|At 09:00, Saturday and Sunday"
            + "|A las 09:00, los sábados y domingos"
            + "|Alle 09:00, sabato e domenica"
            + "|À 09:00, les samedis et dimanches",
        "0 9 * * 0-4"
            + "|At 09:00, Sunday to Thursday"
            + "|A las 09:00, de domingo a jueves"
            + "|Alle 09:00, dalla domenica al giovedì"
            + "|À 09:00, du dimanche au jeudi",
        "0 9 * * SUN#1,FRI#L"
            + "|At 09:00 on the first Sunday and the last Friday of every month"
            + "|A las 09:00 el primer domingo y el último viernes de cada mes"
            + "|Alle 09:00 la prima domenica e l'ultimo venerdì di ogni mese"
            + "|À 09:00 le premier dimanche et le dernier vendredi de chaque mois",
        "0 9 * * TUE#3"
            + "|At 09:00 on the third Tuesday of every month"
            + "|A las 09:00 el tercer martes de cada mes"
            + "|Alle 09:00 il terzo martedì di ogni mese"
            + "|À 09:00 le troisième mardi de chaque mois",
        "0 0 L * *"
            + "|At 00:00 on the last day of every month"
            + "|A las 00:00 el último día de cada mes"
            + "|Alle 00:00 l'ultimo giorno di ogni mese"
            + "|À 00:00 le dernier jour de chaque mois",
        "0 0 LW * *"
            + "|At 00:00 on the last weekday of every month"
            + "|A las 00:00 el último día laborable de cada mes"
            + "|Alle 00:00 l'ultimo giorno lavorativo di ogni mese"
            + "|À 00:00 le dernier jour ouvré de chaque mois",
        "0 12 15W * *"
            + "|At 12:00 on the weekday nearest to day 15 of every month"
            + "|A las 12:00 el día laborable más cercano al día 15 de cada mes"
            + "|Alle 12:00 il giorno lavorativo più vicino al giorno 15 di ogni mese"
            + "|À 12:00 le jour ouvré le plus proche du 15 de chaque mois",
        "0 12 1,15 * MON"
            + "|At 12:00 on days 1 and 15 of every month and also every Monday"
            + "|A las 12:00 los días 1 y 15 de cada mes y también todos los lunes"
            + "|Alle 12:00 i giorni 1 e 15 di ogni mese e anche ogni lunedì"
            + "|À 12:00 les 1er et 15 de chaque mois et aussi chaque lundi",
        "0 12 1-7 * +SUN,MON"
            + "|At 12:00 on days 1 to 7 of every month, if it is a Monday or a Sunday"
            + "|A las 12:00 los días 1 a 7 de cada mes, si es lunes o domingo"
            + "|Alle 12:00 i giorni da 1 a 7 di ogni mese, se è lunedì o domenica"
            + "|À 12:00 du 1er au 7 de chaque mois, si c'est un lundi ou un dimanche",
        "* * * * * *" + "|Every second" + "|Cada segundo" + "|Ogni secondo" + "|Chaque seconde",
        "*/10 * * * * *"
            + "|Every 10 seconds"
            + "|Cada 10 segundos"
            + "|Ogni 10 secondi"
            + "|Toutes les 10 secondes",
        "15 30 2 * * *"
            + "|At 02:30:15 every day"
            + "|A las 02:30:15 todos los días"
            + "|Alle 02:30:15 ogni giorno"
            + "|À 02:30:15 tous les jours",
        "30 * * * * *"
            + "|At second 30 of every minute"
            + "|En el segundo 30 de cada minuto"
            + "|Al secondo 30 di ogni minuto"
            + "|À la seconde 30 de chaque minute",
        "*/7 * * * *"
            + "|Every 7 minutes from minute 0 to 56 of every hour"
            + "|Cada 7 minutos del minuto 0 al 56 de cada hora"
            + "|Ogni 7 minuti dal minuto 0 al 56 di ogni ora"
            + "|Toutes les 7 minutes de la minute 0 à la minute 56 de chaque heure",
        "5-59/15 * * * *"
            + "|At minutes 5, 20, 35 and 50 of every hour"
            + "|En los minutos 5, 20, 35 y 50 de cada hora"
            + "|Ai minuti 5, 20, 35 e 50 di ogni ora"
            + "|Aux minutes 5, 20, 35 et 50 de chaque heure",
        "*/10 30 2 * * *"
            + "|Every 10 seconds from 02:30:00 to 02:30:59"
            + "|Cada 10 segundos de 02:30:00 a 02:30:59"
            + "|Ogni 10 secondi dalle 02:30:00 alle 02:30:59"
            + "|Toutes les 10 secondes de 02:30:00 à 02:30:59",
        "0 1,13 * * *"
            + "|At 01:00 and 13:00 every day"
            + "|A la 01:00 y a las 13:00 todos los días"
            + "|All'01:00 e alle 13:00 ogni giorno"
            + "|À 01:00 et à 13:00 tous les jours",
        "0 0 12 1 1 * 2025-2030"
            + "|At 12:00 on day 1 of January, from 2025 to 2030"
            + "|A las 12:00 el día 1 de enero, de 2025 a 2030"
            + "|Alle 12:00 il giorno 1 di gennaio, dal 2025 al 2030"
            + "|À 12:00 le 1er janvier, de 2025 à 2030",
        "0 0 0 1 1 * */2"
            + "|At 00:00 on day 1 of January, every 2 years from 1970 to 2198"
            + "|A las 00:00 el día 1 de enero, cada 2 años de 1970 a 2198"
            + "|Alle 00:00 il giorno 1 di gennaio, ogni 2 anni dal 1970 al 2198"
            + "|À 00:00 le 1er janvier, tous les 2 ans de 1970 à 2198",
        "0 0 0 1 1 * 2027"
            + "|At 00:00 on day 1 of January, in 2027"
            + "|A las 00:00 el día 1 de enero, en 2027"
            + "|Alle 00:00 il giorno 1 di gennaio, nel 2027"
            + "|À 00:00 le 1er janvier, en 2027",
        "0 0 31 2 *"
            + "|Never: there is no such date"
            + "|Nunca: no existe tal fecha"
            + "|Mai: la data non esiste"
            + "|Jamais : cette date n'existe pas",
        "0 0 * 4-8 *"
            + "|At 00:00 every day, from April to August"
            + "|A las 00:00 todos los días, de abril a agosto"
            + "|Alle 00:00 ogni giorno, da aprile ad agosto"
            + "|À 00:00 tous les jours, d'avril à août",
        "0 0 * 1,7 SUN"
            + "|At 00:00 every Sunday in January and July"
            + "|A las 00:00 todos los domingos en enero y julio"
            + "|Alle 00:00 ogni domenica in gennaio e luglio"
            + "|À 00:00 chaque dimanche en janvier et juillet",
        "0 9 1 4,10 *"
            + "|At 09:00 on day 1 of April and October"
            + "|A las 09:00 el día 1 de abril y octubre"
            + "|Alle 09:00 il giorno 1 di aprile e ottobre"
            + "|À 09:00 le 1er des mois d'avril et octobre",
        "0 9 L 4-10 *"
            + "|At 09:00 on the last day of every month from April to October"
            + "|A las 09:00 el último día de cada mes de abril a octubre"
            + "|Alle 09:00 l'ultimo giorno di ogni mese da aprile a ottobre"
            + "|À 09:00 le dernier jour de chaque mois d'avril à octobre",
        "0 9 L 10 *"
            + "|At 09:00 on the last day of October"
            + "|A las 09:00 el último día de octubre"
            + "|Alle 09:00 l'ultimo giorno di ottobre"
            + "|À 09:00 le dernier jour d'octobre",
        "0 9 1,L * *"
            + "|At 09:00 on day 1 and the last day of every month"
            + "|A las 09:00 el día 1 y el último día de cada mes"
            + "|Alle 09:00 il giorno 1 e l'ultimo giorno di ogni mese"
            + "|À 09:00 le 1er et le dernier jour de chaque mois",
        "0 0 */2 * *"
            + "|At 00:00 on days 1 to 31 in steps of 2 of every month"
            + "|A las 00:00 los días 1 a 31 de 2 en 2 de cada mes"
            + "|Alle 00:00 i giorni da 1 a 31 di 2 in 2 di ogni mese"
            + "|À 00:00 du 1er au 31 de 2 en 2 de chaque mois",
        "*/5 */3 * * *"
            + "|Every 5 minutes, in hours 0 to 21 in steps of 3"
            + "|Cada 5 minutos, en las horas 0 a 21 de 3 en 3"
            + "|Ogni 5 minuti, nelle ore da 0 a 21 di 3 in 3"
            + "|Toutes les 5 minutes, aux heures 0 à 21 de 3 en 3",
        "0 9 1 6 1-5"
            + "|At 09:00 on day 1 of the month and also Monday to Friday, in June"
            + "|A las 09:00 el día 1 del mes y también de lunes a viernes, en junio"
            + "|Alle 09:00 il giorno 1 del mese e anche dal lunedì al venerdì, in giugno"
            + "|À 09:00 le 1er du mois et aussi du lundi au vendredi, en juin",
        "0 9 * * 1-3,5#L"
            + "|At 09:00, Monday to Wednesday and also on the last Friday of every month"
            + "|A las 09:00, de lunes a miércoles y también el último viernes de cada mes"
            + "|Alle 09:00, dal lunedì al mercoledì e anche l'ultimo venerdì di ogni mese"
            + "|À 09:00, du lundi au mercredi et aussi le dernier vendredi de chaque mois",
        "0 9 1-5,10 2 *"
            + "|At 09:00 on days 1 to 5 and 10 of February"
            + "|A las 09:00 los días 1 a 5 y 10 de febrero"
            + "|Alle 09:00 i giorni da 1 a 5 e 10 di febbraio"
            + "|À 09:00 les 1er à 5 et 10 février"
      })
  void aSchedule_isDescribedInFourLanguages(
      String expression, String en, String es, String it, String fr) {
    Cron cron = Cron.parse(expression);
    assertThat(LOCALES.stream().map(cron::describe)).containsExactly(en, es, it, fr);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 */2 * * *|Every 2 hours from 00:30 to 22:30",
        "0 9-17 * * *|Every hour from 09:00 to 17:00",
        "0 9 * * FRI-SUN|At 09:00, Friday to Sunday",
        "0 12 1 * +MON|At 12:00 on day 1 of every month, if it is a Monday",
        "0,30 */5 9-17 * * *|Every 30 seconds, in minutes 0 to 55 in steps of 5 of every hour from 09:00 to 17:59",
        "30-40 2 * * *|Every minute from 02:30 to 02:40",
        "0 9 * 6 1-5|At 09:00, Monday to Friday, in June",
        "5,10,20 9,12,15,20 * * *|At minutes 5, 10 and 20, in hours 9, 12, 15 and 20",
        "*/20 * * * *|Every 20 minutes",
        "0 0,1,5,6,7,20,22 * * *|At 00:00, 01:00, 05:00, 06:00, 07:00, 20:00 and 22:00 every day",
        "1-10,20-30 * * * *|At minutes 1 to 10 and 20 to 30 of every hour",
        "0-30/5 * * * *|Every 5 minutes from minute 0 to 30 of every hour",
        "* 9 * * *|Every minute from 09:00 to 09:59",
        "10 * 9 * * *|At second 10 of every minute from 09:00 to 09:59",
        "10,20,45 0 * * * *|At seconds 10, 20 and 45, in minute 0 of every hour",
        "10-50/8 * * * * *|Every 8 seconds from second 10 to 50 of every minute",
        "0 0 5 * * * 2026,2028|At 05:00 every day, in 2026 and 2028",
        "0 9 1 * MON#1|At 09:00 on day 1 of every month and also on the first Monday of every month",
        "0 9 1 * MON,TUE#2|At 09:00 on day 1 of every month and also every Monday and on the second Tuesday of every month",
        "0 9 15W 2,3 FRI#L|At 09:00 on the weekday nearest to day 15 of the month and also on the last Friday of the month, in February and March",
        "0 9 1 3-5 +MON#1|At 09:00 on day 1 of every month from March to May, if it is the first Monday",
        "*/15 9 * * *|Every 15 minutes from 09:00 to 09:59",
        "0,20,40 9 * * *|At 09:00, 09:20 and 09:40 every day",
        "0 9 * * 1-7|At 09:00, Monday to Sunday",
        "* * * * * MON|Every second every Monday",
        "* */2 9 * * *|Every second, in minutes 0 to 58 in steps of 2 from 09:00 to 09:59",
        "0 0 1,3,5,7,9 * *|At 00:00 on days 1 to 9 in steps of 2 of every month",
        "0 9 * JAN-FEB *|At 09:00 every day in January and February",
        "0 1-23/2 * * *|Every 2 hours from 01:00 to 23:00",
        "0,30 9,10 * * *|At 09:00, 09:30, 10:00 and 10:30 every day",
        "0 0 1,2 * *|At 00:00 on days 1 and 2 of every month",
        "*/2 5 * * * *|Every 2 seconds, in minute 5 of every hour"
      })
  void aSchedule_isDescribedInEnglish(String expression, String words) {
    assertThat(Cron.parse(expression).describe(Locale.ENGLISH)).isEqualTo(words);
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
    assertThat(Cron.parse(one).describe(Locale.ENGLISH))
        .isEqualTo(Cron.parse(other).describe(Locale.ENGLISH));
  }

  @Test
  void whatOnlyOtherDialectsHave_isDescribed() {
    assertThat(quartz("0 0 12 L-3 * ?", 0))
        .isEqualTo("At 12:00 on the day 3 days before the last of every month");
    assertThat(quartz("0 0 12 L-1 * ?", 1)).isEqualTo("A las 12:00 el penúltimo día de cada mes");
    assertThat(quartz("0 0 12 L-3 * ?", 2))
        .isEqualTo("Alle 12:00 3 giorni prima dell'ultimo giorno di ogni mese");
    assertThat(quartz("0 0 12 L-1 * ?", 3))
        .isEqualTo("À 12:00 l'avant-dernier jour de chaque mois");
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
    Interval delay = Interval.fixedDelay(Duration.ofMinutes(1));
    assertThat(LOCALES.stream().map(delay::describe))
        .containsExactly(
            "1 minute after the end of the previous run",
            "1 minuto después del final de la ejecución anterior",
            "1 minuto dopo la fine dell'esecuzione precedente",
            "1 minute après la fin de l'exécution précédente");
    Interval days = Interval.fixedRate(Duration.ofDays(1));
    assertThat(LOCALES.stream().map(days::describe))
        .containsExactly("Every day", "Todos los días", "Ogni giorno", "Tous les jours");
  }

  @Test
  void startup_isDescribed() {
    assertThat(LOCALES.stream().map(new Startup()::describe))
        .containsExactly(
            "When the scheduler starts",
            "Al iniciar el planificador",
            "All'avvio del pianificatore",
            "Au démarrage du planificateur");
    assertThat(Cron.parse("@reboot").describe(Locale.ENGLISH))
        .isEqualTo("When the scheduler starts");
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
    assertThat(Cron.parse("@hourly").describe(Locale.JAPANESE)).isEqualTo("Every hour");
    assertThat(Cron.parse("@hourly").describe(Locale.of("es", "MX"))).isEqualTo("Cada hora");
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
    return Interval.fixedRate(every).describe(Locale.ENGLISH);
  }

  private static String quartz(String expression, int locale) {
    return Cron.parse(expression, Dialect.QUARTZ).describe(LOCALES.get(locale));
  }
}
