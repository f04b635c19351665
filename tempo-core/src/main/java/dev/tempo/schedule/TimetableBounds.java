package dev.tempo.schedule;

import dev.tempo.internal.message.JobMessages;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Bounds a {@link Timetable}: start, end and excluded local dates. Immutable. */
final class TimetableBounds {
  static final TimetableBounds NONE =
      new TimetableBounds(Optional.empty(), Optional.empty(), Collections.emptySortedSet());

  private final Optional<Instant> start;
  private final Optional<Instant> end;
  private final SortedSet<LocalDate> excluded;
  private final long[] excludedDays;
  private final long firstMs;
  private final long lastMs;

  private TimetableBounds(
      Optional<Instant> start, Optional<Instant> end, SortedSet<LocalDate> excluded) {
    this.start = start;
    this.end = end;
    this.excluded = excluded;
    this.excludedDays = excluded.stream().mapToLong(LocalDate::toEpochDay).toArray();
    this.firstMs = start.map(EpochMillis::ceil).orElse(-EpochMillis.LIMIT);
    this.lastMs = end.map(EpochMillis::floor).orElse(EpochMillis.LIMIT);
    if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
      throw new IllegalStateException(JobMessages.END_BEFORE_START.text(end.get(), start.get()));
    }
  }

  TimetableBounds startingAt(Instant newStart) {
    return new TimetableBounds(Optional.of(newStart), end, excluded);
  }

  TimetableBounds endingAt(Instant newEnd) {
    return new TimetableBounds(start, Optional.of(newEnd), excluded);
  }

  TimetableBounds excluding(Collection<LocalDate> dates) {
    return new TimetableBounds(start, end, Collections.unmodifiableSortedSet(new TreeSet<>(dates)));
  }

  Optional<Instant> start() {
    return start;
  }

  Optional<Instant> end() {
    return end;
  }

  SortedSet<LocalDate> excludedDates() {
    return excluded;
  }

  /** Whether an instant lies between start and end, exact to the nanosecond. */
  boolean hold(Instant instant) {
    return start.map(first -> !instant.isBefore(first)).orElse(true)
        && end.map(last -> !instant.isAfter(last)).orElse(true);
  }

  /** The first millisecond that is not before the start. */
  long firstMs() {
    return firstMs;
  }

  /** The last millisecond that is not after the end. */
  long lastMs() {
    return lastMs;
  }

  /**
   * The given millisecond if its local date is not excluded; else the first one at which the date
   * may have changed: the local midnight, or before it a jump of the local clock.
   */
  long excludedDayEnd(long ms, ZoneId zone) {
    if (excludedDays.length == 0) {
      return ms;
    }
    ZoneTable table = ZoneTable.of(zone);
    long second = Math.floorDiv(ms, 1000L);
    int span = table.spanAt(second);
    long day = Math.floorDiv(second + table.offset(span), (long) GregorianTables.SECONDS_PER_DAY);
    if (Arrays.binarySearch(excludedDays, day) < 0) {
      return ms;
    }
    long midnight = (day + 1) * GregorianTables.SECONDS_PER_DAY - table.offset(span);
    return Math.min(table.end(span), midnight) * 1000;
  }

  /** The mirror image: else the last millisecond before the date, or before a jump on the way. */
  long beforeExcludedDay(long ms, ZoneId zone) {
    if (excludedDays.length == 0) {
      return ms;
    }
    ZoneTable table = ZoneTable.of(zone);
    long second = Math.floorDiv(ms, 1000L);
    int span = table.spanAt(second);
    long day = Math.floorDiv(second + table.offset(span), (long) GregorianTables.SECONDS_PER_DAY);
    if (Arrays.binarySearch(excludedDays, day) < 0) {
      return ms;
    }
    long midnight = day * GregorianTables.SECONDS_PER_DAY - table.offset(span);
    return Math.max(table.start(span), midnight) * 1000 - 1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TimetableBounds that
        && start.equals(that.start)
        && end.equals(that.end)
        && excluded.equals(that.excluded);
  }

  @Override
  public int hashCode() {
    return Objects.hash(start, end, excluded);
  }

  @Override
  public String toString() {
    return start.map(s -> " from " + s).orElse("")
        + end.map(e -> " to " + e).orElse("")
        + (excluded.isEmpty() ? "" : " except " + excluded);
  }
}
