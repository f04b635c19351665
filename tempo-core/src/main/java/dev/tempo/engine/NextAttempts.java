package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds the attempt that follows one that has ended. */
final class NextAttempts {
  private static final int PAGE = 1_000;

  /** Only these are tried again; what was shut down is cancelled. */
  private static final Set<RunStatus> REPEATED =
      EnumSet.of(RunStatus.FAILURE, RunStatus.LOST, RunStatus.CANCELLED);

  private final RunStore runs;

  NextAttempts(RunStore runs) {
    this.runs = runs;
  }

  /**
   * Reads the runs of its job that were made since; a next attempt is durable with the end, and ids
   * go on from the greatest, whatever the clock says.
   *
   * @param job as it is now; empty if it is gone
   */
  Optional<UUID> after(Run ended, Optional<Job> job) {
    boolean mayFollow = job.map(Job::policy).filter(NextAttempts::repeats).isPresent();
    if (!mayFollow || !ended.isRegular() || !REPEATED.contains(ended.status())) {
      return Optional.empty();
    }
    RunQuery since =
        RunQuery.ALL
            .withJob(ended.jobId())
            .withOrder(RunQuery.Order.OLDEST_FIRST)
            .withBefore(ended.id())
            .withLimit(PAGE);
    Optional<RunQuery> next = Optional.of(since);
    while (next.isPresent()) {
      RunPage page = runs.list(next.get());
      Optional<UUID> found =
          page.runs().stream().filter(run -> follows(run, ended)).map(Run::id).findFirst();
      if (found.isPresent()) {
        return found;
      }
      next = page.next().map(since::withBefore);
    }
    return Optional.empty();
  }

  private static boolean repeats(JobPolicy policy) {
    return policy.rerunIfLost() || policy.retry().count() > 0;
  }

  private static boolean follows(Run run, Run ended) {
    UUID first = ended.request().firstRunId().orElse(ended.id());
    return run.request().firstRunId().equals(Optional.of(first))
        && run.attempt() == ended.attempt() + 1;
  }
}
