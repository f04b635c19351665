package dev.tempo;

import dev.tempo.schedule.Cron;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.Interval;
import dev.tempo.schedule.Schedule;
import dev.tempo.schedule.Startup;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * When a job runs by itself, as an immutable value; the methods that look like setters return
 * changed copies with the same id.
 *
 * @param id its identity; what was read from Tempo and is saved again keeps it
 * @param schedule when, in local time
 * @param calendar in which zone, between which instants, without which days
 * @param firing what is done with jitter and lateness
 * @param enabled whether it fires at all
 */
public record Trigger(
    UUID id, Schedule schedule, TriggerCalendar calendar, TriggerFiring firing, boolean enabled) {

  /** With {@link Misfire#RUN_ALL}, the most occurrences that are caught up at once. */
  public static final int MAX_CATCH_UP = 1_000;

  /** Checks that nothing is null. */
  public Trigger {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(calendar, "calendar");
    Objects.requireNonNull(firing, "firing");
  }

  /**
   * A trigger with the defaults: the job's zone, no bounds, no jitter, {@link Misfire#RUN_ONCE}.
   */
  public static Trigger of(Schedule schedule) {
    return new Trigger(Ids.next(), schedule, TriggerCalendar.DEFAULT, TriggerFiring.DEFAULT, true);
  }

  /**
   * A cron trigger.
   *
   * @param expression 5, 6 or 7 fields, or a nickname (OCPS 1.4)
   * @throws dev.tempo.schedule.CronSyntaxException if it is not valid, with the position
   */
  public static Trigger cron(String expression) {
    return of(Cron.parse(expression));
  }

  /**
   * A trigger at a fixed rate, on a grid that starts at the Unix epoch; it does not drift.
   *
   * @throws IllegalArgumentException if the period is not from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public static Trigger every(Duration period) {
    return of(Interval.fixedRate(period));
  }

  /**
   * A trigger that is due a fixed time after the job's last run has ended.
   *
   * @throws IllegalArgumentException if the delay is not from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public static Trigger afterEach(Duration delay) {
    return of(Interval.fixedDelay(delay));
  }

  /** A trigger that fires once at every start of the engine. */
  public static Trigger atStartup() {
    return of(new Startup());
  }

  /** A copy with another identity. */
  public Trigger withId(UUID other) {
    return new Trigger(other, schedule, calendar, firing, enabled);
  }

  /** A copy in its own time zone rather than the job's. */
  public Trigger zone(ZoneId zone) {
    return with(calendar.zone(zone));
  }

  /** A copy with another rule for DST. */
  public Trigger dst(DstPolicy policy) {
    return with(calendar.dst(policy));
  }

  /**
   * A copy that fires at this instant at the earliest.
   *
   * @param start is cut to whole milliseconds
   * @throws IllegalArgumentException if it is after the end, or not in the years 1970 to 9999
   */
  public Trigger startingAt(Instant start) {
    return with(calendar.between(Optional.of(start), calendar.end()));
  }

  /**
   * A copy that fires at this instant at the latest.
   *
   * @param end is cut to whole milliseconds
   * @throws IllegalArgumentException if it is before the start, or not in the years 1970 to 9999
   */
  public Trigger endingAt(Instant end) {
    return with(calendar.between(calendar.start(), Optional.of(end)));
  }

  /**
   * A copy that does not fire on these days of its zone.
   *
   * @throws IllegalArgumentException if one is not in the years 1970 to 9999
   */
  public Trigger excluding(Collection<LocalDate> days) {
    return with(calendar.excluding(days));
  }

  /**
   * A copy that fires later than its schedule says by a part of this that is always the same for
   * the same trigger, so that many triggers do not fire at once and a preview stays true.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public Trigger jitter(Duration longest) {
    return with(firing.jitter(longest));
  }

  /** A copy with another treatment of occurrences that are too late. */
  public Trigger misfire(Misfire policy) {
    return with(firing.misfire(policy));
  }

  /**
   * A copy with another grace: how late an occurrence may be and still count as in time.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public Trigger grace(Duration late) {
    return with(firing.grace(late));
  }

  /** A copy that fires or does not. */
  public Trigger enabled(boolean fires) {
    return new Trigger(id, schedule, calendar, firing, fires);
  }

  /** True if the other would fire at the same instants, whatever its identity. */
  public boolean sameTiming(Trigger other) {
    return withId(other.id).equals(other);
  }

  private Trigger with(TriggerCalendar changed) {
    return new Trigger(id, schedule, changed, firing, enabled);
  }

  private Trigger with(TriggerFiring changed) {
    return new Trigger(id, schedule, calendar, changed, enabled);
  }
}
