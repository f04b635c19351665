package dev.tempo.server.jobs;

import dev.tempo.JobPolicy;
import dev.tempo.OrphanPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.Json;
import dev.tempo.task.ResourceLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How a job's runs are treated, as the API shows it among the job's other fields. */
public record PolicyResponse(
    String queue,
    OverlapPolicy overlap,
    Optional<Number> timeoutSeconds,
    Number graceSeconds,
    OrphanPolicy leftovers,
    Retry retry,
    boolean rerunIfLost,
    Limits limits,
    int priority,
    boolean deleteWhenDone,
    List<String> nodeLabels,
    Optional<Number> lostAfterSeconds)
    implements ApiResponse {

  /** Of a policy. */
  public static PolicyResponse of(JobPolicy policy) {
    return new PolicyResponse(
        policy.queue(),
        policy.overlap(),
        policy.termination().timeout().map(Json::seconds),
        Json.seconds(policy.termination().grace()),
        policy.termination().orphans(),
        Retry.of(policy.retry()),
        policy.rerunIfLost(),
        Limits.of(policy.limits()),
        policy.priority(),
        policy.deleteWhenDone(),
        policy.nodes().labelTexts(),
        policy.nodes().lostAfter().map(Json::seconds));
  }

  record Retry(
      int count,
      Number delaySeconds,
      RetryPolicy.Backoff backoff,
      Number maxDelaySeconds,
      double jitter,
      List<Integer> retryOnExitCodes,
      List<Integer> abortOnExitCodes)
      implements ApiResponse {

    static Retry of(RetryPolicy retry) {
      return new Retry(
          retry.count(),
          Json.seconds(retry.delay()),
          retry.backoff(),
          Json.seconds(retry.maxDelay()),
          retry.jitter(),
          retry.conditions().retryOnExitCodes().stream().sorted().toList(),
          retry.conditions().abortOnExitCodes().stream().sorted().toList());
    }
  }

  record Limits(
      OptionalLong memoryBytes,
      OptionalInt cpuPercent,
      OptionalInt processes,
      OptionalLong outputBytes,
      OptionalInt nice)
      implements ApiResponse {

    static Limits of(ResourceLimits limits) {
      return new Limits(
          limits.memoryBytes(),
          limits.cpuPercent(),
          limits.processes(),
          limits.outputBytes(),
          limits.nice());
    }
  }
}
