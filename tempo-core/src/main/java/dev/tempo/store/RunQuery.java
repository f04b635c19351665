package dev.tempo.store;

import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.EnumSet;
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
    Filter filter, Set<RunStatus> statuses, Set<RunCause> causes, Window window, Page page) {

  /** All runs, the newest 100. */
  public static final RunQuery ALL =
      new RunQuery(
          new Filter(Set.of(), Optional.empty(), Optional.empty(), Text.ANY, Optional.empty()),
          Set.of(),
          Set.of(),
          new Window(Optional.empty(), Optional.empty()),
          new Page(Optional.empty(), 100, Order.NEWEST_FIRST));

  /**
   * Copies the sets.
   *
   * @throws NullPointerException if anything is null
   */
  public RunQuery {
    Objects.requireNonNull(statuses, "statuses");
    Objects.requireNonNull(causes, "causes");
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
   * @param startedBy only started by this one; empty for all
   * @param visibility only of this; empty for all
   * @param text with which text
   * @param label only filed under this; empty for all
   */
  public record Filter(
      Set<UUID> jobs,
      Optional<String> startedBy,
      Optional<RunVisibility> visibility,
      Text text,
      Optional<String> label) {

    /**
     * Copies the set.
     *
     * @throws NullPointerException if anything is null
     */
    public Filter {
      Objects.requireNonNull(jobs, "jobs");
      jobs = Set.copyOf(jobs);
      Objects.requireNonNull(startedBy, "startedBy");
      Objects.requireNonNull(visibility, "visibility");
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(label, "label");
    }

    private Filter withJobs(Set<UUID> others) {
      return new Filter(others, startedBy, visibility, text, label);
    }

    private Filter withStartedBy(String starter) {
      return new Filter(jobs, Optional.of(starter), visibility, text, label);
    }

    /** Returns a copy for runs of another scope; of all, if it is empty. */
    public Filter withVisibility(Optional<RunVisibility> scope) {
      return new Filter(jobs, startedBy, scope, text, label);
    }

    private Filter withText(Text text) {
      return new Filter(jobs, startedBy, visibility, this.text.and(text), label);
    }

    private Filter withLabel(String label) {
      return new Filter(jobs, startedBy, visibility, text, Optional.of(label));
    }

    private boolean contains(Run run) {
      return (jobs.isEmpty() || jobs.contains(run.jobId()))
          && (startedBy.isEmpty() || startedBy.equals(run.request().origin().startedBy()))
          && visibility.map(some -> some.contains(run)).orElse(true)
          && text.contains(run)
          && (label.isEmpty() || label.equals(run.label()));
    }
  }

  /** Which text runs execute, and what that tells; each is narrower than the one before. */
  public enum Text {
    /** Whichever. */
    ANY,
    /** What their jobs say, and not one that was tried out. */
    SAVED,
    /** What their jobs say, as work that ends by itself. */
    REGULAR,
    /** The same, failed for good without anybody having acknowledged that. */
    DEAD_LETTERS;

    private static final Set<RunStatus> FAILED =
        EnumSet.of(RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.LOST);

    private boolean contains(Run run) {
      return switch (this) {
        case ANY -> true;
        case SAVED -> !run.isUnsaved();
        case REGULAR -> run.isRegular();
        case DEAD_LETTERS -> run.isRegular() && FAILED.contains(run.status());
      };
    }

    private Text and(Text other) {
      return compareTo(other) < 0 ? other : this;
    }
  }

  /**
   * Bounds of the time at which runs were queued.
   *
   * @param from inclusive; empty for none
   * @param to exclusive; empty for none
   */
  public record Window(Optional<Instant> from, Optional<Instant> to) {

    /**
     * Moves bounds that are not in the years 1970 to 9999 to the nearest that are.
     *
     * @throws NullPointerException if anything is null
     */
    public Window {
      Objects.requireNonNull(to, "to");
      Objects.requireNonNull(from, "from");
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

    /**
     * Checks the limit.
     *
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if the limit is below 1
     */
    public Page {
      Objects.requireNonNull(before, "before");
      if (limit < 1) {
        throw new InvalidValueException(ValueMessages.PAGE_SIZE.of(limit));
      }
      Objects.requireNonNull(order, "order");
    }
  }

  /**
   * Returns a copy for one job.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withJob(UUID job) {
    Objects.requireNonNull(job, "job");
    return withJobs(Set.of(job));
  }

  /** Returns a copy for some jobs; for all if there are none. */
  public RunQuery withJobs(Set<UUID> jobs) {
    return withFilter(filter.withJobs(jobs));
  }

  /**
   * Returns a copy for runs that one has started.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withStartedBy(String starter) {
    Objects.requireNonNull(starter, "starter");
    return withFilter(filter.withStartedBy(starter));
  }

  /**
   * Returns a copy for runs of a scope alone.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withVisibility(RunVisibility scope) {
    Objects.requireNonNull(scope, "scope");
    return withFilter(filter.withVisibility(Optional.of(scope)));
  }

  /**
   * Returns a copy without runs that are {@linkplain Run#isUnsaved unsaved}: for those that say
   * what becomes of a job's own script.
   */
  public RunQuery withSavedOnly() {
    return withFilter(filter.withText(Text.SAVED));
  }

  /**
   * Returns a copy for {@linkplain Run#isRegular regular} runs. Whatever tells how a job goes is
   * asked of these alone: what somebody tries out, or keeps open, says nothing about it.
   */
  public RunQuery withRegularOnly() {
    return withFilter(filter.withText(Text.REGULAR));
  }

  /**
   * Returns a copy for dead letters: {@linkplain Run#isRegular regular} runs that ended as {@link
   * RunStatus#FAILURE}, {@link RunStatus#TIMEOUT} or {@link RunStatus#LOST}, that nothing tries
   * again, and that nobody has acknowledged ({@link dev.tempo.Scheduler#acknowledge}) or had run
   * again ({@link dev.tempo.Scheduler#requeue}).
   */
  public RunQuery withDeadLettersOnly() {
    return withFilter(filter.withText(Text.DEAD_LETTERS));
  }

  /**
   * Returns a copy for runs that are filed under a label; see {@link Run#label}.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withLabel(String label) {
    Objects.requireNonNull(label, "label");
    return withFilter(filter.withLabel(label));
  }

  /**
   * Returns a copy for runs in one of these states.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withStatus(RunStatus... requested) {
    Objects.requireNonNull(requested, "requested");
    return new RunQuery(filter, Set.of(requested), causes, window, page);
  }

  /**
   * Returns a copy for runs with one of these causes.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withCause(RunCause... requested) {
    Objects.requireNonNull(requested, "requested");
    return new RunQuery(filter, statuses, Set.of(requested), window, page);
  }

  /**
   * Returns a copy for runs queued from this instant on.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withFrom(Instant from) {
    Objects.requireNonNull(from, "from");
    return new RunQuery(filter, statuses, causes, new Window(Optional.of(from), window.to()), page);
  }

  /**
   * Returns a copy for runs queued before this instant.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withTo(Instant to) {
    Objects.requireNonNull(to, "to");
    return new RunQuery(filter, statuses, causes, new Window(window.from(), Optional.of(to)), page);
  }

  /** Returns a copy for at most so many. */
  public RunQuery withLimit(int limit) {
    return withPage(new Page(page.before(), limit, page.order()));
  }

  /**
   * Returns a copy for what comes after this run in the list.
   *
   * @throws NullPointerException if it is null
   */
  public RunQuery withBefore(UUID runId) {
    Objects.requireNonNull(runId, "runId");
    return withPage(new Page(Optional.of(runId), page.limit(), page.order()));
  }

  /** Returns a copy in another order. */
  public RunQuery withOrder(Order order) {
    return withPage(new Page(page.before(), page.limit(), order));
  }

  /** At most so many. */
  public int limit() {
    return page.limit();
  }

  /** Whether only dead letters are wanted. */
  public boolean isOfDeadLetters() {
    return filter.text() == Text.DEAD_LETTERS;
  }

  /**
   * Whether a run is wanted, on whichever page; of dead letters, as far as the run itself can tell,
   * since only a store knows what was acknowledged.
   *
   * @throws NullPointerException if it is null
   */
  public boolean matches(Run run) {
    Objects.requireNonNull(run, "run");
    return filter.contains(run)
        && (statuses.isEmpty() || statuses.contains(run.status()))
        && (causes.isEmpty() || causes.contains(run.cause()))
        && window.contains(run.queuedAt());
  }

  private RunQuery withFilter(Filter filter) {
    return new RunQuery(filter, statuses, causes, window, page);
  }

  private RunQuery withPage(Page page) {
    return new RunQuery(filter, statuses, causes, window, page);
  }
}
