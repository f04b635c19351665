package dev.tempo.server.forecast;

import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts fires of triggers by the minute of a span.
 *
 * <p>A schedule of local times names the same times on each of its days, so its days are found one
 * by one, and the times of one of them are used for all; a day on which the clock changes is gone
 * through fire by fire. Intervals are counted as what they are, grids. A bounded number of fires is
 * counted in all; of a trigger that would pass it nothing is known.
 *
 * <p>For one request.
 */
final class FireMinutes {
  /** So many minutes are counted, and fires of days on which the clock changes twenty times. */
  private static final long MOST = 90_000_000;

  private static final int COST_OF_SEARCH = 20;

  private final ForecastSpan span;
  private final Map<Shifted, ZoneDays> days = new HashMap<>();
  private long left = MOST;

  FireMinutes(ForecastSpan span) {
    this.span = span;
  }

  /** Hears of fires. */
  @FunctionalInterface
  interface Listener {

    /**
     * A trigger fires.
     *
     * @param minute of the span
     * @param count how often in it
     */
    void fires(int minute, int count);
  }

  /**
   * Counts the fires of a trigger, in the order of time.
   *
   * @return false if there are too many, of which the listener has heard of some
   */
  boolean count(PlannedTrigger planned, Listener listener) {
    if (left <= 0) {
      return false;
    }
    if (planned.trigger().schedule() instanceof IntervalSchedule interval) {
      new Grid(planned, interval, listener).count();
    } else {
      new Days(planned, listener).count();
    }
    return left > 0;
  }

  /** The days of a zone on which triggers of such a jitter fire so that it is in the span. */
  private ZoneDays days(ZoneId zone, long jitterDays) {
    Duration shift = Duration.ofDays(jitterDays);
    return days.computeIfAbsent(
        new Shifted(zone, jitterDays),
        key ->
            new ZoneDays(
                zone, span.from().minus(shift).minus(Duration.ofDays(1)), span.to().minus(shift)));
  }

  private record Shifted(ZoneId zone, long jitterDays) {}

  /** A schedule of local times. */
  private final class Days {
    private final Timetable timetable;
    private final Schedule schedule;
    private final Listener listener;
    private final long jitter;
    private final long from;
    private final long to;
    private final boolean hasPattern;
    private DayPattern pattern;

    Days(PlannedTrigger planned, Listener listener) {
      this.timetable = planned.timetable();
      this.schedule = timetable.schedule();
      this.hasPattern = schedule instanceof CronSchedule || schedule instanceof CalendarSchedule;
      this.listener = listener;
      this.jitter = planned.jitter().toMillis();
      this.from = Math.max(planned.next().nominal().toEpochMilli(), span.fromMs() - jitter);
      long last = timetable.end().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE - 1);
      this.to = Math.min(span.toMs() - jitter, last + 1);
    }

    void count() {
      long at = from >= to ? to : timetable.nextEpochMilli(from - 1);
      if (at >= to) {
        return;
      }
      ZoneDays table = days(timetable.zone(), Duration.ofMillis(jitter).toDays());
      int day = 0;
      while (at < to && left > 0) {
        day = table.dayOf(at, day);
        boolean isKnown = hasPattern && table.isEven(day);
        at = isKnown ? even(table.start(day), table.end(day)) : uneven(at, table.end(day));
        left -= COST_OF_SEARCH;
      }
    }

    private long even(long dayStart, long dayEnd) {
      if (pattern == null) {
        pattern =
            DayPattern.of(
                dayStart, ms -> schedule.nextEpochMilli(ms, timetable.zone(), timetable.dst()));
      }
      for (int hour : pattern.hours()) {
        long start = dayStart + (long) hour * DayPattern.HOUR_MS;
        for (int minute : pattern.minutes()) {
          minute(start + minute * ForecastSpan.MINUTE_MS);
        }
      }
      return timetable.nextEpochMilli(dayEnd - 1);
    }

    private void minute(long start) {
      int[] seconds = pattern.seconds();
      boolean isWhole = start >= from && start + ForecastSpan.MINUTE_MS <= to;
      if (isWhole && (seconds.length == 1 || jitter % ForecastSpan.MINUTE_MS == 0)) {
        fire(start + seconds[0] * 1_000L, seconds.length);
        return;
      }
      for (int second : seconds) {
        long at = start + second * 1_000L;
        if (at >= from && at < to) {
          fire(at, 1);
        }
      }
    }

    private long uneven(long first, long dayEnd) {
      long at = first;
      while (at < Math.min(dayEnd, to) && left > 0) {
        fire(at, 1);
        at = timetable.nextEpochMilli(at);
        left -= COST_OF_SEARCH;
      }
      return at;
    }

    private void fire(long nominal, int count) {
      left--;
      listener.fires((int) span.minuteOf(nominal + jitter), count);
    }
  }

  /** An interval: fires at the same distance from each other. */
  private final class Grid {
    private final Timetable timetable;
    private final Listener listener;
    private final long period;
    private final long jitter;
    private final long first;
    private final long to;

    Grid(PlannedTrigger planned, IntervalSchedule interval, Listener listener) {
      this.timetable = planned.timetable();
      this.listener = listener;
      this.period = planned.period(interval).toMillis();
      this.jitter = planned.jitter().toMillis();
      this.first = planned.next().at().toEpochMilli();
      long last = timetable.end().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE / 2);
      this.to = Math.min(span.toMs(), last + jitter + 1);
    }

    void count() {
      long at = first < span.fromMs() ? first + grid(span.fromMs()) * period : first;
      while (at < to && left > 0) {
        int minute = (int) span.minuteOf(at);
        long end = Math.min(to, span.at(minute + 1).toEpochMilli());
        long next = first + grid(end) * period;
        if (timetable.excludedDates().isEmpty() || isAllowed(at)) {
          listener.fires(minute, (int) ((next - at) / period));
        }
        left--;
        at = next;
      }
    }

    private boolean isAllowed(long at) {
      return timetable.allows(Instant.ofEpochMilli(at - jitter));
    }

    /** How many fires come before an instant, from the first on. */
    private long grid(long epochMs) {
      return Math.ceilDiv(epochMs - first, period);
    }
  }
}
