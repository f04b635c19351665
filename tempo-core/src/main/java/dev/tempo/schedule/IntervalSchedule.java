package dev.tempo.schedule;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;

/**
 * Repeats by elapsed time: time zones and the changes of the local clock play no part.
 *
 * <p>A <em>fixed rate</em> is a grid: the anchor plus and minus every whole multiple of the
 * duration. It does not drift, however late a run begins or long it takes. A <em>fixed delay</em>
 * is a pause after the end of a run: its next occurrence is the instant asked for plus the
 * duration, so the engine asks with the end of the last run. A preview of it supposes runs that
 * take no time.
 *
 * {@snippet file="dev/tempo/snippets/PolicySnippetsTest.java" region="interval"}
 *
 * @param every the duration: whole milliseconds, from 1 ms to 36,525 days
 * @param mode rate or delay
 * @param anchor an instant of the grid, cut to whole milliseconds; of no effect for a fixed delay
 */
public record IntervalSchedule(Duration every, Mode mode, Instant anchor) implements Schedule {
  /** What the duration is counted from. */
  public enum Mode {
    /** From a fixed anchor. */
    FIXED_RATE,
    /** From the end of the last run. */
    FIXED_DELAY
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the duration is not from 1 ms to 36,525 days in whole
   *     milliseconds, or the anchor not in the years 1970 to 9999
   */
  public IntervalSchedule {
    Objects.requireNonNull(every, "every");
    Objects.requireNonNull(mode, "mode");
    TimeBounds.positive("interval", every);
    anchor = TimeBounds.instant("anchor", anchor);
  }

  /**
   * Returns a fixed rate anchored at 1970-01-01T00:00:00Z: every 5 minutes is on :00, :05, …
   *
   * @throws IllegalArgumentException if the duration is not from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public static IntervalSchedule fixedRate(Duration every) {
    return fixedRate(every, Instant.EPOCH);
  }

  /**
   * Returns a fixed rate on the grid of an anchor.
   *
   * @throws IllegalArgumentException if the duration is not from 1 ms to 36,525 days in whole
   *     milliseconds, or the anchor not in the years 1970 to 9999
   */
  public static IntervalSchedule fixedRate(Duration every, Instant anchor) {
    return new IntervalSchedule(every, Mode.FIXED_RATE, anchor);
  }

  /**
   * Returns a fixed delay after the end of a run.
   *
   * @throws IllegalArgumentException if the delay is not from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public static IntervalSchedule fixedDelay(Duration delay) {
    Objects.requireNonNull(delay, "delay");
    return new IntervalSchedule(delay, Mode.FIXED_DELAY, Instant.EPOCH);
  }

  /**
   * Returns the same interval on another anchor.
   *
   * @throws IllegalArgumentException if it is not in the years 1970 to 9999
   */
  public IntervalSchedule withAnchor(Instant newAnchor) {
    Objects.requireNonNull(newAnchor, "newAnchor");
    return new IntervalSchedule(every, mode, newAnchor);
  }

  @Override
  public long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(dst, "dst");
    long after = EpochMillis.clamp(afterMs);
    if (mode == Mode.FIXED_DELAY) {
      return after + every.toMillis();
    }
    long step = every.toMillis();
    long origin = anchor.toEpochMilli();
    return origin + (Math.floorDiv(after - origin, step) + 1) * step;
  }

  @Override
  public long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(dst, "dst");
    long before = EpochMillis.clamp(beforeMs);
    if (mode == Mode.FIXED_DELAY) {
      return before - every.toMillis();
    }
    long step = every.toMillis();
    long origin = anchor.toEpochMilli();
    return origin + Math.floorDiv(before - 1 - origin, step) * step;
  }

  @Override
  public String describe(Locale locale) {
    Objects.requireNonNull(locale, "locale");
    return ScheduleDescriber.interval(this, locale);
  }
}
