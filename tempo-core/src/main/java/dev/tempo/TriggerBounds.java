package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Limits a trigger's schedule: time zone, earliest and latest instant, excluded dates.
 *
 * @param zone its own zone; empty for the job's
 * @param dst what happens at a change of the clock
 * @param start the earliest instant; empty for none
 * @param end the latest instant; empty for none
 * @param excludedDates days in the zone on which it does not fire
 */
public record TriggerBounds(
    Optional<ZoneId> zone,
    DstPolicy dst,
    Optional<Instant> start,
    Optional<Instant> end,
    Set<LocalDate> excludedDates) {

  /** The job's zone, {@link DstPolicy#VIXIE}, no bounds. */
  public static final TriggerBounds DEFAULT =
      new TriggerBounds(
          Optional.empty(), DstPolicy.VIXIE, Optional.empty(), Optional.empty(), Set.of());

  /**
   * Copies the dates, and cuts the bounds to whole milliseconds.
   *
   * @throws IllegalArgumentException if the end is before the start, or a bound or a day is not in
   *     the years 1970 to 9999
   */
  public TriggerBounds {
    Objects.requireNonNull(excludedDates, "excludedDates");
    Objects.requireNonNull(zone, "zone");
    Objects.requireNonNull(dst, "dst");
    start = TimeBounds.instant("startAt", start);
    end = TimeBounds.instant("endAt", end);
    excludedDates = Set.copyOf(excludedDates);
    excludedDates.forEach(day -> TimeBounds.date("excludedDates", day));
    if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
      throw new InvalidValueException(ValueMessages.END_BEFORE_START.of(start.get(), end.get()));
    }
  }

  TriggerBounds withZone(ZoneId zone) {
    return new TriggerBounds(Optional.of(zone), dst, start, end, excludedDates);
  }

  TriggerBounds withDst(DstPolicy dst) {
    return new TriggerBounds(zone, dst, start, end, excludedDates);
  }

  TriggerBounds withBounds(Optional<Instant> from, Optional<Instant> to) {
    return new TriggerBounds(zone, dst, from, to, excludedDates);
  }

  TriggerBounds withExcludedDates(Collection<LocalDate> days) {
    return new TriggerBounds(zone, dst, start, end, Set.copyOf(days));
  }
}
