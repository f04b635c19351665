package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.RunStore;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds the attempt that follows one that has ended. */
final class NextAttempts {
  /** Only these are tried again; what was shut down is cancelled. */
  private static final Set<RunStatus> REPEATED =
      EnumSet.of(RunStatus.FAILURE, RunStatus.LOST, RunStatus.CANCELLED);

  private final RunStore runs;

  NextAttempts(RunStore runs) {
    this.runs = runs;
  }

  /**
   * The run that tries the same work again; it is durable with the end.
   *
   * @param job as it is now; empty if it is gone
   */
  Optional<UUID> after(Run ended, Optional<Job> job) {
    boolean mayFollow = job.map(Job::policy).filter(NextAttempts::repeats).isPresent();
    if (!mayFollow || !ended.isRegular() || !REPEATED.contains(ended.status())) {
      return Optional.empty();
    }
    UUID first = ended.request().firstRunId().orElse(ended.id());
    return runs.findAttempt(first, ended.attempt() + 1).map(Run::id);
  }

  private static boolean repeats(JobPolicy policy) {
    return policy.rerunIfLost() || policy.retry().count() > 0;
  }
}
