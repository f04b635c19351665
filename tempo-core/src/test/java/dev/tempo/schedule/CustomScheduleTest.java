package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tempo.Explanation;
import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.RunQuery;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Schedules of a program's own, and days of named calendars. */
class CustomScheduleTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  /** The last working day of each month, at a time of day. */
  static final class LastWorkingDay implements ScheduleType {
    @Override
    public String name() {
      return "test.last-working-day";
    }

    @Override
    public ScheduleRule parse(String text) {
      LocalTime time = LocalTime.parse(text);
      return (after, zone) -> {
        ZonedDateTime at = of(after.atZone(zone), time);
        return Optional.of(
            (at.toInstant().isAfter(after) ? at : of(at.plusMonths(1), time)).toInstant());
      };
    }

    private static ZonedDateTime of(ZonedDateTime month, LocalTime time) {
      LocalDate last = month.toLocalDate().with(TemporalAdjusters.lastDayOfMonth());
      while (last.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue()) {
        last = last.minusDays(1);
      }
      return last.atTime(time).atZone(month.getZone());
    }
  }

  /** A rule that does not move on. */
  static final class Stuck implements ScheduleType {
    @Override
    public String name() {
      return "test.stuck";
    }

    @Override
    public ScheduleRule parse(String text) {
      return (after, zone) -> Optional.of(after);
    }
  }

  static {
    ScheduleTypes.register(new LastWorkingDay());
    ScheduleTypes.register(new Stuck());
    Calendars.register(
        "test.holidays", Set.of(LocalDate.of(2026, 5, 1), LocalDate.of(2026, 12, 25)));
    Calendars.register("test.fair", List.of(LocalDate.of(2026, 5, 1), LocalDate.of(2026, 5, 2)));
  }

  @Test
  void ruleOfAProgram_isASchedule_inBothDirections() {
    CustomSchedule schedule = CustomSchedule.of("test.last-working-day", "18:00");
    Instant now = Instant.parse("2026-01-15T00:00:00Z");

    assertThat(schedule.upcoming(now, PARIS, 3))
        .containsExactly(
            Instant.parse("2026-01-30T17:00:00Z"),
            Instant.parse("2026-02-27T17:00:00Z"),
            Instant.parse("2026-03-31T16:00:00Z"));
    assertThat(schedule.previous(Instant.parse("2026-03-31T16:00:00Z"), PARIS))
        .contains(Instant.parse("2026-02-27T17:00:00Z"));
    assertThat(schedule.previous(Instant.parse("1970-01-01T00:00:00Z"), PARIS)).isEmpty();
    assertThat(schedule.matches(Instant.parse("2026-01-30T17:00:00Z"), PARIS)).isTrue();
    assertThat(schedule)
        .isEqualTo(CustomSchedule.of("test.last-working-day", "18:00"))
        .isNotEqualTo(CustomSchedule.of("test.last-working-day", "18:01"))
        .hasToString("test.last-working-day: 18:00");
    assertThat(schedule.describe(Locale.FRENCH)).isEqualTo("test.last-working-day: 18:00");
  }

  @Test
  void misuse_isRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CustomSchedule.of("test.unheard-of", ""))
        .withMessageContainingAll(
            "No schedule type 'test.unheard-of' is registered", "test.last-working-day", "before");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trigger.cron("0 9 * * *").withExcludedCalendars("test.holiday"))
        .withMessageContainingAll(
            "No calendar 'test.holiday' is registered", "test.holidays", "before");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calendars.register("a b", Set.of()))
        .withMessageContaining("'a b'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calendars.register("x", Set.of(LocalDate.of(1969, 12, 31))))
        .withMessageContaining("1969-12-31");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Trigger.afterEach(Duration.ofMinutes(1)).withExcludedCalendars("test.holidays"))
        .withMessageContaining("withExcludedDates is for all");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                CustomSchedule.of("test.stuck", "")
                    .next(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC))
        .withMessageContainingAll("'test.stuck'", "2026-01-01T00:00:00Z", "not after");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                ScheduleTypes.register(
                    new ScheduleType() {
                      @Override
                      public String name() {
                        return "test.stuck";
                      }

                      @Override
                      public ScheduleRule parse(String text) {
                        return (after, zone) -> Optional.empty();
                      }
                    }))
        .withMessageContaining("'test.stuck' is " + Stuck.class.getName());
  }

  @Test
  void daysOfCalendars_areLeftOut_orKeptTo() {
    Trigger daily = Trigger.cron("30 2 * * *").withExcludedCalendars("test.holidays");
    Instant eve = Instant.parse("2026-04-29T12:00:00Z");
    assertThat(daily.schedule().upcoming(eve, PARIS, 3))
        .containsExactly(
            Instant.parse("2026-04-30T00:30:00Z"),
            Instant.parse("2026-05-02T00:30:00Z"),
            Instant.parse("2026-05-03T00:30:00Z"));
    assertThat(daily.schedule().previous(Instant.parse("2026-05-02T00:30:00Z"), PARIS))
        .contains(Instant.parse("2026-04-30T00:30:00Z"));

    Trigger fair = Trigger.every(Duration.ofHours(12)).withOnlyCalendars("test.fair");
    assertThat(fair.schedule().upcoming(eve, ZoneOffset.UTC, 9))
        .containsExactly(
            Instant.parse("2026-05-01T00:00:00Z"),
            Instant.parse("2026-05-01T12:00:00Z"),
            Instant.parse("2026-05-02T00:00:00Z"),
            Instant.parse("2026-05-02T12:00:00Z"));
    assertThat(fair.schedule().previous(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC))
        .contains(Instant.parse("2026-05-02T12:00:00Z"));
    assertThat(
            fair.withExcludedCalendars("test.holidays").schedule().upcoming(eve, ZoneOffset.UTC, 9))
        .containsExactly(
            Instant.parse("2026-05-02T00:00:00Z"), Instant.parse("2026-05-02T12:00:00Z"));
    assertThat(fair.withOnlyCalendars().schedule())
        .isEqualTo(Trigger.every(Duration.ofHours(12)).schedule());
  }

  @Test
  void filteredSchedules_areReadAsTheyWereWritten_andDescribed() {
    Stream.of(
            Trigger.cron("0 9 * * MON-FRI"),
            Trigger.cron("0 0 9 ? * 2-6", Dialect.QUARTZ),
            Trigger.every(Duration.ofMinutes(5)),
            Trigger.of(CalendarSchedule.builder().weekdays(Set.of(1, 2)).hours(Set.of(9)).build()),
            Trigger.of(CustomSchedule.of("test.last-working-day", "18:00")))
        .map(trigger -> trigger.withExcludedCalendars("test.holidays", "test.fair").schedule())
        .map(CustomSchedule.class::cast)
        .forEach(
            schedule -> {
              CustomSchedule again = CustomSchedule.of(schedule.type(), schedule.text());
              assertThat(again).isEqualTo(schedule);
              assertThat(again.upcoming(Instant.EPOCH, PARIS, 5))
                  .isEqualTo(schedule.upcoming(Instant.EPOCH, PARIS, 5));
            });
    Schedule office =
        Trigger.cron("0 9 * * MON-FRI").withExcludedCalendars("test.holidays").schedule();
    assertThat(office.describe(Locale.ENGLISH))
        .isEqualTo("At 09:00, Monday to Friday, except on days of test.holidays");
    assertThat(office.describe(Locale.FRENCH)).endsWith(", sauf les jours de test.holidays");
  }

  @Test
  void engine_firesByThem_andExplainsWhatTheyLeaveOut() {
    VirtualClock clock = VirtualClock.at("2026-04-29T12:00:00Z");
    try (Tempo tempo =
        Tempo.builder().timeSource(clock).handler("report", context -> {}).build().start()) {
      Job job =
          tempo.save(
              Job.named("Report")
                  .task(Task.handler("report"))
                  .trigger(Trigger.cron("0 9 * * *").withExcludedCalendars("test.holidays"))
                  .trigger(Trigger.of(CustomSchedule.of("test.last-working-day", "18:00")))
                  .build());
      assertThat(tempo.nextFires(job.id(), 3))
          .containsExactly(
              Instant.parse("2026-04-30T09:00:00Z"),
              Instant.parse("2026-04-30T18:00:00Z"),
              Instant.parse("2026-05-02T09:00:00Z"));

      clock.advance(Duration.ofDays(4));

      assertThat(tempo.runs(RunQuery.ALL.withJob(job.id())).runs())
          .extracting(run -> run.scheduledFor().orElseThrow().toString())
          .containsExactlyInAnyOrder(
              "2026-04-30T09:00:00Z",
              "2026-04-30T18:00:00Z",
              "2026-05-02T09:00:00Z",
              "2026-05-03T09:00:00Z");
      Explanation why = tempo.explain(job.id(), Instant.parse("2026-05-01T09:00:00Z")).getFirst();
      assertThat(why.decision()).isEqualTo(Explanation.Decision.NOT_SCHEDULED);
      assertThat(why.text())
          .startsWith("2026-05-01 is a day of the calendar 'test.holidays', which is left out. ");
    }
  }
}
