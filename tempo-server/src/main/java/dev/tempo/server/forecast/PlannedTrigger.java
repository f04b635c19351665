package dev.tempo.server.forecast;

import dev.tempo.OverlapPolicy;
import dev.tempo.Trigger;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.Timetable;
import dev.tempo.server.schedules.Warnings;
import dev.tempo.store.TriggerState.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/**
 * A trigger that a clock fires, with how far it has come.
 *
 * @param job whose it is
 * @param trigger the trigger
 * @param next its next fire
 */
record PlannedTrigger(PlannedJob job, Trigger trigger, Due next) {

  /**
   * What a forecast needs to know of a job.
   *
   * @param usual how long its runs usually take; empty if that is not known
   */
  record PlannedJob(
      UUID id, String name, ZoneId zone, Queueing queueing, Optional<Duration> usual) {

    /** Of a job. */
    static PlannedJob of(ScheduledJob job, Optional<Duration> usual) {
      return new PlannedJob(job.id(), job.name(), job.zone(), job.queueing(), usual);
    }
  }

  /**
   * Where runs wait, and for what.
   *
   * @param queue whose slots they take
   * @param overlap what becomes of one that meets another of its job
   */
  record Queueing(String queue, OverlapPolicy overlap) {}

  /** How much later it fires than its schedule says. */
  Duration jitter() {
    return Duration.between(next.nominal(), next.at());
  }

  Timetable timetable() {
    return Warnings.timetable(trigger, job.zone());
  }

  /** Whether the fire after each is known only when the run has ended. */
  boolean followsEnd() {
    return trigger.schedule() instanceof IntervalSchedule interval
        && interval.mode() == IntervalSchedule.Mode.FIXED_DELAY;
  }

  /** How long one with an interval waits from a fire to the next, by how long runs usually take. */
  Duration period(IntervalSchedule interval) {
    return followsEnd()
        ? interval.every().plus(jitter()).plus(job.usual().orElse(Duration.ZERO))
        : interval.every();
  }

  /** The first fire after one, by its schedule and how long runs usually take. */
  Optional<Instant> after(Instant nominal) {
    if (followsEnd()) {
      Instant later = nominal.plus(period((IntervalSchedule) trigger.schedule()));
      return timetable().allows(later) ? Optional.of(later) : Optional.empty();
    }
    return timetable().next(nominal);
  }
}
