package dev.tempo.engine.cluster;

import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * Wall time as the database has it: this machine's clock, corrected by an offset that is measured
 * now and then, so that whoever leads fires by the same clock. Monotonic time is this machine's.
 * Thread-safe.
 */
public final class DatabaseTime implements TimeSource {
  private static final Duration LONGEST_ASKED = Duration.ofSeconds(1);
  private static final Duration ANOTHER_TIME = Duration.ofDays(1);

  private final TimeSource source;
  private volatile Duration offset = Duration.ZERO;

  /** One that goes by this machine's clock so far. */
  public DatabaseTime(TimeSource source) {
    this.source = source;
  }

  /**
   * Measures how far the database's clock is ahead; a question that took long says nothing.
   *
   * @param isManual whether this clock is moved by hand; then a database that goes by another time
   *     altogether says nothing, either
   * @return the offset from now on
   */
  public Duration measure(ClusterStore cluster, boolean isManual) {
    long before = source.nanoTime();
    Instant there = cluster.now();
    Duration asked = Duration.ofNanos(source.nanoTime() - before);
    if (asked.compareTo(LONGEST_ASKED) < 0) {
      Instant here = source.instant().minus(asked.dividedBy(2));
      Duration ahead = Duration.between(here, there);
      boolean isOther = isManual && ahead.abs().compareTo(ANOTHER_TIME) > 0;
      offset = isOther ? offset : ahead;
    }
    return offset;
  }

  /** How far the database's clock is ahead, as far as is known. */
  public Duration offset() {
    return offset;
  }

  @Override
  public Instant instant() {
    return source.instant().plus(offset);
  }

  @Override
  public long nanoTime() {
    return source.nanoTime();
  }
}
