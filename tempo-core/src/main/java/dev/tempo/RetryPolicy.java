package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Sets whether and when failed runs are retried. Only a failure is retried (a non-zero exit code or
 * an exception) that its {@link RetryConditions} allow, never a time-out, a cancelled or a lost
 * run. Immutable.
 *
 * <p>The delay before retry <i>n</i> (from 1) is {@code delay} for {@link Backoff#FIXED}, and
 * {@code delay · 2ⁿ⁻¹}, at most {@code maxDelay}, for {@link Backoff#EXPONENTIAL}; then a random
 * part of it between {@code -jitter} and {@code +jitter} is added.
 *
 * {@snippet file="dev/tempo/snippets/PolicySnippetsTest.java" region="backoff"}
 *
 * @param count how many retries may follow the first attempt; 0 for none
 * @param delay before the first retry
 * @param backoff how the delay grows
 * @param maxDelay the longest delay, before jitter
 * @param jitter from 0 (none) to 1
 * @param conditions which failures are retried
 */
public record RetryPolicy(
    int count,
    Duration delay,
    Backoff backoff,
    Duration maxDelay,
    double jitter,
    RetryConditions conditions) {

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
  public RetryPolicy {
    Objects.requireNonNull(backoff, "backoff");
    Objects.requireNonNull(conditions, "conditions");
    if (count < 0 || count > MAX_COUNT) {
      throw new InvalidValueException(ValueMessages.RANGE.of("retry.count", 0, MAX_COUNT, count));
    }
    TimeBounds.duration("retry.delay", delay);
    TimeBounds.duration("retry.maxDelay", maxDelay);
    if (maxDelay.compareTo(delay) < 0) {
      throw new InvalidValueException(ValueMessages.MAX_DELAY.of(delay, maxDelay));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new InvalidValueException(ValueMessages.RANGE.of("retry.jitter", 0, 1, jitter));
    }
    jitter += 0.0; // no negative zero, which stores do not keep
  }

  /**
   * A policy that retries every failure.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RetryPolicy(int count, Duration delay, Backoff backoff, Duration maxDelay, double jitter) {
    this(count, delay, backoff, maxDelay, jitter, RetryConditions.ANY);
  }

  /** Returns a policy without retries. */
  public static RetryPolicy none() {
    return times(0);
  }

  /**
   * Returns a policy with the given number of retries and a fixed delay of 10 seconds.
   *
   * @param count from 0 to 1,000
   * @throws IllegalArgumentException if the count is out of its range
   */
  public static RetryPolicy times(int count) {
    return new RetryPolicy(count, DEFAULT_DELAY, Backoff.FIXED, DEFAULT_MAX_DELAY, 0);
  }

  /**
   * Returns a copy with the same delay before every retry; replaces the delay and the backoff. The
   * maximum, which a fixed delay does not use, becomes an hour, or the delay if that is longer.
   *
   * @param delay zero, or from 1 ms to 36,525 days in whole milliseconds
   * @throws NullPointerException if the delay is null
   * @throws IllegalArgumentException if the delay is out of its range
   */
  public RetryPolicy withDelay(Duration delay) {
    TimeBounds.duration("retry.delay", delay);
    Duration unused = delay.compareTo(DEFAULT_MAX_DELAY) > 0 ? delay : DEFAULT_MAX_DELAY;
    return new RetryPolicy(count, delay, Backoff.FIXED, unused, jitter, conditions);
  }

  /**
   * Returns a copy whose delay doubles from retry to retry: {@code delay · 2ⁿ⁻¹} before retry
   * <i>n</i> (from 1), at most {@code maxDelay}; replaces the delay, the backoff and the maximum.
   *
   * @param delay before the first retry; zero, or from 1 ms to 36,525 days in whole milliseconds
   * @param maxDelay the longest delay, before jitter; at least {@code delay}
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if one is out of its range, or the maximum is less than the
   *     delay
   */
  public RetryPolicy withBackoff(Duration delay, Duration maxDelay) {
    return new RetryPolicy(count, delay, Backoff.EXPONENTIAL, maxDelay, jitter, conditions);
  }

  /**
   * Returns a copy whose delays vary by a random part of themselves.
   *
   * @param fraction from 0 (none) to 1: a delay is multiplied by a number from {@code 1 - fraction}
   *     to {@code 1 + fraction}
   * @throws IllegalArgumentException if it is out of its range
   */
  public RetryPolicy withJitter(double fraction) {
    return new RetryPolicy(count, delay, backoff, maxDelay, fraction, conditions);
  }

  /** Returns a copy that retries these failures; replaces all conditions. */
  public RetryPolicy withConditions(RetryConditions conditions) {
    return new RetryPolicy(count, delay, backoff, maxDelay, jitter, conditions);
  }

  /**
   * Returns a copy that retries handlers which fail by one of these exceptions, and by no others;
   * replaces those of an earlier call.
   *
   * @param types exceptions, which stand for their subclasses, too; an exception with one of them
   *     as a cause matches
   */
  @SafeVarargs
  public final RetryPolicy withRetryOn(Class<? extends Throwable>... types) {
    Set<String> names = new HashSet<>();
    for (Class<? extends Throwable> type : Objects.requireNonNull(types, "types")) {
      names.add(Objects.requireNonNull(type, "types").getName());
    }
    return withConditions(
        new RetryConditions(
            names,
            conditions.abortOn(),
            conditions.retryOnExitCodes(),
            conditions.abortOnExitCodes()));
  }

  /**
   * Returns a copy that does not retry handlers which fail by one of these exceptions; replaces
   * those of an earlier call.
   *
   * @param types exceptions, which stand for their subclasses, too; an exception with one of them
   *     as a cause matches
   */
  @SafeVarargs
  public final RetryPolicy withAbortOn(Class<? extends Throwable>... types) {
    Set<String> names = new HashSet<>();
    for (Class<? extends Throwable> type : Objects.requireNonNull(types, "types")) {
      names.add(Objects.requireNonNull(type, "types").getName());
    }
    return withConditions(
        new RetryConditions(
            conditions.retryOn(),
            names,
            conditions.retryOnExitCodes(),
            conditions.abortOnExitCodes()));
  }

  /**
   * Returns a copy that retries scripts which end with one of these exit codes, and with no others;
   * replaces those of an earlier call.
   *
   * @param codes from 1 to 255; none for all
   * @throws IllegalArgumentException if one is out of its range
   */
  public RetryPolicy withRetryOnExitCodes(int... codes) {
    return withConditions(
        new RetryConditions(
            conditions.retryOn(),
            conditions.abortOn(),
            numbers(codes),
            conditions.abortOnExitCodes()));
  }

  /**
   * Returns a copy that does not retry scripts which end with one of these exit codes; replaces
   * those of an earlier call.
   *
   * @param codes from 1 to 255
   * @throws IllegalArgumentException if one is out of its range
   */
  public RetryPolicy withAbortOnExitCodes(int... codes) {
    return withConditions(
        new RetryConditions(
            conditions.retryOn(),
            conditions.abortOn(),
            conditions.retryOnExitCodes(),
            numbers(codes)));
  }

  /**
   * Returns the delay before a retry.
   *
   * @param retryNumber 1 for the first
   * @param seed decides the random part: equal seeds give equal delays
   * @throws IllegalArgumentException if {@code retry} is less than 1
   */
  public Duration delay(int retryNumber, long seed) {
    if (retryNumber < 1) {
      throw new IllegalArgumentException("Retries are counted from 1, but got " + retryNumber);
    }
    double millis = delay.toMillis();
    if (backoff == Backoff.EXPONENTIAL) {
      millis = Math.min(millis * Math.pow(2, retryNumber - 1), maxDelay.toMillis());
    }
    if (jitter > 0) {
      millis += millis * jitter * (2 * new SplittableRandom(seed + retryNumber).nextDouble() - 1);
    }
    return Duration.ofMillis((long) millis);
  }

  private static Set<Integer> numbers(int[] codes) {
    return Arrays.stream(Objects.requireNonNull(codes, "codes"))
        .boxed()
        .collect(Collectors.toSet());
  }
}
