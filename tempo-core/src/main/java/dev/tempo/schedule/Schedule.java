package dev.tempo.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When something runs: a {@link CronSchedule} expression, an {@link IntervalSchedule}, a {@link
 * CalendarSchedule}, a single instant, {@link OneTimeSchedule}, the start of the engine, {@link
 * StartupSchedule}, or the end of other jobs' runs, {@link AfterJobsSchedule}.
 *
 * <p>A schedule is a set of instants, its <em>occurrences</em>, in a time zone and under a {@link
 * DstPolicy} for the days on which the clock changes. Methods without a policy use {@link
 * DstPolicy#VIXIE}. Occurrences of cron and calendar schedules are whole seconds, those of the
 * others whole milliseconds. Occurrences exist for local times from 1970 to 2199 (OCPS 1.2 section
 * 4.2); for intervals and single instants without that limit.
 *
 * <p>{@code next} and {@code previous} walk over the same set: results are strictly increasing or
 * decreasing, and each undoes the other.
 *
 * <p>Schedules are immutable, thread-safe and compare by value. No method accepts null; each throws
 * {@link NullPointerException} instead.
 */
public sealed interface Schedule
    permits CronSchedule,
        IntervalSchedule,
        CalendarSchedule,
        OneTimeSchedule,
        StartupSchedule,
        CustomSchedule,
        AfterJobsSchedule {

  /** What {@link #nextEpochMilli} returns when there is no next occurrence. */
  long NO_NEXT = Long.MAX_VALUE;

  /** What {@link #previousEpochMilli} returns when there is no previous occurrence. */
  long NO_PREVIOUS = Long.MIN_VALUE;

  /**
   * Finds the first occurrence after an instant, without allocation once the zone was used before.
   *
   * @param afterMs an instant in milliseconds since the epoch; the result is strictly after it
   * @param zone the time zone of the local clock
   * @param dst what to do when the local clock jumps
   * @return milliseconds since the epoch, or {@link #NO_NEXT}
   */
  long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst);

  /**
   * Finds the last occurrence before an instant, without allocation once the zone was used before.
   *
   * @param beforeMs an instant in milliseconds since the epoch; the result is strictly before it
   * @param zone the time zone of the local clock
   * @param dst what to do when the local clock jumps
   * @return milliseconds since the epoch, or {@link #NO_PREVIOUS}
   */
  long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst);

  /**
   * Describes the schedule in a sentence without a full stop, for example {@code At 02:30 every
   * day}.
   *
   * @param locale its language is English, Spanish, Italian or French; any other gives English
   */
  String describe(Locale locale);

  /**
   * Returns whether this schedule can never fire, in no year and no zone, like {@code 0 0 31 2 *}.
   * Such a schedule is valid (OCPS 1.0 section 6.2), but hardly what someone wants.
   */
  default boolean neverMatches() {
    return false;
  }

  /**
   * Returns whether this schedule fires when the engine starts, and not by the clock: {@link
   * StartupSchedule}, and the cron nickname {@code @reboot}. It has no occurrences.
   */
  default boolean firesAtStartup() {
    return false;
  }

  /**
   * Returns whether this schedule fires after runs of other jobs, and not by the clock: {@link
   * AfterJobsSchedule}. It has no occurrences that are known before.
   */
  default boolean followsJobs() {
    return false;
  }

  /** Returns the first occurrence strictly after an instant, if there is one. */
  default Optional<Instant> next(Instant after, ZoneId zone) {
    return next(after, zone, DstPolicy.VIXIE);
  }

  /** Returns the first occurrence strictly after an instant, if there is one. */
  default Optional<Instant> next(Instant after, ZoneId zone, DstPolicy dst) {
    long found = nextEpochMilli(EpochMillis.floor(after), zone, dst);
    return found == NO_NEXT ? Optional.empty() : Optional.of(Instant.ofEpochMilli(found));
  }

  /** Returns the last occurrence strictly before an instant, if there is one. */
  default Optional<Instant> previous(Instant before, ZoneId zone) {
    return previous(before, zone, DstPolicy.VIXIE);
  }

  /** Returns the last occurrence strictly before an instant, if there is one. */
  default Optional<Instant> previous(Instant before, ZoneId zone, DstPolicy dst) {
    long found = previousEpochMilli(EpochMillis.ceil(before), zone, dst);
    return found == NO_PREVIOUS ? Optional.empty() : Optional.of(Instant.ofEpochMilli(found));
  }

  /** Returns the next occurrences strictly after an instant; see the method with a policy. */
  default List<Instant> upcoming(Instant after, ZoneId zone, int count) {
    return upcoming(after, zone, DstPolicy.VIXIE, count);
  }

  /**
   * Returns the next occurrences strictly after an instant, in order.
   *
   * @param count how many at most; fewer come back when there are no more
   * @throws IllegalArgumentException if the count is negative
   */
  default List<Instant> upcoming(Instant after, ZoneId zone, DstPolicy dst, int count) {
    return OccurrenceStream.upcoming(
        EpochMillis.floor(after), count, ms -> nextEpochMilli(ms, zone, dst));
  }

  /** Returns the occurrences in a span of time; see the method with a policy. */
  default Stream<Instant> between(Instant from, Instant to, ZoneId zone) {
    return between(from, to, zone, DstPolicy.VIXIE);
  }

  /**
   * Returns the occurrences in a span of time, in order. The stream is lazy: each is found when it
   * is asked for.
   *
   * @param from the start, inclusive
   * @param to the end, exclusive; the stream is empty when it is not after the start
   */
  default Stream<Instant> between(Instant from, Instant to, ZoneId zone, DstPolicy dst) {
    return OccurrenceStream.between(
        EpochMillis.ceil(from), EpochMillis.ceil(to), ms -> nextEpochMilli(ms, zone, dst));
  }

  /** Returns whether an instant is an occurrence; see the method with a policy. */
  default boolean matches(Instant instant, ZoneId zone) {
    return matches(instant, zone, DstPolicy.VIXIE);
  }

  /** Returns whether an instant, exact to the nanosecond, is an occurrence. */
  default boolean matches(Instant instant, ZoneId zone, DstPolicy dst) {
    long ms = EpochMillis.floor(instant);
    return ms == EpochMillis.ceil(instant) && nextEpochMilli(ms - 1, zone, dst) == ms;
  }
}
