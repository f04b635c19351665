package dev.tempo.schedule;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The minutes of the local clock whose year, month, day, weekday, hour and minute are each in a set
 * of allowed values. An empty set allows any. All must match; so with days and weekdays both given,
 * it is the days that have such a weekday.
 *
 * <pre>{@code
 * CalendarSchedule.builder()
 *     .months(Set.of(1, 7)).weekdays(Set.of(1)).hours(Set.of(9)).minutes(Set.of(0)).build();
 *     // 09:00 on every Monday in January and July
 * }</pre>
 *
 * <p>With both hours and minutes given it is a fixed-time schedule, else a wildcard schedule, see
 * {@link DstPolicy}. Immutable and thread-safe.
 */
public final class CalendarSchedule implements Schedule {
  private final Map<CronField, SortedSet<Integer>> sets;
  private final LocalPattern pattern;

  private CalendarSchedule(Map<CronField, SortedSet<Integer>> sets) {
    this.sets = sets;
    this.pattern = pattern(sets);
  }

  /** Returns a builder of which all sets are empty: every minute. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the allowed years, ascending, unmodifiable; empty for any. */
  public SortedSet<Integer> years() {
    return sets.get(CronField.YEAR);
  }

  /** Returns the allowed months, 1 to 12, ascending, unmodifiable; empty for any. */
  public SortedSet<Integer> months() {
    return sets.get(CronField.MONTH);
  }

  /** Returns the allowed days of the month, 1 to 31, ascending, unmodifiable; empty for any. */
  public SortedSet<Integer> days() {
    return sets.get(CronField.DAY_OF_MONTH);
  }

  /** Returns the allowed weekdays, 0 = Sunday to 6, ascending, unmodifiable; empty for any. */
  public SortedSet<Integer> weekdays() {
    return sets.get(CronField.DAY_OF_WEEK);
  }

  /** Returns the allowed hours, 0 to 23, ascending, unmodifiable; empty for any. */
  public SortedSet<Integer> hours() {
    return sets.get(CronField.HOUR);
  }

  /** Returns the allowed minutes, 0 to 59, ascending, unmodifiable; empty for any. */
  public SortedSet<Integer> minutes() {
    return sets.get(CronField.MINUTE);
  }

  @Override
  public long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    return OccurrenceSearch.nextEpochMilli(pattern, afterMs, zone, Objects.requireNonNull(dst));
  }

  @Override
  public long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    return OccurrenceSearch.previousEpochMilli(
        pattern, beforeMs, zone, Objects.requireNonNull(dst));
  }

  @Override
  public String describe(Locale locale) {
    return ScheduleDescriber.pattern(pattern, locale);
  }

  @Override
  public boolean neverMatches() {
    return pattern.neverMatches();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CalendarSchedule that && sets.equals(that.sets);
  }

  @Override
  public int hashCode() {
    return sets.hashCode();
  }

  @Override
  public String toString() {
    return "CalendarSchedule" + sets;
  }

  private static LocalPattern pattern(Map<CronField, SortedSet<Integer>> sets) {
    SortedSet<Integer> days = sets.get(CronField.DAY_OF_MONTH);
    SortedSet<Integer> weekdays = sets.get(CronField.DAY_OF_WEEK);
    SortedSet<Integer> hours = sets.get(CronField.HOUR);
    SortedSet<Integer> minutes = sets.get(CronField.MINUTE);
    DayRule rule =
        new DayRule(
            days.isEmpty()
                ? DayRule.MonthDays.ANY
                : new DayRule.MonthDays(false, (int) (mask(days, 31) >>> 1), 0, 0),
            weekdays.isEmpty()
                ? DayRule.Weekdays.ANY
                : new DayRule.Weekdays(false, (int) mask(weekdays, 6), 0, 0),
            true);
    return new LocalPattern(
        new TimeOfDay((int) mask(hours, 23), mask(minutes, 59), 1),
        rule,
        (int) (mask(sets.get(CronField.MONTH), 12) >>> 1),
        years(sets.get(CronField.YEAR)),
        !hours.isEmpty() && !minutes.isEmpty());
  }

  private static long mask(SortedSet<Integer> values, int max) {
    return values.isEmpty()
        ? -1L >>> (63 - max)
        : values.stream().mapToLong(value -> 1L << value).sum();
  }

  private static YearSet years(SortedSet<Integer> years) {
    return years.stream()
        .map(
            year ->
                YearSet.range(
                    year - GregorianTables.FIRST_YEAR, year - GregorianTables.FIRST_YEAR, 1))
        .reduce(YearSet::union)
        .orElse(YearSet.ALL);
  }

  /** Builds a {@link CalendarSchedule}. Each call replaces a set; not thread-safe. */
  public static final class Builder {
    private final Map<CronField, SortedSet<Integer>> sets = new EnumMap<>(CronField.class);

    private Builder() {
      for (CronField field : CronField.values()) {
        sets.put(field, Collections.emptySortedSet());
      }
    }

    /**
     * Allows these years only.
     *
     * @param years each from 1970 to 2199; none for any year
     * @throws IllegalArgumentException if one is not
     */
    public Builder years(Collection<Integer> years) {
      return set(CronField.YEAR, years);
    }

    /**
     * Allows these months only.
     *
     * @param months each from 1 to 12; none for any month
     * @throws IllegalArgumentException if one is not
     */
    public Builder months(Collection<Integer> months) {
      return set(CronField.MONTH, months);
    }

    /**
     * Allows these days only.
     *
     * @param days each from 1 to 31; none for any day
     * @throws IllegalArgumentException if one is not
     */
    public Builder days(Collection<Integer> days) {
      return set(CronField.DAY_OF_MONTH, days);
    }

    /**
     * Allows these weekdays only.
     *
     * @param weekdays each from 0 = Sunday to 6; none for any weekday
     * @throws IllegalArgumentException if one is not
     */
    public Builder weekdays(Collection<Integer> weekdays) {
      return set(CronField.DAY_OF_WEEK, weekdays);
    }

    /**
     * Allows these hours only.
     *
     * @param hours each from 0 to 23; none for any hour
     * @throws IllegalArgumentException if one is not
     */
    public Builder hours(Collection<Integer> hours) {
      return set(CronField.HOUR, hours);
    }

    /**
     * Allows these minutes only.
     *
     * @param minutes each from 0 to 59; none for any minute
     * @throws IllegalArgumentException if one is not
     */
    public Builder minutes(Collection<Integer> minutes) {
      return set(CronField.MINUTE, minutes);
    }

    /**
     * Returns the schedule. A set of days that can never exist is valid, see {@link
     * CalendarSchedule#neverMatches}.
     */
    public CalendarSchedule build() {
      return new CalendarSchedule(new EnumMap<>(sets));
    }

    private Builder set(CronField field, Collection<Integer> values) {
      for (int value : values) {
        if (value < field.min(Dialect.OCPS) || value > field.largest(Dialect.OCPS)) {
          throw new InvalidValueException(
              ValueMessages.CALENDAR_FIELD.of(
                  field.name.of(), value, field.min(Dialect.OCPS), field.largest(Dialect.OCPS)));
        }
      }
      sets.put(field, Collections.unmodifiableSortedSet(new TreeSet<>(values)));
      return this;
    }
  }
}
