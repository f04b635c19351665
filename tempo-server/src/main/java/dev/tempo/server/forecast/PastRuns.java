package dev.tempo.server.forecast;

import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.Trigger;
import dev.tempo.schedule.Jitter;
import dev.tempo.server.forecast.PastCounts.What;
import dev.tempo.server.runs.RunLists;
import dev.tempo.server.schedules.Warnings;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.DecisionStore;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Counts what became of the occurrences of a span that is past: each ended in one run or in one
 * entry of the ledger, so that nothing is made up from what schedules say today. A bounded number
 * of runs is looked at, the newest, and of entries and their occurrences; if there are more, it is
 * said from when on all is known. Thread-safe.
 */
final class PastRuns {
  private static final int PAGE = 500;
  private static final int MOST_RUNS = 5_000;
  private static final int MOST_ENTRIES_OF_A_JOB = 1_000;

  /** Entries and occurrences of entries that a request looks at. */
  private static final int MOST_STEPS = 200_000;

  private static final Duration GRACE = Duration.ofSeconds(60);

  private final RunLists lists;
  private final DecisionStore decisions;

  PastRuns(RunLists lists, DecisionStore decisions) {
    this.lists = lists;
    this.decisions = decisions;
  }

  /**
   * What became of them.
   *
   * @param byJob by the ids of jobs that had any
   * @param names of these jobs
   * @param knownFrom from when on that is all; empty if it is all of it
   */
  record Past(Map<UUID, PastCounts> byJob, Map<UUID, String> names, Optional<Instant> knownFrom) {}

  /**
   * Looks back.
   *
   * @param jobs those that the caller may see and is interested in
   * @param only whether runs of other jobs are left out
   */
  Past of(
      Caller caller, ForecastSpan span, Instant now, Collection<ScheduledJob> jobs, boolean only) {
    Count count = new Count(span, now);
    jobs.forEach(job -> count.jobs.put(job.id(), job));
    RunQuery query =
        RunQuery.ALL.withSavedOnly().withFrom(span.from()).withTo(span.to()).withLimit(PAGE);
    count.runs(lists, caller, only ? query.withJobs(Set.copyOf(count.jobs.keySet())) : query);
    jobs.stream().filter(job -> !job.triggers().isEmpty()).forEach(job -> entries(job, count));
    return new Past(count.byJob, count.names, count.knownFrom);
  }

  private void entries(ScheduledJob job, Count count) {
    int most = Math.min(MOST_ENTRIES_OF_A_JOB, count.steps);
    List<DecisionEntry> entries =
        decisions.entries(job.id(), count.span.from(), count.end, most + 1);
    if (entries.size() > most) {
      count.unknownUntil(count.end);
    }
    entries.stream().limit(most).forEach(entry -> count.entry(job, entry));
  }

  /** For one request. */
  private static final class Count {
    private final Map<UUID, ScheduledJob> jobs = new LinkedHashMap<>();
    private final Map<UUID, PastCounts> byJob = new LinkedHashMap<>();
    private final Map<UUID, String> names = new LinkedHashMap<>();
    private final ForecastSpan span;
    private final Instant now;
    private final Instant end;
    private Optional<Instant> knownFrom = Optional.empty();
    private int steps = MOST_STEPS;

    Count(ForecastSpan span, Instant now) {
      this.span = span;
      this.now = now;
      this.end = span.to().isBefore(now) ? span.to() : now;
    }

    /** Notes that something before an instant was not looked at. */
    private void unknownUntil(Instant at) {
      knownFrom = Optional.of(knownFrom.filter(known -> known.isAfter(at)).orElse(at));
    }

    private void runs(RunLists lists, Caller caller, RunQuery first) {
      RunQuery query = first;
      int seen = 0;
      while (true) {
        RunPage page = lists.list(query, caller);
        page.runs().forEach(this::run);
        seen += page.runs().size();
        if (page.next().isEmpty()) {
          return;
        }
        if (seen >= MOST_RUNS) {
          unknownUntil(page.runs().getLast().queuedAt());
          return;
        }
        query = query.withBefore(page.next().get());
      }
    }

