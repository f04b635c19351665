package dev.tempo.value;

import dev.tempo.internal.message.SubjectMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Which durations, instants and days Tempo takes; the one place that says so.
 *
 * <p>A duration is zero, or from a millisecond to 36,525 days (100 years), and of whole
 * milliseconds, which is what stores keep. What has no bound is an empty {@link Optional}, not a
 * very long duration. So no sum of a few durations overflows, neither in nanoseconds (292 years)
 * nor as an {@link Instant}.
 *
 * <p>An instant lies in the years 1970 to 9999 (UTC); what is finer than a millisecond is cut off.
 */
public final class TimeBounds {
  /** The longest duration: 36,525 days. */
  public static final Duration MAX_DURATION = Duration.ofDays(36_525);

  /** The shortest duration besides zero: a millisecond. */
  public static final Duration MIN_DURATION = Duration.ofMillis(1);

  /** The earliest instant: 1970-01-01T00:00:00Z. */
  public static final Instant MIN_INSTANT = Instant.EPOCH;

  /** The latest instant: the last millisecond of the year 9999. */
  public static final Instant MAX_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final int MIN_YEAR = 1970;
  private static final int MAX_YEAR = 9999;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_LIMIT = 8_640_000_000_000_000L; // some 274,000 years

  private TimeBounds() {}

  /**
   * Checks a duration that may be zero.
   *
   * @param name what is set, for the message
   * @return the value
   * @throws NullPointerException if the value is null
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days, or not of
   *     whole milliseconds
   */
  public static Duration duration(String name, Duration value) {
    return between(name, value, Duration.ZERO, MAX_DURATION);
  }

  /** As {@link #duration}, but zero is refused. */
  public static Duration positive(String name, Duration value) {
    return between(name, value, MIN_DURATION, MAX_DURATION);
  }

  /** As {@link #positive(String, Duration)}; an empty one is let through. */
  public static Optional<Duration> positive(String name, Optional<Duration> value) {
    Objects.requireNonNull(value, name).ifPresent(given -> positive(name, given));
    return value;
  }

  /**
   * Checks a duration against narrower bounds.
   *
   * @return the value
   * @throws NullPointerException if the value is null
   * @throws IllegalArgumentException if it is out of the bounds, which are both inclusive, or not
   *     of whole milliseconds
   */
  public static Duration between(String name, Duration value, Duration min, Duration max) {
    span(name, value, min, max);
    if (value.getNano() % NANOS_PER_MILLI != 0) {
      throw new InvalidValueException(
          min.isZero()
              ? ValueMessages.WHOLE_DURATION_OR_ZERO.of(SubjectMessages.of(name), words(max), value)
              : ValueMessages.WHOLE_DURATION.of(
                  SubjectMessages.of(name), words(min), words(max), value));
    }
    return value;
  }

  /**
   * Checks a length of time that is waited or looked back and never stored, and so may be as fine
   * as it likes.
   *
   * @return the value
   * @throws NullPointerException if the value is null
   * @throws IllegalArgumentException if it is negative or longer than 36,525 days
   */
  public static Duration span(String name, Duration value) {
    return span(name, value, Duration.ZERO, MAX_DURATION);
  }

  /**
   * Checks an instant.
   *
   * @param name what is set, for the message
   * @return the instant, cut to whole milliseconds
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it is not in the years 1970 to 9999
   */
  public static Instant instant(String name, Instant value) {
    Objects.requireNonNull(value, name);
    if (value.isBefore(MIN_INSTANT) || value.getEpochSecond() > MAX_INSTANT.getEpochSecond()) {
      throw new InvalidValueException(ValueMessages.YEARS.of(SubjectMessages.of(name), value));
    }
    return millis(value);
  }

  /** As {@link #instant(String, Instant)}; an empty one is let through. */
  public static Optional<Instant> instant(String name, Optional<Instant> value) {
    return Objects.requireNonNull(value, name).map(given -> instant(name, given));
  }

  /**
   * The nearest instant within the bounds, cut to whole milliseconds. For questions, where an
   * instant beyond them means no bound at all.
   *
   * @throws NullPointerException if the value is null
   */
  public static Instant nearest(Instant value) {
    Objects.requireNonNull(value, "value");
    if (value.isBefore(MIN_INSTANT)) {
      return MIN_INSTANT;
    }
    return value.isAfter(MAX_INSTANT) ? MAX_INSTANT : millis(value);
  }

  /** As {@link #nearest(Instant)}; an empty one stays empty. */
  public static Optional<Instant> nearest(Optional<Instant> value) {
    return Objects.requireNonNull(value, "value").map(given -> nearest(given));
  }

  /**
   * Checks a day.
   *
   * @return the day
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it is not in the years 1970 to 9999
   */
  public static LocalDate date(String name, LocalDate value) {
    Objects.requireNonNull(value, name);
    if (value.getYear() < MIN_YEAR || value.getYear() > MAX_YEAR) {
      throw new InvalidValueException(ValueMessages.YEARS.of(SubjectMessages.of(name), value));
    }
    return value;
  }

  /**
   * An instant as stores keep it: cut to whole milliseconds, and no farther away than some 274,000
   * years. For what Tempo itself has found; what people set is checked by {@link #instant}.
   *
   * @throws NullPointerException if the value is null
   */
  public static Instant millis(Instant value) {
    Objects.requireNonNull(value, "value");
    long seconds = value.getEpochSecond();
    if (Math.abs(seconds) >= MILLIS_LIMIT / 1_000) {
      return Instant.ofEpochMilli(seconds > 0 ? MILLIS_LIMIT : -MILLIS_LIMIT);
    }
    return value.getNano() % NANOS_PER_MILLI == 0
        ? value
        : Instant.ofEpochMilli(value.toEpochMilli());
  }

  /** As {@link #millis(Instant)}; an empty one stays empty. */
  public static Optional<Instant> millis(Optional<Instant> value) {
    if (Objects.requireNonNull(value, "value").isEmpty()) {
      return value;
    }
    Instant whole = millis(value.get());
    return whole == value.get() ? value : Optional.of(whole);
  }

  /**
   * A duration as stores keep it: cut to whole milliseconds, from zero to {@link #MAX_DURATION}.
   * For what was measured; what people set is checked by {@link #duration}.
   *
   * @throws NullPointerException if the value is null
   */
  public static Duration millis(Duration value) {
    Objects.requireNonNull(value, "value");
    if (value.isNegative()) {
      return Duration.ZERO;
    }
    return value.compareTo(MAX_DURATION) > 0 ? MAX_DURATION : Duration.ofMillis(value.toMillis());
  }

  private static Duration span(String name, Duration value, Duration min, Duration max) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new InvalidValueException(
          min.isZero()
              ? ValueMessages.DURATION_OR_ZERO.of(SubjectMessages.of(name), words(max), value)
              : ValueMessages.RANGE.of(SubjectMessages.of(name), words(min), words(max), value));
    }
    return value;
  }

  private static String words(Duration bound) {
    if (bound.compareTo(Duration.ofDays(1)) >= 0) {
      return String.format(Locale.ROOT, "%,d days", bound.toDays());
    }
    return bound.compareTo(Duration.ofSeconds(1)) >= 0
        ? bound.toSeconds() + " s"
        : bound.toMillis() + " ms";
  }
}
