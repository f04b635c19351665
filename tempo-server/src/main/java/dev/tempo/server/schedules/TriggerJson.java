package dev.tempo.server.schedules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Trigger;
import dev.tempo.TriggerBounds;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.StartupSchedule;
import dev.tempo.server.http.json.Json;
import dev.tempo.store.TriggerState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Triggers as the API shows them. */
public final class TriggerJson {
  private TriggerJson() {}

  /**
   * A trigger with how far it has come.
   *
   * @param state its state; empty if it has none yet
   * @param locale the language of its description
   */
  public static ObjectNode write(Trigger trigger, Optional<TriggerState> state, Locale locale) {
    TriggerBounds calendar = trigger.bounds();
    Json.Object json =
        Json.object()
            .put("id", trigger.id())
            .put("type", TriggerType.of(trigger.schedule()).label())
            .put("enabled", trigger.enabled())
            .put("timezone", calendar.zone());
    schedule(json, trigger.schedule());
    return json.put("startAt", calendar.start())
        .put("endAt", calendar.end())
        .put("excludedDates", calendar.excludedDates().stream().sorted().toList())
        .put("jitterSeconds", Json.seconds(trigger.firing().jitter()))
        .put("misfire", trigger.firing().misfire())
        .put("graceSeconds", Json.seconds(trigger.firing().grace()))
        .put("dst", calendar.dst())
        .put("description", trigger.schedule().describe(locale))
        .put("nextRunAt", state.flatMap(TriggerState::next).map(TriggerState.Due::at))
        .put("lastFiredAt", state.flatMap(TriggerState::lastFiredAt))
        .node();
  }

  /** A trigger without what is computed. */
  public static ObjectNode portable(Trigger trigger) {
    return write(trigger, Optional.empty(), Locale.ENGLISH)
        .without(List.of("description", "nextRunAt", "lastFiredAt"));
  }

  private static void schedule(Json.Object json, Schedule schedule) {
    switch (schedule) {
      case CronSchedule cron ->
          json.put("expression", cron.expression()).put("dialect", cron.dialect());
      case IntervalSchedule interval ->
          json.put("everySeconds", Json.seconds(interval.every())).put("mode", interval.mode());
      case CalendarSchedule calendar ->
          json.put("years", List.copyOf(calendar.years()))
              .put("months", List.copyOf(calendar.months()))
              .put("days", List.copyOf(calendar.days()))
              .put("weekdays", List.copyOf(calendar.weekdays()))
              .put("hours", List.copyOf(calendar.hours()))
              .put("minutes", List.copyOf(calendar.minutes()));
      case StartupSchedule startup -> {} // nothing to tell
    }
  }
}
