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
  private static final int MINUTES_OF_A_DAY = 1_440;
  private static final int MINUTES_OF_AN_HOUR = 60;

  private final ForecastSpan span;
  private final Map<Shifted, ZoneDays> days = new HashMap<>();
  private long left = MOST;

  FireMinutes(ForecastSpan span) {
    this.span = span;
  }

  /**
   * Counts the fires of a trigger, in the order of time.
   *
   * @return false if there are too many, of which some are counted
   */
  boolean count(PlannedTrigger planned, FireCounts counts) {
    if (left <= 0) {
      return false;
    }
    if (planned.trigger().schedule() instanceof IntervalSchedule interval) {
      new Grid(planned, interval, counts).count();
    } else {
      new Days(planned, counts).count();
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
    private final FireCounts counts;
    private final long jitter;
    private final long from;
    private final long to;
    private final boolean hasPattern;
    private DayPattern pattern;

    /** The minutes of the day. */
    private MinuteSet minutes;

    Days(PlannedTrigger planned, FireCounts counts) {
      this.timetable = planned.timetable();
      this.schedule = timetable.schedule();
      this.hasPattern = schedule instanceof CronSchedule || schedule instanceof CalendarSchedule;
      this.counts = counts;
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
      boolean isEqual = pattern.seconds().length == 1 || jitter % ForecastSpan.MINUTE_MS == 0;
      if (isEqual && dayStart >= from && dayEnd <= to) {
        int offset = (int) span.minuteOf(dayStart + pattern.seconds()[0] * 1_000L + jitter);
        counts.addAll(minutes(), offset, MINUTES_OF_A_DAY, pattern.seconds().length);
        left -= MINUTES_OF_A_DAY / COST_OF_SEARCH;
        return timetable.nextEpochMilli(dayEnd - 1);
      }
      for (int hour : pattern.hours()) {
        long start = dayStart + (long) hour * DayPattern.HOUR_MS;
        for (int minute : pattern.minutes()) {
          minute(start + minute * ForecastSpan.MINUTE_MS);
        }
      }
      return timetable.nextEpochMilli(dayEnd - 1);
    }

    private MinuteSet minutes() {
      if (minutes == null) {
        minutes = new MinuteSet(MINUTES_OF_A_DAY);
        for (int hour : pattern.hours()) {
          for (int minute : pattern.minutes()) {
            minutes.add(hour * MINUTES_OF_AN_HOUR + minute);
          }
        }
      }
      return minutes;
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
      counts.add((int) span.minuteOf(nominal + jitter), count);
    }
  }

  /** An interval: fires at the same distance from each other. */
  private final class Grid {
    private final Timetable timetable;
    private final FireCounts counts;
    private final long period;
    private final long jitter;
    private final long first;
    private final long to;

    Grid(PlannedTrigger planned, IntervalSchedule interval, FireCounts counts) {
      this.timetable = planned.timetable();
      this.counts = counts;
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
        long end = Math.min(to, span.fromMs() + (minute + 1L) * ForecastSpan.MINUTE_MS);
        long next = first + grid(end) * period;
        if (timetable.excludedDates().isEmpty() || isAllowed(at)) {
          counts.add(minute, (int) ((next - at) / period));
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