    private void run(Run run) {
      Optional<Instant> nominal = run.scheduledFor().filter(at -> isOccurrence(run));
      if (nominal.isEmpty()) {
        return;
      }
      Optional<Trigger> trigger = trigger(run.jobId(), run.request().origin().triggerId());
      Duration offset =
          trigger.map(t -> Jitter.offset(t.id(), t.firing().jitter())).orElse(Duration.ZERO);
      Duration grace = trigger.map(t -> t.firing().grace()).orElse(GRACE);
      Instant due = nominal.get().plus(offset);
      names.putIfAbsent(run.jobId(), run.jobName());
      add(run.jobId(), What.PLANNED, due, 1);
      switch (run.status()) {
        case SKIPPED -> add(run.jobId(), What.SKIPPED, due, 1);
        case FAILURE, TIMEOUT, LOST -> add(run.jobId(), What.FAILED, due, 1);
        default -> {} // went well, or is on its way
      }
      if (run.startedAt().isPresent()) {
        add(run.jobId(), What.RAN, due, 1);
      }
      boolean waits = run.startedAt().isPresent() || run.status() == RunStatus.QUEUED;
      if (waits && run.startedAt().orElse(now).isAfter(due.plus(grace))) {
        add(run.jobId(), What.LATE, due, 1);
      }
    }

    private static boolean isOccurrence(Run run) {
      return run.cause() == RunCause.SCHEDULE && run.attempt() == 1;
    }

    private Optional<Trigger> trigger(UUID jobId, Optional<UUID> triggerId) {
      return Optional.ofNullable(jobs.get(jobId)).flatMap(job -> triggerId.flatMap(job::trigger));
    }

    private void entry(ScheduledJob job, DecisionEntry entry) {
      steps = Math.max(0, steps - 1);
      What what =
          entry.subject().decision() == DecisionEntry.Decision.COALESCED
              ? What.SKIPPED
              : What.MISSED;
      names.putIfAbsent(job.id(), job.name());
      DecisionEntry.Range range = entry.range();
      Optional<Trigger> trigger =
          job.trigger(entry.subject().triggerId()).filter(one -> range.count() > 1);
      long walked = trigger.map(one -> walk(job, one, range, what)).orElse(0L);
      boolean inside = !range.from().isBefore(span.from()) && range.to().isBefore(span.to());
      long rest = trigger.isEmpty() || inside ? range.count() - walked : 1;
      occurrences(job, what, range.to(), (int) Math.min(rest, Integer.MAX_VALUE));
    }

    /** Counts the occurrences of a range in the span, but for its last one. */
    private long walk(ScheduledJob job, Trigger trigger, DecisionEntry.Range range, What what) {
      Instant from = range.from().isBefore(span.from()) ? span.from() : range.from();
      Instant to = range.to().isBefore(end) ? range.to() : end;
      Iterator<Instant> found =
          Warnings.timetable(trigger, job.zone()).between(from, to).iterator();
      long walked = 0;
      while (walked < range.count() - 1 && found.hasNext()) {
        if (steps == 0) {
          unknownUntil(to);
          return walked;
        }
        occurrences(job, what, found.next(), 1);
        walked++;
        steps--;
      }
      return walked;
    }

    private void occurrences(ScheduledJob job, What what, Instant at, int count) {
      add(job.id(), what, at, count);
      add(job.id(), What.PLANNED, at, count);
    }

    private void add(UUID jobId, What what, Instant at, int count) {
      long minute = span.minuteOf(at.toEpochMilli());
      if (minute >= 0 && minute < span.minutes()) {
        byJob
            .computeIfAbsent(jobId, id -> new PastCounts(span.cells()))
            .add(what, span.cellOf((int) minute), count);
      }
    }
  }
}
