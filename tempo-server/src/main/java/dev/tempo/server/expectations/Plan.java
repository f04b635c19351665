package dev.tempo.server.expectations;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.Timetable;
import dev.tempo.server.jobs.Expectation;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.schedules.Warnings;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is expected of a job, and by its schedule when. Two plans are equal if the same is expected
 * at the same times.
 *
 * <p>A run covers all scheduled times up to its start, whatever caused it. So the time that counts
 * is the first after the newest start: a run must have started within {@code startWithin} of it;
 * and the first after the start of the newest run that succeeded: one must have succeeded within
 * {@code successWithin} of it. A job that no clock starts must succeed within that of its last
 * success. A trigger's jitter is part of its times.
 *
 * @param expectation what is expected
 * @param enabled whether the job is; of one that is not, nothing is expected
 * @param zone of triggers that name none
 * @param triggers that fire by a clock and are enabled
 */
record Plan(Expectation expectation, boolean enabled, ZoneId zone, List<Trigger> triggers) {

  /** Of a job as it is now. */
  static Plan of(Job job, Expectation expectation) {
    List<Trigger> firing =
        job.triggers().stream()
            .filter(trigger -> trigger.enabled() && isByTheClock(trigger))
            .toList();
    return new Plan(expectation, job.enabled(), job.zone(), firing);
  }

  private static boolean isByTheClock(Trigger trigger) {
    return !trigger.schedule().firesAtStartup() && !trigger.schedule().followsJobs();
  }

  /**
   * Something that a job must do in time.
   *
   * @param kind what
   * @param expectedAt from when the time is counted
   * @param deadline when it is over
   * @param missedAt when the next one is to be done
   */
  record Due(Late.Kind kind, Instant expectedAt, Instant deadline, Optional<Instant> missedAt) {

    /** That it was not done. */
    Late late() {
      return new Late(kind, deadline, expectedAt, missedAt);
    }
  }

  /** What is to be done next, the first that is overdue or will be. */
  List<Due> due(Progress progress, TriggerStore states) {
    if (!enabled || expectation.isNone()) {
      return List.of();
    }
    Times times = new Times(states);
    Optional<Due> start =
        expectation
            .startWithin()
            .flatMap(
                within ->
                    times
                        .after(Progress.latest(progress.since(), progress.started()))
                        .map(at -> times.due(Late.Kind.START, at, within)));
    return Stream.of(start, success(progress, times)).flatMap(Optional::stream).toList();
  }

  private Optional<Due> success(Progress progress, Times times) {
    if (expectation.successWithin().isEmpty()) {
      return Optional.empty();
    }
    Duration within = expectation.successWithin().get();
    Instant last = Progress.latest(progress.since(), progress.succeeded());
    if (!triggers.isEmpty()) {
      Instant start = Progress.latest(progress.since(), progress.succeededFrom());
      return Stream.concat(times.after(start).stream(), afterEnd(last))
          .min(Comparator.naturalOrder())
          .map(at -> times.due(Late.Kind.SUCCESS, at, within));
    }
    Instant deadline = last.plus(within);
    return Optional.of(
        new Due(Late.Kind.SUCCESS, last, deadline, Optional.of(deadline.plus(within))));
  }

  /** Those that fire some time after a run has ended, as if none had run since. */
  private Stream<Instant> afterEnd(Instant end) {
    return triggers.stream().filter(Plan::isFixedDelay).map(trigger -> end.plus(delay(trigger)));
  }

  /** True if it says nothing of the next time while a run goes on. */
  boolean waitsForEnds() {
    return triggers.stream().anyMatch(Plan::isFixedDelay);
  }

  /** When the triggers fire. */
  private final class Times {
    private final TriggerStore states;

    Times(TriggerStore states) {
      this.states = states;
    }

    Due due(Late.Kind kind, Instant at, Duration within) {
      return new Due(kind, at, at.plus(within), after(at));
    }

    /** The first after an instant. */
    Optional<Instant> after(Instant instant) {
      return triggers.stream()
          .flatMap(trigger -> next(trigger, instant).stream())
          .min(Comparator.naturalOrder());
    }

    private Optional<Instant> next(Trigger trigger, Instant after) {
      if (isFixedDelay(trigger)) { // known only while it waits
        return state(trigger.id()).map(TriggerState.Due::at).filter(at -> at.isAfter(after));
      }
      Timetable timetable = Warnings.timetable(trigger, zone);
      if (trigger.firing().jitter().isZero()) {
        return timetable.next(after);
      }
      Duration jitter =
          state(trigger.id())
              .map(due -> Duration.between(due.nominal(), due.at()))
              .orElse(Duration.ZERO);
      return timetable.next(after.minus(jitter)).map(at -> at.plus(jitter));
    }

    private Optional<TriggerState.Due> state(UUID triggerId) {
      return states.find(triggerId).flatMap(TriggerState::next);
    }
  }

  private static Duration delay(Trigger trigger) {
    return ((IntervalSchedule) trigger.schedule()).every();
  }

  private static boolean isFixedDelay(Trigger trigger) {
    return trigger.schedule() instanceof IntervalSchedule interval
        && interval.mode() == IntervalSchedule.Mode.FIXED_DELAY;
  }
}
