package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.task.ResourceLimits;
import dev.tempo.value.StoredText;
import java.util.Objects;

/**
 * Sets how the runs of a job are queued, retried, ended and limited. Immutable.
 *
 * @param queue the name of the queue whose slots the runs take
 * @param overlap what happens when two runs of the job meet
 * @param retry whether failed runs are tried again
 * @param termination how and when runs are ended
 * @param limits what a script may use
 * @param rerunIfLost whether a run that was lost with its process is repeated; otherwise a run
 *     starts at most once
 * @param priority the precedence of the runs in their queue, {@value RunAttributes#MIN_PRIORITY} to
 *     {@value RunAttributes#MAX_PRIORITY}, unless a request names another; see {@link
 *     RunAttributes#priority()}
 * @param deleteWhenDone whether the job is deleted once it has nothing left to do; see {@link
 *     Job.Builder#deleteWhenDone()}
 * @param nodes on which nodes runs are executed, and when those of a silent node are lost
 */
public record JobPolicy(
    String queue,
    OverlapPolicy overlap,
    RetryPolicy retry,
    TerminationPolicy termination,
    ResourceLimits limits,
    boolean rerunIfLost,
    int priority,
    boolean deleteWhenDone,
    NodePolicy nodes) {

  /** The name of the queue that jobs use unless told otherwise. */
  public static final String DEFAULT_QUEUE = "default";

  /**
   * The name of the queue of all {@linkplain RunType#SERVICE services}, which has no limit unless
   * it is given one.
   */
  public static final String SERVICE_QUEUE = "@services";

  /**
   * The default queue, {@link OverlapPolicy#QUEUE}, no retries, no time-out, no limits, lost runs
   * not repeated.
   */
  public static final JobPolicy DEFAULT =
      new JobPolicy(
          DEFAULT_QUEUE,
          OverlapPolicy.QUEUE,
          RetryPolicy.none(),
          TerminationPolicy.DEFAULT,
          ResourceLimits.NONE,
          false);

  /**
   * Of the usual priority, of a job that is kept, on any node.
   *
   * @throws IllegalArgumentException if the queue's name is blank, or contains NUL or half of a
   *     surrogate pair
   */
  public JobPolicy(
      String queue,
      OverlapPolicy overlap,
      RetryPolicy retry,
      TerminationPolicy termination,
      ResourceLimits limits,
      boolean rerunIfLost) {
    this(queue, overlap, retry, termination, limits, rerunIfLost, 0, false, NodePolicy.ANY);
  }

  /**
   * Checks that nothing is null, the queue has a name, and the priority is in its range.
   *
   * @throws IllegalArgumentException if the queue's name is blank, or contains NUL or half of a
   *     surrogate pair, or the priority is out of its range
   */
  public JobPolicy {
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(overlap, "overlap");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(termination, "termination");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(nodes, "nodes");
    if (queue.isBlank()) {
      throw new InvalidValueException(ValueMessages.BLANK_QUEUE.of());
    }
    StoredText.checked("A queue's name", queue);
    RunAttributes.checkPriority(priority);
  }

  /**
   * Returns a copy on another queue.
   *
   * @throws IllegalArgumentException if the name is blank, or contains NUL or half of a surrogate
   *     pair
   */
  public JobPolicy withQueue(String queue) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /** Returns a copy with another overlap policy. */
  public JobPolicy withOverlap(OverlapPolicy overlap) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /** Returns a copy with another retry policy. */
  public JobPolicy withRetry(RetryPolicy retry) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /** Returns a copy with another termination policy. */
  public JobPolicy withTermination(TerminationPolicy termination) {
    Objects.requireNonNull(termination, "termination");
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /** Returns a copy with other resource limits. */
  public JobPolicy withLimits(ResourceLimits limits) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /** Returns a copy that repeats runs that were lost with their process, or does not. */
  public JobPolicy withRerunIfLost(boolean rerunIfLost) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /**
   * Returns a copy with another priority.
   *
   * @throws IllegalArgumentException if it is not {@value RunAttributes#MIN_PRIORITY} to {@value
   *     RunAttributes#MAX_PRIORITY}
   */
  public JobPolicy withPriority(int priority) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /** Returns a copy of a job that is deleted once it has nothing left to do, or is not. */
  public JobPolicy withDeleteWhenDone(boolean deleteWhenDone) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }

  /** Returns a copy with another policy on nodes. */
  public JobPolicy withNodes(NodePolicy nodes) {
    return new JobPolicy(
        queue, overlap, retry, termination, limits, rerunIfLost, priority, deleteWhenDone, nodes);
  }
}
