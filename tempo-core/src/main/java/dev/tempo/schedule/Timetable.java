package dev.tempo.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in a time zone, with everything else that decides when it occurs: the DST policy, an
 * optional start and end, and local dates on which it does not.
 *
 * <pre>{@code
 * Timetable.of(CronSchedule.parse("0 9 * * MON-FRI"), ZoneId.of("Europe/Paris"))
 *     .withStart(Instant.parse("2026-01-01T00:00:00Z"))
 *     .withExcludedDates(Set.of(LocalDate.of(2026, 5, 1)));
 * }</pre>
 *
 * <p>Occurrences are those of the schedule that are not before the start, not after the end, and on
 * no excluded date of the local clock. A fixed delay ({@link IntervalSchedule}) that falls before
 * the start or on an excluded date moves to the first instant that is allowed.
 *
 * <p>Immutable and thread-safe; compares by value. No method accepts null; each throws {@link
 * NullPointerException} instead.
 */
public final class Timetable {
  private final Schedule schedule;
  private final ZoneId zone;
  private final DstPolicy dst;
  private final TimetableBounds limits;

  private Timetable(Schedule schedule, ZoneId zone, DstPolicy dst, TimetableBounds limits) {
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    this.zone = Objects.requireNonNull(zone, "zone");
    this.dst = Objects.requireNonNull(dst, "dst");
    this.limits = limits;
  }

  /** Returns a schedule in a zone, under {@link DstPolicy#VIXIE} and without limits. */
  public static Timetable of(Schedule schedule, ZoneId zone) {
    return new Timetable(schedule, zone, DstPolicy.VIXIE, TimetableBounds.NONE);
  }

  /** Returns the same under another DST policy. */
  public Timetable withDst(DstPolicy policy) {
    return new Timetable(schedule, zone, policy, limits);
  }

  /**
   * Returns the same with a start, inclusive.
   *
   * @throws IllegalStateException if there is an end, and it lies before the start
   */
  public Timetable withStart(Instant start) {
    return new Timetable(schedule, zone, dst, limits.startingAt(start));
  }

  /**
   * Returns the same with an end, inclusive.
   *
   * @throws IllegalStateException if there is a start, and it lies after the end
   */
  public Timetable withEnd(Instant end) {
    return new Timetable(schedule, zone, dst, limits.endingAt(end));
  }

  /** Returns the same with these local dates excluded, in place of those before. */
  public Timetable withExcludedDates(Collection<LocalDate> dates) {
    return new Timetable(schedule, zone, dst, limits.excluding(dates));
  }

  /** Returns the schedule. */
  public Schedule schedule() {
    return schedule;
  }

  /** Returns the time zone of the local clock. */
  public ZoneId zone() {
    return zone;
  }

  /** Returns the DST policy. */
  public DstPolicy dst() {
    return dst;
  }

  /** Returns the start, inclusive, if there is one. */
  public Optional<Instant> start() {
    return limits.start();
  }

  /** Returns the end, inclusive, if there is one. */
  public Optional<Instant> end() {
    return limits.end();
  }

  /** Returns the excluded dates, ascending, unmodifiable. */
  public SortedSet<LocalDate> excludedDates() {
    return limits.excludedDates();
  }

  /** Returns the first occurrence strictly after an instant, if there is one. */
  public Optional<Instant> next(Instant after) {
    long found = nextEpochMilli(EpochMillis.floor(after));
    return found == Schedule.NO_NEXT ? Optional.empty() : Optional.of(Instant.ofEpochMilli(found));
  }

