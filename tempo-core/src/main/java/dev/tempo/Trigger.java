package dev.tempo;

import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.schedule.Calendars;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.schedule.OneTimeSchedule;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.StartupSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Defines when a job runs by itself. Immutable; the {@code with…} methods return changed copies
 * with the same id.
 *
 * {@snippet file="dev/tempo/snippets/PolicySnippetsTest.java" region="trigger"}
 *
 * @param id its identity; what was read from Tempo and is saved again keeps it
 * @param schedule when, in local time
 * @param bounds in which zone, between which instants, without which days
 * @param firing what is done with jitter and lateness
 * @param enabled whether it fires at all
 */
public record Trigger(
    UUID id, Schedule schedule, TriggerBounds bounds, FiringPolicy firing, boolean enabled) {

  /** With {@link MisfirePolicy#RUN_ALL}, the most occurrences that are caught up at once. */
  public static final int MAX_CATCH_UP = 1_000;

  /** Checks that nothing is null. */
  public Trigger {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(bounds, "bounds");
    Objects.requireNonNull(firing, "firing");
  }

  /**
   * Returns a trigger with the defaults: the job's zone, no bounds, no jitter, {@link
   * MisfirePolicy#RUN_ONCE}.
   */
  public static Trigger of(Schedule schedule) {
    return new Trigger(Ids.next(), schedule, TriggerBounds.DEFAULT, FiringPolicy.DEFAULT, true);
  }

  /**
   * A cron trigger.
   *
   * @param expression 5, 6 or 7 fields, or a nickname (OCPS 1.4)
   * @throws dev.tempo.schedule.CronSyntaxException if it is not valid, with the position
   */
  public static Trigger cron(String expression) {
    return of(CronSchedule.parse(expression));
  }

  /**
   * A cron trigger, read in another dialect.
   *
   * @param expression as the dialect has it
   * @throws dev.tempo.schedule.CronSyntaxException if it is not valid, with the position
   */
  public static Trigger cron(String expression, Dialect dialect) {
    return of(CronSchedule.parse(expression, dialect));
  }

  /**
   * A trigger at a fixed rate, on a grid that starts at the Unix epoch; it does not drift.
   *
   * @throws IllegalArgumentException if the period is not from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public static Trigger every(Duration period) {
    Objects.requireNonNull(period, "period");
    return of(IntervalSchedule.fixedRate(period));
  }

  /**
   * A trigger that is due a fixed time after the job's last run has ended.
   *
   * @throws IllegalArgumentException if the delay is not from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public static Trigger afterEach(Duration delay) {
    Objects.requireNonNull(delay, "delay");
    return of(IntervalSchedule.fixedDelay(delay));
  }

  /**
   * A trigger that fires once, at an instant. If that has passed when the trigger is saved for the
   * first time, it fires at once, unless its {@link MisfirePolicy} and its grace say otherwise.
   *
   * @param at is cut to whole milliseconds
   * @throws IllegalArgumentException if it is not in the years 1970 to 9999
   */
  public static Trigger at(Instant at) {
    return of(new OneTimeSchedule(Objects.requireNonNull(at, "at")));
  }

  /**
   * A trigger that fires after each run of another job that has succeeded.
   *
   * @param predecessor a job that is saved
   */
  public static Trigger after(Job predecessor) {
    Objects.requireNonNull(predecessor, "predecessor");
    return after(predecessor.id(), FollowCondition.ON_SUCCESS);
  }

  /**
   * A trigger that fires after each run of another job that has ended so, its retries included. The
   * run that follows is stored in one transaction with the end of the other, so a crash neither
   * loses nor doubles it.
   */
  public static Trigger after(UUID jobId, FollowCondition condition) {
    Objects.requireNonNull(jobId, "jobId");
    return of(new AfterJobsSchedule(List.of(jobId), condition));
  }

  /**
   * A trigger that fires once each of these jobs has had a run that ended so since the trigger
   * fired last. What has ended since is stored with it.
   *
   * @throws IllegalArgumentException if there is no job, or more than 100
   */
  public static Trigger afterAll(Collection<UUID> jobIds, FollowCondition condition) {
    Objects.requireNonNull(jobIds, "jobIds");
    return of(new AfterJobsSchedule(List.copyOf(jobIds), condition));
  }

  /**
   * A trigger that fires after each run of any of these jobs that has ended so, its retries
   * included.
   *
   * @throws IllegalArgumentException if there is no job, or more than 100
   */
  public static Trigger afterAny(Collection<UUID> jobIds, FollowCondition condition) {
    Objects.requireNonNull(jobIds, "jobIds");
    return of(new AfterJobsSchedule(List.copyOf(jobIds), condition, true));
  }

  /** A trigger that fires once at every start of the engine. */
  public static Trigger atStartup() {
    return of(new StartupSchedule());
  }

  /** Returns a copy with another identity. */
  public Trigger withId(UUID id) {
    Objects.requireNonNull(id, "id");
    return new Trigger(id, schedule, bounds, firing, enabled);
  }

  /** Returns a copy in its own time zone rather than the job's. */
  public Trigger withZone(ZoneId zone) {
    Objects.requireNonNull(zone, "zone");
    return with(bounds.withZone(zone));
  }

  /** Returns a copy with another rule for DST. */
  public Trigger withDst(DstPolicy dst) {
    return with(bounds.withDst(dst));
  }

  /**
   * Returns a copy that fires at this instant at the earliest.
   *
   * @param start is cut to whole milliseconds
   * @throws IllegalArgumentException if it is after the end, or not in the years 1970 to 9999
   */
  public Trigger withStart(Instant start) {
    return with(
        bounds.withBounds(Optional.of(Objects.requireNonNull(start, "start")), bounds.end()));
  }

  /**
   * Returns a copy that fires at this instant at the latest.
   *
   * @param end is cut to whole milliseconds
   * @throws IllegalArgumentException if it is before the start, or not in the years 1970 to 9999
   */
  public Trigger withEnd(Instant end) {
    return with(bounds.withBounds(bounds.start(), Optional.of(Objects.requireNonNull(end, "end"))));
  }

  /**
   * Returns a copy that fires between two instants, in the place of both bounds that it had.
   *
   * @param start the earliest instant, cut to whole milliseconds
   * @param end the latest instant, cut to whole milliseconds; not before {@code start}
   * @throws IllegalArgumentException if the end is before the start, or one is not in the years
   *     1970 to 9999
   */
  public Trigger withBounds(Instant start, Instant end) {
    return with(
        bounds.withBounds(
            Optional.of(Objects.requireNonNull(start, "start")),
            Optional.of(Objects.requireNonNull(end, "end"))));
  }

  /**
   * Returns a copy that does not fire on these days of its zone.
   *
   * @throws IllegalArgumentException if one is not in the years 1970 to 9999
   */
  public Trigger withExcludedDates(Collection<LocalDate> days) {
    Objects.requireNonNull(days, "days");
    return with(bounds.withExcludedDates(days));
  }

  /**
   * Returns a copy that does not fire on the days of these calendars, in the place of those that
   * were left out before.
   *
   * @param names of calendars that are registered
   * @throws IllegalArgumentException if one is not registered, or the schedule is a fixed delay, a
   *     single instant, or the start of the engine
   */
  public Trigger withExcludedCalendars(String... names) {
    return new Trigger(id, Calendars.exclude(schedule, listed(names)), bounds, firing, enabled);
  }

  /**
   * Returns a copy that fires on the days of these calendars alone, in the place of those to which
   * it was kept before.
   *
   * @param names of calendars that are registered; a day of one of them is enough
   * @throws IllegalArgumentException if one is not registered, or the schedule is a fixed delay, a
   *     single instant, or the start of the engine
   */
  public Trigger withOnlyCalendars(String... names) {
    return new Trigger(id, Calendars.only(schedule, listed(names)), bounds, firing, enabled);
  }

  /**
   * Returns a copy that adds a constant delay in [0, jitter), derived from the trigger's id, to
   * each occurrence, so that many triggers do not fire at once and a preview stays true.
   *
   * @param jitter the bound of the delay; zero for none
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public Trigger withJitter(Duration jitter) {
    return with(firing.withJitter(jitter));
  }

  /** Returns a copy with another treatment of occurrences that are too late. */
  public Trigger withMisfire(MisfirePolicy misfire) {
    return with(firing.withMisfire(misfire));
  }

  /**
   * Returns a copy with another grace: how late an occurrence may be and still count as in time.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public Trigger withGrace(Duration grace) {
    return with(firing.withGrace(grace));
  }

  /** Returns a copy that fires or does not. */
  public Trigger withEnabled(boolean enabled) {
    return new Trigger(id, schedule, bounds, firing, enabled);
  }

  /** True if it fires once, at an instant. */
  public boolean isOneTime() {
    return schedule instanceof OneTimeSchedule;
  }

  /** True if the other would fire at the same instants, whatever its identity. */
  public boolean sameTiming(Trigger other) {
    Objects.requireNonNull(other, "other");
    return withId(other.id).equals(other);
  }

  private static List<String> listed(String... names) {
    return Arrays.asList(Objects.requireNonNull(names, "names"));
  }

  private Trigger with(TriggerBounds bounds) {
    return new Trigger(id, schedule, bounds, firing, enabled);
  }

  private Trigger with(FiringPolicy firing) {
    return new Trigger(id, schedule, bounds, firing, enabled);
  }
}
