package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.server.schedules.Warnings;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Lists the next scheduled runs of the jobs that a caller may see. Thread-safe. */
public final class UpcomingRuns {
  private static final int LOOKED_AT = 10_000;

  private final JobService jobs;
  private final TriggerStore triggers;

  /** Over jobs and how far their triggers have come. */
  public UpcomingRuns(JobService jobs, TriggerStore triggers) {
    this.jobs = jobs;
    this.triggers = triggers;
  }

  /**
   * A fire that lies ahead.
   *
   * @param jobId of which job
   * @param jobName its name
   * @param triggerId by which trigger
   * @param at when
   */
  public record ScheduledRun(UUID jobId, String jobName, UUID triggerId, Instant at) {}

  /**
   * The next fires, the earliest first. A trigger that fires often stands in it often. Of more than
   * 10,000 triggers, those that fire last are not looked at.
   *
   * @param until how far to look
   * @param limit how many at most
   */
  public List<ScheduledRun> next(Caller caller, Instant until, int limit) {
    List<TriggerState> visible =
        triggers.due(until, LOOKED_AT).stream()
            .filter(state -> job(state, caller).isPresent())
            .limit(limit) // those that come later in the list cannot be among the first so many
            .toList();
    return visible.stream()
        .flatMap(state -> fires(state, caller, until, limit))
        .sorted(Comparator.comparing(ScheduledRun::at).thenComparing(ScheduledRun::triggerId))
        .limit(limit)
        .toList();
  }

  private Stream<ScheduledRun> fires(TriggerState state, Caller caller, Instant until, int limit) {
    JobIndexEntry entry = job(state, caller).orElseThrow();
    TriggerState.Due due = state.next().orElseThrow();
    Duration jitter = Duration.between(due.nominal(), due.at());
    Stream<Instant> later =
        jobs.views()
            .find(entry)
            .map(ManagedJob::job)
            .flatMap(job -> job.trigger(state.triggerId()).map(t -> later(job, t, due, until)))
            .orElse(Stream.empty());
    return Stream.concat(Stream.of(due.at()), later.map(at -> at.plus(jitter)).limit(limit))
        .filter(at -> !at.isAfter(until))
        .map(at -> new ScheduledRun(entry.id(), entry.name(), state.triggerId(), at));
  }

  /**
   * When a trigger is due after its next fire, as far as its schedule alone says; found as it is
   * asked for.
   *
   * @param until the end, inclusive
   */
  public static Stream<Instant> later(
      Job job, Trigger trigger, TriggerState.Due due, Instant until) {
    boolean afterItsEnd =
        trigger.schedule() instanceof IntervalSchedule interval
            && interval.mode() == IntervalSchedule.Mode.FIXED_DELAY;
    return afterItsEnd
        ? Stream.empty()
        : Warnings.timetable(trigger, job.zone())
            .between(due.nominal().plusMillis(1), until.plusMillis(1));
  }

  private Optional<JobIndexEntry> job(TriggerState state, Caller caller) {
    return jobs.index()
        .find(state.jobId())
        .filter(JobIndexEntry::enabled)
        .filter(job -> JobAccess.maySee(caller, job));
  }
}
