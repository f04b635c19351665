package dev.tempo.server.schedules;

import dev.tempo.FiringPolicy;
import dev.tempo.MisfirePolicy;
import dev.tempo.Trigger;
import dev.tempo.TriggerBounds;
import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.StartupSchedule;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.Json;
import dev.tempo.store.TriggerState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A trigger as the API shows it, with how far it has come. */
@Schema("Trigger")
public record TriggerResponse(
    @Unwrapped Definition definition,
    String description,
    Optional<Instant> nextRunAt,
    Optional<Instant> lastFiredAt)
    implements ApiResponse {

  /**
   * Of a trigger.
   *
   * @param state its state; empty if it has none yet
   * @param locale the language of its description
   */
  public static TriggerResponse of(Trigger trigger, Optional<TriggerState> state, Locale locale) {
    return new TriggerResponse(
        Definition.of(trigger),
        trigger.schedule().describe(locale),
        state.flatMap(TriggerState::next).map(TriggerState.Due::at),
        state.flatMap(TriggerState::lastFiredAt));
  }

  /** What was given of a trigger, without what is computed. */
  public record Definition(
      UUID id,
      String type,
      boolean enabled,
      Optional<ZoneId> timezone,
      @Unwrapped Timing timing,
      @Unwrapped Bounds bounds,
      @Unwrapped Firing firing)
      implements ApiResponse {

    /** Of a trigger. */
    public static Definition of(Trigger trigger) {
      return new Definition(
          trigger.id(),
          TriggerType.of(trigger.schedule()).label(),
          trigger.enabled(),
          trigger.bounds().zone(),
          Timing.of(trigger.schedule()),
          Bounds.of(trigger.bounds()),
          Firing.of(trigger.firing(), trigger.bounds().dst()));
    }
  }

  /** When a trigger fires; its type says which of these it has. */
  sealed interface Timing extends ApiResponse {

    record Cron(String expression, Dialect dialect) implements Timing {}

    record Interval(Number everySeconds, IntervalSchedule.Mode mode) implements Timing {}

    record Calendar(
        List<Integer> years,
        List<Integer> months,
        List<Integer> days,
        List<Integer> weekdays,
        List<Integer> hours,
        List<Integer> minutes)
        implements Timing {}

    /** At the start of the server, of which there is nothing to tell. */
    record Startup() implements Timing {}

    record Once(Instant at) implements Timing {}

    /** By a rule of the program in which the server is embedded, or of the days of calendars. */
    record Custom(String scheduleType, String scheduleText) implements Timing {}

    record AfterJobs(List<UUID> afterJobs, String on, boolean all) implements Timing {}

    static Timing of(Schedule schedule) {
      return switch (schedule) {
        case CronSchedule cron -> new Cron(cron.expression(), cron.dialect());
        case IntervalSchedule interval ->
            new Interval(Json.seconds(interval.every()), interval.mode());
        case CalendarSchedule calendar ->
            new Calendar(
                List.copyOf(calendar.years()),
                List.copyOf(calendar.months()),
                List.copyOf(calendar.days()),
                List.copyOf(calendar.weekdays()),
                List.copyOf(calendar.hours()),
                List.copyOf(calendar.minutes()));
        case StartupSchedule startup -> new Startup();
        case OneTimeSchedule once -> new Once(once.at());
        case CustomSchedule custom -> new Custom(custom.type(), custom.text());
        case AfterJobsSchedule after ->
            new AfterJobs(after.jobs(), FollowedEnd.of(after.condition()).label(), !after.any());
      };
    }
  }

  record Bounds(Optional<Instant> startAt, Optional<Instant> endAt, List<LocalDate> excludedDates)
      implements ApiResponse {

    static Bounds of(TriggerBounds bounds) {
      return new Bounds(
          bounds.start(), bounds.end(), bounds.excludedDates().stream().sorted().toList());
    }
  }

  record Firing(Number jitterSeconds, MisfirePolicy misfire, Number graceSeconds, DstPolicy dst)
      implements ApiResponse {

    static Firing of(FiringPolicy firing, DstPolicy dst) {
      return new Firing(
          Json.seconds(firing.jitter()), firing.misfire(), Json.seconds(firing.grace()), dst);
    }
  }
}
