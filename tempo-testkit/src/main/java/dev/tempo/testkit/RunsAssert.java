package dev.tempo.testkit;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Scheduler;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says what is expected of the runs of a job: which of them are meant, then what holds for these.
 * An expectation that does not hold is an {@link AssertionError} that lists the runs.
 *
 * <pre>{@code
 * assertRunsOf(tempo, job.id()).between(monday, tuesday).ran(3).allSucceeded();
 * }</pre>
 *
 * <p>Each attempt is a run. Runs that were skipped on purpose, and so never started, are counted by
 * {@link #skipped} alone. The runs are read when the assertion is made, and do not change
 * afterwards. Immutable.
 */
public final class RunsAssert {
  private static final int SHOWN = 20;

  private final String jobName;
  private final String selection;
  private final List<Run> runs;

  private RunsAssert(String jobName, String selection, List<Run> runs) {
    this.jobName = jobName;
    this.selection = selection;
    this.runs = runs;
  }

  /**
   * Begins to say what is expected of the runs of a job, which may be deleted by now.
   *
   * @param jobId the job's id
   */
  public static RunsAssert assertRunsOf(Scheduler scheduler, UUID jobId) {
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(jobId, "jobId");
    List<Run> found = new ArrayList<>();
    RunQuery query = RunQuery.ALL.withJob(jobId).withLimit(1_000);
    Optional<UUID> next;
    do {
      RunPage page = scheduler.runs(query);
      found.addAll(page.runs());
      next = page.next();
      query = next.map(query::withBefore).orElse(query);
    } while (next.isPresent());
    found.sort(Comparator.comparing(RunsAssert::at).thenComparing(Run::id));
    String name =
        found.stream()
            .findFirst()
            .map(Run::jobName)
            .or(() -> scheduler.findJob(jobId).map(dev.tempo.Job::name))
            .orElse(jobId.toString());
    return new RunsAssert(name, "", List.copyOf(found));
  }

  /**
   * Returns an assertion about the runs in a span of time alone: those that are for an instant of
   * their schedule by that, all others by when they were asked for.
   *
   * @param from inclusive
   * @param to exclusive
   * @throws IllegalArgumentException if the end is not after the beginning
   */
  public RunsAssert between(Instant from, Instant to) {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    if (!to.isAfter(from)) {
      throw new IllegalArgumentException(
          "between(from, to) needs an end after its beginning, but got " + from + " and " + to);
    }
    return where(
        " between " + from + " and " + to,
        run -> !nominal(run).isBefore(from) && nominal(run).isBefore(to));
  }

  /** Returns an assertion about the runs alone that have one of these statuses. */
  public RunsAssert withStatus(RunStatus... statuses) {
    List<RunStatus> wanted = List.copyOf(Arrays.asList(statuses));
    return where(" with status " + wanted, run -> wanted.contains(run.status()));
  }

  /** Returns an assertion about first attempts alone, without retries. */
  public RunsAssert firstAttempts() {
    return where(" that are first attempts", run -> run.attempt() == 1);
  }

  /**
   * Expects exactly this many runs that have started, whatever became of them.
   *
   * @param times how many, at least 0
   */
  public RunsAssert ran(int times) {
    long count = runs.stream().filter(run -> run.startedAt().isPresent()).count();
    return expect(count == times, "to have run " + times + " times, but it ran " + count);
  }

  /** Expects that none has started. */
  public RunsAssert neverRan() {
    return ran(0);
  }

  /** Expects exactly this many runs that were skipped. */
  public RunsAssert skipped(int times) {
    long count = runs.stream().filter(run -> run.status() == RunStatus.SKIPPED).count();
    return expect(count == times, "to have been skipped " + times + " times, but was " + count);
  }

  /** Expects that each has ended well, and that there is one. */
  public RunsAssert allSucceeded() {
    boolean all = runs.stream().allMatch(run -> run.status() == RunStatus.SUCCESS);
    return expect(
        all && !runs.isEmpty(),
        "to have only successes" + (runs.isEmpty() ? ", but none ran" : ""));
  }

  /** Expects that the last one has this status. */
  public RunsAssert last(RunStatus status) {
    Objects.requireNonNull(status, "status");
    Optional<RunStatus> found =
        runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast().status());
    return expect(
        found.equals(Optional.of(status)),
        "to end with " + status + ", but " + found.map(RunStatus::name).orElse("there is none"));
  }

  /** Expects that they started at exactly these times, in this order. */
  public RunsAssert startedAt(Instant... times) {
    List<Instant> expected = List.copyOf(Arrays.asList(times));
    List<Instant> found = runs.stream().flatMap(run -> run.startedAt().stream()).toList();
    return expect(
        found.equals(expected), "to have started at " + expected + ", but it did at " + found);
  }

  /** Expects that no two ran at the same time. */
  public RunsAssert neverOverlapped() {
    Instant busyUntil = Instant.MIN;
    boolean overlapped = false;
    for (Run run : runs.stream().filter(one -> one.startedAt().isPresent()).toList()) {
      overlapped |= run.startedAt().orElseThrow().isBefore(busyUntil);
      Instant end = run.finishedAt().orElse(Instant.MAX);
      busyUntil = end.isAfter(busyUntil) ? end : busyUntil;
    }
    return expect(!overlapped, "not to have run twice at the same time");
  }

  /** Expects that each that has ended took no longer than this. */
  public RunsAssert tookAtMost(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    boolean all =
        runs.stream()
            .flatMap(run -> run.duration().stream())
            .allMatch(took -> took.compareTo(limit) <= 0);
    return expect(all, "to have taken at most " + limit + " each");
  }

  /** Returns the runs, ordered by when they started, or were asked for; unmodifiable. */
  public List<Run> runs() {
    return runs;
  }

  private RunsAssert where(String which, Predicate<Run> condition) {
    return new RunsAssert(jobName, selection + which, runs.stream().filter(condition).toList());
  }

  private RunsAssert expect(boolean holds, String expectation) {
    if (!holds) {
      throw new AssertionError(
          "Expected '" + jobName + "'" + selection + " " + expectation + ".\n" + listed());
    }
    return this;
  }

  private String listed() {
    if (runs.isEmpty()) {
      return "It has no such runs.";
    }
    String shown =
        runs.stream().limit(SHOWN).map(RunsAssert::line).collect(Collectors.joining("\n"));
    return runs.size() <= SHOWN
        ? "Its runs:\n" + shown
        : "The first " + SHOWN + " of its " + runs.size() + " runs:\n" + shown;
  }

  private static String line(Run run) {
    return "  "
        + nominal(run)
        + " "
        + run.status()
        + ", attempt "
        + run.attempt()
        + run.startedAt().map(at -> ", started " + at).orElse("")
        + run.duration().map(took -> ", took " + took).orElse("")
        + run.error().map(error -> ": " + error.lines().findFirst().orElse("")).orElse("");
  }

  private static Instant nominal(Run run) {
    return run.scheduledFor().orElse(run.queuedAt());
  }

  private static Instant at(Run run) {
    return run.startedAt().orElse(run.queuedAt());
  }
}
