package dev.tempo.engine.state;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.TriggerBounds;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.Jitter;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerState.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a trigger of a job is due. Pure functions. */
public final class TriggerTimes {
  private TriggerTimes() {}

  /** The trigger's occurrences, in its own zone or the job's. */
  public static Timetable timetable(Job job, Trigger trigger) {
    TriggerBounds calendar = trigger.bounds();
    Timetable times =
        Timetable.of(trigger.schedule(), job.zoneOf(trigger))
            .withDst(calendar.dst())
            .withExcludedDates(calendar.excludedDates());
    times = calendar.start().map(times::withStart).orElse(times);
    return calendar.end().map(times::withEnd).orElse(times);
  }

  /** How much later than its schedule says a trigger always fires. */
  public static Duration jitter(Trigger trigger) {
    return Jitter.offset(trigger.id(), trigger.firing().jitter());
  }

  public static Due due(Trigger trigger, Instant nominal) {
    return new Due(nominal, nominal.plus(jitter(trigger)));
  }

  /** True if the job and the trigger are enabled, and the clock fires the trigger. */
  public static boolean isClockDriven(Job job, Trigger trigger) {
    return job.enabled()
        && trigger.enabled()
        && !trigger.schedule().firesAtStartup()
        && !trigger.schedule().followsJobs();
  }

  /** True if the trigger's next occurrence is known only when a run has ended. */
  public static boolean waitsForEnd(Trigger trigger) {
    return trigger.schedule() instanceof IntervalSchedule interval
        && interval.mode() == IntervalSchedule.Mode.FIXED_DELAY;
  }

  /** True if both name the same instants; jitter, misfires and graces do not change any. */
  public static boolean sameTimes(Job oneJob, Trigger one, Job otherJob, Trigger other) {
    TriggerBounds calendar = one.bounds();
    TriggerBounds others = other.bounds();
    boolean sameRule =
        one.schedule().equals(other.schedule())
            && calendar.start().equals(others.start())
            && calendar.end().equals(others.end())
            && calendar.excludedDates().equals(others.excludedDates());
    boolean sameClock =
        oneJob.zoneOf(one).equals(otherJob.zoneOf(other)) && calendar.dst() == others.dst();
    return sameRule && (sameClock || !followsLocalTime(one));
  }

  /**
   * False if a schedule counts elapsed time or is an instant, and no day of any zone is excluded.
   */
  private static boolean followsLocalTime(Trigger trigger) {
    return !trigger.bounds().excludedDates().isEmpty()
        || !(trigger.schedule() instanceof IntervalSchedule
            || trigger.schedule() instanceof OneTimeSchedule
            || trigger.schedule().followsJobs());
  }

  /**
   * A trigger that names its instants for the first time: as {@link #begin}, but a single instant
   * that has passed is due.
   */
  public static TriggerState beginNew(Job job, Trigger trigger, Instant now) {
    boolean hasPassed =
        trigger.schedule() instanceof OneTimeSchedule once && !once.at().isAfter(now);
    return begin(job, trigger, hasPassed ? Instant.EPOCH.minusMillis(1) : now);
  }

  /** A trigger that begins now. */
  public static TriggerState begin(Job job, Trigger trigger, Instant now) {
    Optional<Due> next =
        isClockDriven(job, trigger)
            ? timetable(job, trigger).next(now).map(nominal -> due(trigger, nominal))
            : Optional.empty();
    return new TriggerState(trigger.id(), job.id(), next, Optional.empty());
  }
}
