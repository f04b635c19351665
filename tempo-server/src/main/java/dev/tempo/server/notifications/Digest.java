package dev.tempo.server.notifications;

import dev.tempo.RunStatus;
import dev.tempo.server.notifications.DigestStore.Frequency;
import dev.tempo.server.notifications.DigestStore.Lateness;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What somebody's jobs did in a span of time.
 *
 * @param span which
 * @param counts how many runs ended how
 * @param complete whether these are all of the span
 * @param failing jobs with runs that failed, those that failed most first
 * @param late jobs that were late, the first first
 */
record Digest(
    Span span,
    Map<RunStatus, Long> counts,
    boolean complete,
    List<Failing> failing,
    List<Lateness> late) {

  /** Of what time, and why it is told. */
  record Span(Frequency frequency, Instant from, Instant to) {}

  /**
   * A job that failed.
   *
   * @param count how often
   * @param last when it did last
   */
  record Failing(UUID jobId, String jobName, long count, Instant last) {}

  long runs() {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  long failures() {
    return count(RunStatus.FAILURE) + count(RunStatus.TIMEOUT) + count(RunStatus.LOST);
  }

  long count(RunStatus status) {
    return counts.getOrDefault(status, 0L);
  }

  /** Whether there is nothing to tell. */
  boolean isEmpty() {
    return runs() == 0 && late.isEmpty();
  }
}
