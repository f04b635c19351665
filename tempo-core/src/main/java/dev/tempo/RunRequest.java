package dev.tempo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What was asked for.
 *
 * @param origin where the run comes from
 * @param parameters the job's, overlaid with the run's own; in order
 * @param attempt 1 for the first
 * @param firstRunId the run of the first attempt; empty for that run itself
 */
public record RunRequest(
    RunOrigin origin, Map<String, String> parameters, int attempt, Optional<UUID> firstRunId) {

  /** Copies the parameters. */
  public RunRequest {
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(firstRunId, "firstRunId");
    parameters =
        parameters.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    if (attempt < 1) {
      throw new IllegalArgumentException("Attempts are counted from 1, but got " + attempt);
    }
  }

  /** A first attempt. */
  public static RunRequest first(RunOrigin origin, Map<String, String> parameters) {
    return new RunRequest(origin, parameters, 1, Optional.empty());
  }

  /**
   * The next attempt.
   *
   * @param runId the run that was tried with this request
   */
  public RunRequest next(UUID runId) {
    return new RunRequest(
        origin.retried(), parameters, attempt + 1, Optional.of(firstRunId.orElse(runId)));
  }
}
