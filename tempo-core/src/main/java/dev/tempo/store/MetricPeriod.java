package dev.tempo.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** The length of time that one {@link MetricBucket} sums up. Periods begin on full hours in UTC. */
public enum MetricPeriod {
  /** An hour. */
  HOURLY(Duration.ofHours(1)),
  /** A day in UTC. */
  DAILY(Duration.ofDays(1));

  private static final Duration LONGEST_BY_THE_HOUR = Duration.ofDays(7);

  private final Duration length;

  MetricPeriod(Duration length) {
    this.length = length;
  }

  /**
   * The period in which a span of time is best shown: by the hour up to 7 days, else by the day.
   */
  public static MetricPeriod of(Duration span) {
    Objects.requireNonNull(span, "span");
    return span.compareTo(LONGEST_BY_THE_HOUR) <= 0 ? HOURLY : DAILY;
  }

  /** How long it is. */
  public Duration length() {
    return length;
  }

  /** The beginning of the period in which an instant lies. */
  public Instant startOf(Instant instant) {
    long millis = instant.toEpochMilli();
    return Instant.ofEpochMilli(millis - Math.floorMod(millis, length.toMillis()));
  }
}
