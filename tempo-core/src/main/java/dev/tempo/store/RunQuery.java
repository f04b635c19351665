package dev.tempo.store;

import dev.tempo.Cause;
import dev.tempo.RunStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which runs are wanted. Immutable; start from {@link #ALL}.
 *
 * @param jobId only of this job; empty for all
 * @param statuses only in one of these; empty for all
 * @param causes only for one of these; empty for all
 * @param window queued within these bounds
 * @param page which part of the result
 */
public record RunQuery(
    Optional<UUID> jobId, Set<RunStatus> statuses, Set<Cause> causes, Window window, Page page) {

  /** All runs, the newest 100. */
  public static final RunQuery ALL =
      new RunQuery(
          Optional.empty(),
          Set.of(),
          Set.of(),
          new Window(Optional.empty(), Optional.empty()),
          new Page(Optional.empty(), 100));

  /** Copies the sets. */
  public RunQuery {
    Objects.requireNonNull(jobId, "jobId");
    statuses = Set.copyOf(statuses);
    causes = Set.copyOf(causes);
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(page, "page");
  }

  /**
   * Bounds of the time at which runs were queued.
   *
   * @param from inclusive; empty for none
   * @param to exclusive; empty for none
   */
  public record Window(Optional<Instant> from, Optional<Instant> to) {}

  /**
   * A part of a list.
   *
   * @param before only runs older than this one; empty to start with the newest
   * @param limit at least 1
   */
  public record Page(Optional<UUID> before, int limit) {

    /** Checks the limit. */
    public Page {
      if (limit < 1) {
        throw new IllegalArgumentException("A page must hold at least 1 run, but got " + limit);
      }
    }
  }

  /** A copy for one job. */
  public RunQuery job(UUID job) {
    return new RunQuery(Optional.of(job), statuses, causes, window, page);
  }

  /** A copy for runs in one of these states. */
  public RunQuery status(RunStatus... wanted) {
    return new RunQuery(jobId, Set.of(wanted), causes, window, page);
  }

  /** A copy for runs with one of these causes. */
  public RunQuery cause(Cause... wanted) {
    return new RunQuery(jobId, statuses, Set.of(wanted), window, page);
  }

  /** A copy for runs queued from this instant on. */
  public RunQuery from(Instant from) {
    return new RunQuery(jobId, statuses, causes, new Window(Optional.of(from), window.to()), page);
  }

  /** A copy for runs queued before this instant. */
  public RunQuery to(Instant to) {
    return new RunQuery(jobId, statuses, causes, new Window(window.from(), Optional.of(to)), page);
  }

  /** A copy for at most so many. */
  public RunQuery limit(int most) {
    return new RunQuery(jobId, statuses, causes, window, new Page(page.before(), most));
  }

  /** A copy for what comes after this run, which is older. */
  public RunQuery before(UUID runId) {
    return new RunQuery(
        jobId, statuses, causes, window, new Page(Optional.of(runId), page.limit()));
  }

  /** At most so many. */
  public int limit() {
    return page.limit();
  }
}
