package dev.tempo.store;

import dev.tempo.Cause;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which runs are wanted. Immutable; start from {@link #ALL}.
 *
 * @param filter only these people's and jobs'
 * @param statuses only in one of these; empty for all
 * @param causes only for one of these; empty for all
 * @param window queued within these bounds
 * @param page which part of the result
 */
public record RunQuery(
    Filter filter, Set<RunStatus> statuses, Set<Cause> causes, Window window, Page page) {

  /** All runs, the newest 100. */
  public static final RunQuery ALL =
      new RunQuery(
          new Filter(Set.of(), Optional.empty(), Optional.empty(), Text.ANY),
          Set.of(),
          Set.of(),
          new Window(Optional.empty(), Optional.empty()),
          new Page(Optional.empty(), 100, Order.NEWEST_FIRST));

  /** Copies the sets. */
  public RunQuery {
    Objects.requireNonNull(filter, "filter");
    statuses = Set.copyOf(statuses);
    causes = Set.copyOf(causes);
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(page, "page");
  }

  /**
   * Selects runs by job, starter, visibility and text.
   *
   * @param jobs only of these jobs; empty for all
   * @param starter only started by this one; empty for all
   * @param visibility only of this; empty for all
   * @param text with which text
   */
  public record Filter(
      Set<UUID> jobs, Optional<String> starter, Optional<RunVisibility> visibility, Text text) {

    /** Copies the set. */
    public Filter {
      jobs = Set.copyOf(jobs);
      Objects.requireNonNull(starter, "starter");
      Objects.requireNonNull(visibility, "visibility");
      Objects.requireNonNull(text, "text");
    }

    private boolean contains(Run run) {
      return (jobs.isEmpty() || jobs.contains(run.jobId()))
          && (starter.isEmpty() || starter.equals(run.request().origin().startedBy()))
          && visibility.map(some -> some.contains(run)).orElse(true)
          && (text == Text.ANY || !run.isUnsaved());
    }
  }

  /** Which text runs execute. */
  public enum Text {
    /** Whichever. */
    ANY,
    /** What their jobs say, and not one that was tried out. */
    SAVED
  }

  /**
   * Bounds of the time at which runs were queued.
   *
   * @param from inclusive; empty for none
   * @param to exclusive; empty for none
   */
  public record Window(Optional<Instant> from, Optional<Instant> to) {

    /** Moves bounds that are not in the years 1970 to 9999 to the nearest that are. */
    public Window {
      from = TimeBounds.nearest(from);
      to = TimeBounds.nearest(to);
    }

    private boolean contains(Instant at) {
      return from.map(start -> !at.isBefore(start)).orElse(true)
          && to.map(at::isBefore).orElse(true);
    }
  }

  /** In which order runs come; by their ids, which is by the time at which they were queued. */
  public enum Order {
    /** Newest first. */
    NEWEST_FIRST,
    /** Oldest first. */
    OLDEST_FIRST
  }

  /**
   * A part of a list.
   *
   * @param before only what comes after this run in the list: older ones, when the newest come
   *     first; empty to start with the first
   * @param limit at least 1
   * @param order in which order
   */
  public record Page(Optional<UUID> before, int limit, Order order) {

    /** Checks the limit. */
    public Page {
      if (limit < 1) {
        throw new IllegalArgumentException("A page must hold at least 1 run, but got " + limit);
      }
      Objects.requireNonNull(order, "order");
    }
  }

  /** A copy for one job. */
  public RunQuery job(UUID job) {
    return jobs(Set.of(job));
  }

  /** A copy for some jobs; for all if there are none. */
  public RunQuery jobs(Set<UUID> jobs) {
    return whose(new Filter(jobs, filter.starter(), filter.visibility(), filter.text()));
  }

  /** A copy for runs that one has started. */
  public RunQuery starter(String starter) {
    return whose(
        new Filter(filter.jobs(), Optional.of(starter), filter.visibility(), filter.text()));
  }

  /** A copy for runs of a scope alone. */
  public RunQuery scope(RunVisibility scope) {
    return whose(new Filter(filter.jobs(), filter.starter(), Optional.of(scope), filter.text()));
  }

  /**
   * A copy without runs that are {@linkplain Run#isUnsaved unsaved}. Whatever tells how a job goes
   * is asked of these alone: what somebody tries out says nothing about it.
   */
  public RunQuery saved() {
    return whose(new Filter(filter.jobs(), filter.starter(), filter.visibility(), Text.SAVED));
  }

  /** A copy for runs in one of these states. */
  public RunQuery status(RunStatus... wanted) {
    return new RunQuery(filter, Set.of(wanted), causes, window, page);
  }

  /** A copy for runs with one of these causes. */
  public RunQuery cause(Cause... wanted) {
    return new RunQuery(filter, statuses, Set.of(wanted), window, page);
  }

  /** A copy for runs queued from this instant on. */
  public RunQuery from(Instant from) {
    return new RunQuery(filter, statuses, causes, new Window(Optional.of(from), window.to()), page);
  }

  /** A copy for runs queued before this instant. */
  public RunQuery to(Instant to) {
    return new RunQuery(filter, statuses, causes, new Window(window.from(), Optional.of(to)), page);
  }

  /** A copy for at most so many. */
  public RunQuery limit(int most) {
    return page(new Page(page.before(), most, page.order()));
  }

  /** A copy for what comes after this run in the list. */
  public RunQuery before(UUID runId) {
    return page(new Page(Optional.of(runId), page.limit(), page.order()));
  }

  /** A copy in another order. */
  public RunQuery order(Order order) {
    return page(new Page(page.before(), page.limit(), order));
  }

  /** At most so many. */
  public int limit() {
    return page.limit();
  }

  /** Whether a run is wanted, on whichever page. */
  public boolean matches(Run run) {
    return filter.contains(run)
        && (statuses.isEmpty() || statuses.contains(run.status()))
        && (causes.isEmpty() || causes.contains(run.cause()))
        && window.contains(run.queuedAt());
  }

  private RunQuery whose(Filter other) {
    return new RunQuery(other, statuses, causes, window, page);
  }

  private RunQuery page(Page other) {
    return new RunQuery(filter, statuses, causes, window, other);
  }
}