  /** Returns the last occurrence strictly before an instant, if there is one. */
  public Optional<Instant> previous(Instant before) {
    long found = previousEpochMilli(EpochMillis.ceil(before));
    return found == Schedule.NO_PREVIOUS
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(found));
  }

  /**
   * Returns the next occurrences strictly after an instant, in order.
   *
   * @param count how many at most; fewer come back when there are no more
   * @throws IllegalArgumentException if the count is negative
   */
  public List<Instant> upcoming(Instant after, int count) {
    return OccurrenceStream.upcoming(EpochMillis.floor(after), count, this::nextEpochMilli);
  }

  /**
   * Returns the occurrences in a span of time, in order, found as they are asked for.
   *
   * @param from the start, inclusive
   * @param to the end, exclusive; the stream is empty when it is not after the start
   */
  public Stream<Instant> between(Instant from, Instant to) {
    return OccurrenceStream.between(
        EpochMillis.ceil(from), EpochMillis.ceil(to), this::nextEpochMilli);
  }

  /** Returns whether an instant, exact to the nanosecond, is an occurrence. */
  public boolean matches(Instant instant) {
    long ms = EpochMillis.floor(instant);
    return ms == EpochMillis.ceil(instant) && nextEpochMilli(ms - 1) == ms;
  }

  /**
   * Returns whether start, end and excluded dates leave an instant free, whatever the schedule
   * says. This is the question for schedules that {@linkplain Schedule#firesAtStartup fire at
   * start-up}.
   */
  public boolean allows(Instant instant) {
    long ms = EpochMillis.floor(instant);
    return limits.hold(instant) && limits.excludedDayEnd(ms, zone) == ms;
  }

  /**
   * Returns whether this can never fire: the schedule never matches, or the limits leave nothing of
   * it.
   */
  public boolean neverMatches() {
    return !schedule.firesAtStartup()
        && !schedule.followsJobs()
        && nextEpochMilli(-EpochMillis.LIMIT) == Schedule.NO_NEXT;
  }

  /**
   * Finds the first occurrence after an instant; without allocation once the zone was used before.
   *
   * @param afterMs in milliseconds since the epoch; the result is strictly after it
   * @return milliseconds since the epoch, or {@link Schedule#NO_NEXT}
   */
  public long nextEpochMilli(long afterMs) {
    long ms =
        afterMs < limits.firstMs()
            ? firstFrom(limits.firstMs())
            : schedule.nextEpochMilli(afterMs, zone, dst);
    while (ms <= limits.lastMs()) {
      long dayEnd = limits.excludedDayEnd(ms, zone);
      if (dayEnd == ms) {
        return ms;
      }
      ms = firstFrom(dayEnd);
    }
    return Schedule.NO_NEXT;
  }

  /**
   * Finds the last occurrence before an instant; without allocation once the zone was used before.
   *
   * @param beforeMs in milliseconds since the epoch; the result is strictly before it
   * @return milliseconds since the epoch, or {@link Schedule#NO_PREVIOUS}
   */
  public long previousEpochMilli(long beforeMs) {
    long ms =
        beforeMs > limits.lastMs()
            ? lastTo(limits.lastMs())
            : schedule.previousEpochMilli(beforeMs, zone, dst);
    while (ms >= limits.firstMs()) {
      long dayBefore = limits.beforeExcludedDay(ms, zone);
      if (dayBefore == ms) {
        return ms;
      }
      ms = lastTo(dayBefore);
    }
    return Schedule.NO_PREVIOUS;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Timetable that
        && schedule.equals(that.schedule)
        && zone.equals(that.zone)
        && dst == that.dst
        && limits.equals(that.limits);
  }

  @Override
  public int hashCode() {
    return Objects.hash(schedule, zone, dst, limits);
  }

  @Override
  public String toString() {
    return schedule + " " + zone + " " + dst + limits;
  }

  /** The first occurrence at or after a millisecond. */
  private long firstFrom(long ms) {
    return isFixedDelay() ? ms : schedule.nextEpochMilli(ms - 1, zone, dst);
  }

  /** The last occurrence at or before a millisecond. */
  private long lastTo(long ms) {
    return isFixedDelay() ? ms : schedule.previousEpochMilli(ms + 1, zone, dst);
  }

  private boolean isFixedDelay() {
    return schedule instanceof IntervalSchedule interval
        && interval.mode() == IntervalSchedule.Mode.FIXED_DELAY;
  }
}
