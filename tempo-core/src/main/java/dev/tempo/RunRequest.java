package dev.tempo;

import dev.tempo.task.Arguments;
import dev.tempo.task.ScriptText;
import dev.tempo.value.StoredText;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What was asked for.
 *
 * @param origin where the run comes from
 * @param arguments the job's parameters, overlaid with the run's own; in order
 * @param attempt which attempt it is
 * @param scriptSha256 of the text that it executes in the place of its job's script, as UTF-8, in
 *     hexadecimal digits; empty for that
 * @param attributes what it has besides
 */
public record RunRequest(
    RunOrigin origin,
    Arguments arguments,
    Attempt attempt,
    Optional<String> scriptSha256,
    RunAttributes attributes) {

  /**
   * Which attempt at the same work a run is.
   *
   * @param number 1 for the first
   * @param freeRetries how many earlier attempts cost no retry, since they were lost or shut down
   * @param firstRunId the run of the first attempt; empty for that run itself
   */
  public record Attempt(int number, int freeRetries, Optional<UUID> firstRunId) {

    /** The first attempt. */
    public static final Attempt FIRST = new Attempt(1, 0, Optional.empty());

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the number is less than 1, or the free retries are
     *     negative or not fewer than the number
     */
    public Attempt {
      Objects.requireNonNull(firstRunId, "firstRunId");
      if (number < 1 || freeRetries < 0 || freeRetries >= number) {
        throw new IllegalArgumentException(
            "Not an attempt: number " + number + ", of which unpaid " + freeRetries);
      }
    }

    /** How many retries have been used up, this attempt included. */
    public int retriesUsed() {
      return number - 1 - freeRetries;
    }
  }

  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   * @throws IllegalArgumentException if the digest contains NUL or half of a surrogate pair
   */
  public RunRequest {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(attempt, "attempt");
    StoredText.checked("scriptSha256", scriptSha256);
    Objects.requireNonNull(attributes, "attributes");
  }

  /** A request with the usual attributes. */
  public RunRequest(
      RunOrigin origin, Arguments arguments, Attempt attempt, Optional<String> scriptSha256) {
    this(origin, arguments, attempt, scriptSha256, RunAttributes.DEFAULT);
  }

  /** A request for the job as it is saved. */
  public RunRequest(RunOrigin origin, Arguments arguments, Attempt attempt) {
    this(origin, arguments, attempt, Optional.empty());
  }

  /** A first attempt. */
  public static RunRequest first(RunOrigin origin, Map<String, String> parameters) {
    return first(origin, Arguments.of(parameters));
  }

  /** A first attempt. */
  public static RunRequest first(RunOrigin origin, Arguments arguments) {
    return new RunRequest(origin, arguments, Attempt.FIRST);
  }

  /** A first attempt with other attributes than the usual ones. */
  public static RunRequest first(RunOrigin origin, Arguments arguments, RunAttributes attributes) {
    return new RunRequest(origin, arguments, Attempt.FIRST, Optional.empty(), attributes);
  }

  /** Returns a copy for a run that executes another text than its job's. */
  public RunRequest withScript(ScriptText script) {
    return new RunRequest(origin, arguments, attempt, Optional.of(script.sha256()), attributes);
  }

  /** Returns a copy with other attributes. */
  public RunRequest withAttributes(RunAttributes others) {
    return new RunRequest(origin, arguments, attempt, scriptSha256, others);
  }

  /** The parameters that are not secret. */
  public Map<String, String> parameters() {
    return arguments.plain();
  }

  /** 1 for the first attempt. */
  public int attemptNumber() {
    return attempt.number();
  }

  /** The run of the first attempt; empty for that run itself. */
  public Optional<UUID> firstRunId() {
    return attempt.firstRunId();
  }

  /**
   * The next attempt, after a failure.
   *
   * @param runId the run that was tried with this request
   */
  public RunRequest retry(UUID runId) {
    return next(runId, attempt.freeRetries());
  }

  /**
   * The next attempt, after one that was lost or shut down and costs no retry.
   *
   * @param runId the run that was tried with this request
   */
  public RunRequest rerun(UUID runId) {
    return next(runId, attempt.freeRetries() + 1);
  }

  private RunRequest next(UUID runId, int freeRetries) {
    Attempt next =
        new Attempt(
            attempt.number() + 1, freeRetries, Optional.of(attempt.firstRunId().orElse(runId)));
    return new RunRequest(origin.asRetry(), arguments, next, scriptSha256, attributes);
  }
}
