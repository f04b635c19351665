package dev.tempo.store;

import dev.tempo.Run;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Restricts a query to the runs that a user may see: those that match at least one of its members.
 * Immutable.
 *
 * @param starter runs that this one started
 * @param jobs all runs of these jobs
 * @param unstarted runs of these jobs that nobody started, as those of a schedule
 * @param runs these runs; meant to be few
 */
public record RunVisibility(String starter, Set<UUID> jobs, Set<UUID> unstarted, Set<UUID> runs) {

  /** Copies the sets. */
  public RunVisibility {
    Objects.requireNonNull(unstarted, "unstarted");
    Objects.requireNonNull(runs, "runs");
    Objects.requireNonNull(jobs, "jobs");
    Objects.requireNonNull(starter, "starter");
    jobs = Set.copyOf(jobs);
    unstarted = Set.copyOf(unstarted);
    runs = Set.copyOf(runs);
  }

  /** Whether a run belongs to it. */
  public boolean contains(Run run) {
    return runs.contains(run.id())
        || containsBeside(run.jobId(), run.request().origin().startedBy());
  }

  /** Whether a run of a job belongs to it, even if it is not one of {@link #runs()}. */
  public boolean containsBeside(UUID jobId, Optional<String> startedBy) {
    return startedBy.map(starter::equals).orElseGet(() -> unstarted.contains(jobId))
        || jobs.contains(jobId);
  }
}
