package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Whether and when a failed run is tried again. Only a failure is retried (a non-zero exit code or
 * an exception), never a time-out, a cancelled or a lost run. Immutable.
 *
 * <p>The delay before retry <i>n</i> (from 1) is {@code delay} for {@link Backoff#FIXED}, and
 * {@code delay · 2ⁿ⁻¹}, at most {@code maxDelay}, for {@link Backoff#EXPONENTIAL}; then a random
 * part of it between {@code -jitter} and {@code +jitter} is added.
 *
 * @param count how many retries may follow the first attempt; 0 for none
 * @param delay before the first retry
 * @param backoff how the delay grows
 * @param maxDelay the longest delay, before jitter
 * @param jitter from 0 (none) to 1
 */
public record Retry(int count, Duration delay, Backoff backoff, Duration maxDelay, double jitter) {

  /** How the delay grows from one retry to the next. */
  public enum Backoff {
    /** It stays the same. */
    FIXED,
    /** It doubles. */
    EXPONENTIAL
  }

  private static final Duration DEFAULT_DELAY = Duration.ofSeconds(10);
  private static final Duration DEFAULT_MAX_DELAY = Duration.ofHours(1);
  private static final int MAX_COUNT = 1_000;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is out of its range; a delay is zero, or from 1 ms to
   *     36,525 days in whole milliseconds
   */
  public Retry {
    Objects.requireNonNull(backoff, "backoff");
    if (count < 0 || count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "retry.count must be from 0 to " + MAX_COUNT + ", but got " + count);
    }
    TimeBounds.duration("retry.delay", delay);
    TimeBounds.duration("retry.maxDelay", maxDelay);
    if (maxDelay.compareTo(delay) < 0) {
      throw new IllegalArgumentException(
          "retry.maxDelay must be at least the delay " + delay + ", but got " + maxDelay);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("retry.jitter must be from 0 to 1, but got " + jitter);
    }
    jitter += 0.0; // no negative zero, which stores do not keep
  }

  /** No retries. */
  public static Retry none() {
    return times(0);
  }

  /** So many retries, 10 s apart unless told otherwise. */
  public static Retry times(int count) {
    return new Retry(count, DEFAULT_DELAY, Backoff.FIXED, DEFAULT_MAX_DELAY, 0);
  }

  /** A copy with the same delay before every retry; replaces an exponential one. */
  public Retry fixed(Duration delay) {
    return new Retry(count, delay, Backoff.FIXED, longer(delay, maxDelay), jitter);
  }

  /** A copy with a delay that doubles from this one on; replaces a fixed one. */
  public Retry exponential(Duration delay) {
    return new Retry(count, delay, Backoff.EXPONENTIAL, longer(delay, maxDelay), jitter);
  }

  /** A copy whose delays grow no longer than this. */
  public Retry maxDelay(Duration maximum) {
    return new Retry(count, delay, backoff, maximum, jitter);
  }

  /** A copy whose delays vary by this part of themselves, from 0 to 1. */
  public Retry jitter(double part) {
    return new Retry(count, delay, backoff, maxDelay, part);
  }

  /**
   * The delay before a retry.
   *
   * @param retry 1 for the first
   * @param seed decides the random part: equal seeds give equal delays
   * @throws IllegalArgumentException if {@code retry} is less than 1
   */
  public Duration delayBefore(int retry, long seed) {
    if (retry < 1) {
      throw new IllegalArgumentException("Retries are counted from 1, but got " + retry);
    }
    double millis = delay.toMillis();
    if (backoff == Backoff.EXPONENTIAL) {
      millis = Math.min(millis * Math.pow(2, retry - 1), maxDelay.toMillis());
    }
    if (jitter > 0) {
      millis += millis * jitter * (2 * new SplittableRandom(seed + retry).nextDouble() - 1);
    }
    return Duration.ofMillis((long) millis);
  }

  private static Duration longer(Duration one, Duration other) {
    return TimeBounds.duration("retry.delay", one).compareTo(other) > 0 ? one : other;
  }
}
