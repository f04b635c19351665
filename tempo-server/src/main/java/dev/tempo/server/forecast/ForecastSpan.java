package dev.tempo.server.forecast;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The time that a forecast is of, cut into cells: hours, or days of a time zone, which may have 23
 * or 25 hours. Begins and ends on whole minutes, by which all of it is counted. Immutable.
 */
final class ForecastSpan {
  static final long MINUTE_MS = 60_000;
  private static final int HOUR = 60;

  private final ZoneId zone;
  private final Step step;
  private final long firstMinute;

  /** The first minute of each cell, from the beginning of the span, and the end of the last. */
  private final int[] bounds;

  private final short[] cellOfMinute;

  /** How long a cell is. */
  enum Step {
    /** An hour. */
    HOUR,
    /** A day of the zone. */
    DAY
  }

  private ForecastSpan(ZoneId zone, Step step, long firstMinute, int[] bounds) {
    this.zone = zone;
    this.step = step;
    this.firstMinute = firstMinute;
    this.bounds = bounds;
    this.cellOfMinute = new short[bounds[bounds.length - 1]];
    for (int cell = 0; cell + 1 < bounds.length; cell++) {
      Arrays.fill(cellOfMinute, bounds[cell], bounds[cell + 1], (short) cell);
    }
  }

  /**
   * A span.
   *
   * @param from its begin, cut to the minute
   * @param to its end, cut to the minute; at least one after its begin
   */
  static ForecastSpan of(Instant from, Instant to, ZoneId zone, Step step) {
    long first = minute(from);
    int length = Math.toIntExact(minute(to) - first);
    List<Integer> starts = new ArrayList<>(List.of(0));
    int next = next(first, 0, zone, step);
    while (next < length) {
      starts.add(next);
      next = next(first, next, zone, step);
    }
    starts.add(length);
    return new ForecastSpan(zone, step, first, starts.stream().mapToInt(i -> i).toArray());
  }

  private static int next(long first, int minute, ZoneId zone, Step step) {
    if (step == Step.HOUR) {
      return minute + HOUR;
    }
    LocalDate day = instant(first + minute).atZone(zone).toLocalDate();
    return Math.toIntExact(minute(day.plusDays(1).atStartOfDay(zone).toInstant()) - first);
  }

  private static long minute(Instant instant) {
    return Math.floorDiv(instant.toEpochMilli(), MINUTE_MS);
  }

  private static Instant instant(long minute) {
    return Instant.ofEpochMilli(minute * MINUTE_MS);
  }

  ZoneId zone() {
    return zone;
  }

  Step step() {
    return step;
  }

  Instant from() {
    return at(0);
  }

  Instant to() {
    return at(minutes());
  }

  long fromMs() {
    return firstMinute * MINUTE_MS;
  }

  long toMs() {
    return (firstMinute + minutes()) * MINUTE_MS;
  }

  /** How many minutes it has. */
  int minutes() {
    return bounds[bounds.length - 1];
  }

  /** Which of its minutes an instant is in; negative or too large outside. */
  long minuteOf(long epochMs) {
    return Math.floorDiv(epochMs, MINUTE_MS) - firstMinute;
  }

  /** When one of its minutes begins. */
  Instant at(int minute) {
    return instant(firstMinute + minute);
  }

  /** How many cells it has. */
  int cells() {
    return bounds.length - 1;
  }

  /** The cell of one of its minutes. */
  int cellOf(int minute) {
    return cellOfMinute[minute];
  }

  /** The first minute of a cell; of the number of cells, the end of the last one. */
  int minuteOfCell(int cell) {
    return bounds[cell];
  }

  /** When a cell begins; of the number of cells, when the last one ends. */
  Instant cellStart(int cell) {
    return at(bounds[cell]);
  }

  /** The day of the zone on which a cell begins. */
  LocalDate dateOf(int cell) {
    return cellStart(cell).atZone(zone).toLocalDate();
  }

  Duration length() {
    return Duration.ofMinutes(minutes());
  }
}
