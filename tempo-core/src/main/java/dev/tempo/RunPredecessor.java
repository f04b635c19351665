package dev.tempo;

import dev.tempo.schedule.FollowCondition;
import java.util.Objects;
import java.util.UUID;

/**
 * After which run another one comes.
 *
 * @param runId the run, of several attempts the first; of several jobs that of which the end came
 *     last
 * @param condition how that must have ended
 */
public record RunPredecessor(UUID runId, FollowCondition condition) {
  /** Checks that nothing is null. */
  public RunPredecessor {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(condition, "condition");
  }

  /** Whether a run has ended as the condition says; never as long as it has not ended. */
  public static boolean holds(FollowCondition condition, RunStatus status) {
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(status, "status");
    return switch (status) {
      case QUEUED, RUNNING, SKIPPED -> false;
      case SUCCESS -> condition != FollowCondition.ON_FAILURE;
      case FAILURE, TIMEOUT, LOST -> condition != FollowCondition.ON_SUCCESS;
      case CANCELLED -> condition == FollowCondition.ALWAYS;
    };
  }
}
