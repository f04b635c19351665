package dev.tempo.schedule;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Named sets of days, such as the holidays of a country, that triggers leave out ({@link
 * dev.tempo.Trigger#withExcludedCalendars}) or keep to ({@link
 * dev.tempo.Trigger#withOnlyCalendars}). Triggers keep the names; the days are the program's, which
 * registers them at each start, before it opens a store: a job that names another calendar cannot
 * be read, and is left as it is. Registered once more, a calendar has its new days: for the times
 * that are computed from then on, while the time that a trigger waits for already stays.
 * Thread-safe.
 *
 * <pre>{@code
 * Calendars.register("holidays", Calendars.readICalendar(Path.of("france.ics")));
 * Trigger.cron("0 9 * * MON-FRI").withExcludedCalendars("holidays");
 * }</pre>
 */
public final class Calendars {
  private static final Map<String, Days> KNOWN = new ConcurrentHashMap<>();

  /**
   * The days of a calendar.
   *
   * @param dates for people
   * @param epochDays ascending, for searches
   */
  record Days(SortedSet<LocalDate> dates, long[] epochDays) {
    boolean has(long epochDay) {
      return Arrays.binarySearch(epochDays, epochDay) >= 0;
    }
  }

  private Calendars() {}

  /**
   * Registers a calendar, or gives one that is registered other days.
   *
   * @param name 1 to 100 letters, digits, {@code .}, {@code _} and {@code -}
   * @param days local dates; each zone has them at its own time
   * @throws IllegalArgumentException if the name is another one, or a day is not in the years 1970
   *     to 2199
   */
  public static void register(String name, Collection<LocalDate> days) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(days, "days");
    if (!ScheduleTypes.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A calendar's name is 1 to 100 letters, digits, '.', '_' and '-', but got '"
              + name
              + "'");
    }
    SortedSet<LocalDate> sorted = new TreeSet<>(days);
    for (LocalDate day : sorted) {
      if (day.getYear() < 1970 || day.getYear() > 2199) {
        throw new IllegalArgumentException(
            "The days of the calendar '"
                + name
                + "' must be in the years 1970 to 2199, but got "
                + day);
      }
    }
    long[] epochDays = sorted.stream().mapToLong(LocalDate::toEpochDay).toArray();
    KNOWN.put(name, new Days(Collections.unmodifiableSortedSet(sorted), epochDays));
  }

  /** Returns the names of all that are registered, sorted. */
  public static SortedSet<String> names() {
    return new TreeSet<>(KNOWN.keySet());
  }

  /**
   * Returns the days of a calendar, ascending, unmodifiable.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static SortedSet<LocalDate> days(String name) {
    return find(name).dates();
  }

  /**
   * Returns a schedule without its occurrences on days of any of these calendars, in the place of
   * those that were left out of it before.
   *
   * @throws IllegalArgumentException if one of them is not registered, or the schedule is none by
   *     the clock: a fixed delay, a single instant, or the start of the engine
   */
  public static Schedule exclude(Schedule schedule, Collection<String> names) {
    return DayFilter.of(schedule).withExcluded(names).asSchedule();
  }

  /**
   * Returns a schedule with its occurrences on days of one of these calendars alone, in the place
   * of those to which it was kept before.
   *
   * @throws IllegalArgumentException if one of them is not registered, or the schedule is none by
   *     the clock: a fixed delay, a single instant, or the start of the engine
   */
  public static Schedule only(Schedule schedule, Collection<String> names) {
    return DayFilter.of(schedule).withOnly(names).asSchedule();
  }

  /**
   * Reads the days of a calendar in the format iCalendar (RFC 5545), as holidays are mostly
   * published: all days of each event that is not cancelled. Of rules of recurrence, those by the
   * year alone are understood.
   *
   * @param file in UTF-8
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no such calendar, or has a rule that is not
   *     understood; the message names the line
   */
  public static SortedSet<LocalDate> readICalendar(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return readICalendar(reader);
    }
  }

  /**
   * Reads the days of a calendar; see {@link #readICalendar(Path)}.
   *
   * @param reader which is not closed
   */
  public static SortedSet<LocalDate> readICalendar(Reader reader) throws IOException {
    return new ICalendarReader(new BufferedReader(Objects.requireNonNull(reader, "reader"))).read();
  }

  static Days find(String name) {
    Days days = KNOWN.get(Objects.requireNonNull(name, "name"));
    if (days == null) {
      throw new IllegalArgumentException(
          "No calendar '"
              + name
              + "' is registered; there are "
              + names()
              + ". Call Calendars.register before the store is opened");
    }
    return days;
  }
}
