package dev.tempo;

import dev.tempo.task.Limits;
import dev.tempo.value.StoredText;
import java.util.Objects;

/**
 * How a job's runs are treated. Immutable; the methods that look like setters return changed
 * copies.
 *
 * @param queue the name of the queue whose slots the runs take
 * @param overlap what happens when two runs of the job meet
 * @param retry whether failed runs are tried again
 * @param ending how and when runs are ended
 * @param limits what a script may use
 */
public record JobPolicy(String queue, Overlap overlap, Retry retry, Ending ending, Limits limits) {

  /** The name of the queue that jobs use unless told otherwise. */
  public static final String DEFAULT_QUEUE = "default";

  /** The default queue, {@link Overlap#QUEUE}, no retries, no time-out, no limits. */
  public static final JobPolicy DEFAULT =
      new JobPolicy(DEFAULT_QUEUE, Overlap.QUEUE, Retry.none(), Ending.DEFAULT, Limits.NONE);

  /** Checks that nothing is null and the queue has a name. */
  public JobPolicy {
    Objects.requireNonNull(overlap, "overlap");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(ending, "ending");
    Objects.requireNonNull(limits, "limits");
    if (queue.isBlank()) {
      throw new IllegalArgumentException("A queue's name must not be blank");
    }
    StoredText.checked("A queue's name", queue);
  }

  /** A copy on another queue. */
  public JobPolicy queue(String name) {
    return new JobPolicy(name, overlap, retry, ending, limits);
  }

  /** A copy with another overlap policy. */
  public JobPolicy overlap(Overlap changed) {
    return new JobPolicy(queue, changed, retry, ending, limits);
  }

  /** A copy with other retries. */
  public JobPolicy retry(Retry changed) {
    return new JobPolicy(queue, overlap, changed, ending, limits);
  }

  /** A copy whose runs are ended in another way. */
  public JobPolicy ending(Ending changed) {
    return new JobPolicy(queue, overlap, retry, changed, limits);
  }

  /** A copy with other limits. */
  public JobPolicy limits(Limits changed) {
    return new JobPolicy(queue, overlap, retry, ending, changed);
  }
}
