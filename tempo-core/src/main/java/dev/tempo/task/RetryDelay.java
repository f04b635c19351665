package dev.tempo.task;

import java.time.Duration;

/**
 * Computes how long to wait before a failed handler is tried again, from the exception with which
 * it failed, such as the time that a service has asked for. Called on the thread that ran the
 * handler; must be thread-safe.
 */
@FunctionalInterface
public interface RetryDelay {

  /**
   * Returns the delay before the next attempt.
   *
   * @param retryNumber 1 for the first retry
   * @param failure what the handler threw; never null
   * @param usual what the job's retry policy says, jitter included
   * @return zero, or from 1 ms to 36,525 days in whole milliseconds; for anything else, and if this
   *     throws, the usual delay counts and the log says so
   */
  Duration before(int retryNumber, Throwable failure, Duration usual);
}
