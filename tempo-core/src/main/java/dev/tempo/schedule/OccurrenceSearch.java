package dev.tempo.schedule;

import java.time.ZoneId;

/**
 * Finds the occurrences of a {@link LocalPattern} in a time zone.
 *
 * <p>A {@link ZoneTable} cuts the time line into spans of one offset. The search begins in the span
 * of the instant asked for, with its local time, and asks the pattern once. Nearly always the match
 * lies in the same span and the work is done. Else the match is carried on from span to span, and
 * the pattern is asked again only where the local clock jumped to a place that was not searched
 * yet. Walking over spans is a comparison each, two a year.
 *
 * <p>There are three ways to read the clock:
 *
 * <ul>
 *   <li><b>As it runs</b> (wildcard schedules, and {@link DstPolicy#LITERAL}): every instant at
 *       which the clock shows a match. After an overlap the clock is back in local time, so the
 *       pattern is asked again from there.
 *   <li><b>Fresh times</b> (fixed-time schedules, {@link DstPolicy#OCPS}): only what the clock
 *       shows for the first time, that is, at or above its high-water mark. What fell in a gap is
 *       passed over.
 *   <li><b>Fresh times, made up for</b> (fixed-time schedules, {@link DstPolicy#VIXIE}): a span
 *       that begins after a gap also owns the local times of the gap, and shows them all at its
 *       first instant. So a match in a gap is found like any other and lifted to the start of the
 *       span, and several of them are one.
 * </ul>
 *
 * <p>{@code previous} mirrors {@code next} line by line, so that the two see the same set. Times
 * are whole seconds. Everything is static and pure.
 */
final class OccurrenceSearch {
  private static final long NONE_AFTER = LocalPattern.NONE_AFTER;
  private static final long NONE_BEFORE = LocalPattern.NONE_BEFORE;

  private OccurrenceSearch() {}

  /** The first occurrence after a millisecond, as {@link Schedule#nextEpochMilli} has it. */
  static long nextEpochMilli(LocalPattern pattern, long afterMs, ZoneId zone, DstPolicy dst) {
    long second = Math.floorDiv(EpochMillis.clamp(afterMs), 1000L) + 1;
    long found = next(pattern, ZoneTable.of(zone), dst, second);
    return found == NONE_AFTER ? Schedule.NO_NEXT : found * 1000;
  }

  /** The last occurrence before a millisecond, as {@link Schedule#previousEpochMilli} has it. */
  static long previousEpochMilli(LocalPattern pattern, long beforeMs, ZoneId zone, DstPolicy dst) {
    long second = Math.floorDiv(EpochMillis.clamp(beforeMs) - 1, 1000L);
    long found = previous(pattern, ZoneTable.of(zone), dst, second);
    return found == NONE_BEFORE ? Schedule.NO_PREVIOUS : found * 1000;
  }

  private static long next(LocalPattern pattern, ZoneTable zone, DstPolicy dst, long second) {
    DstPolicy policy = pattern.isFixedTime() ? dst : DstPolicy.LITERAL;
    return switch (policy) {
      case VIXIE -> nextMadeUp(pattern, zone, second);
      case OCPS -> nextFresh(pattern, zone, second);
      case LITERAL -> nextAsItRuns(pattern, zone, second);
    };
  }

  private static long previous(LocalPattern pattern, ZoneTable zone, DstPolicy dst, long second) {
    DstPolicy policy = pattern.isFixedTime() ? dst : DstPolicy.LITERAL;
    return switch (policy) {
      case VIXIE -> previousMadeUp(pattern, zone, second);
      case OCPS -> previousFresh(pattern, zone, second);
      case LITERAL -> previousAsItRuns(pattern, zone, second);
    };
  }

  private static long nextAsItRuns(LocalPattern pattern, ZoneTable zone, long instant) {
    int span = zone.spanAt(instant);
    long from = instant + zone.offset(span);
    long local = pattern.next(from);
    while (local >= zone.localEnd(span)) {
      if (++span == zone.size()) {
        return NONE_AFTER;
      }
      long start = zone.localStart(span);
      if (start < from || local < start) {
        from = start;
        local = pattern.next(from);
      }
    }
    return local - zone.offset(span);
  }

  private static long previousAsItRuns(LocalPattern pattern, ZoneTable zone, long instant) {
    int span = zone.spanAt(instant);
    long to = instant + zone.offset(span);
    long local = pattern.previous(to);
    while (local < zone.localStart(span)) {
      if (--span < 0) {
        return NONE_BEFORE;
      }
      long end = zone.localEnd(span) - 1;
      if (end > to || local > end) {
        to = end;
        local = pattern.previous(to);
      }
    }
    return local - zone.offset(span);
  }

  private static long nextFresh(LocalPattern pattern, ZoneTable zone, long instant) {
    int span = zone.spanAt(instant);
    long local = pattern.next(Math.max(instant + zone.offset(span), zone.reached(span)));
    while (local >= zone.localEnd(span)) {
      if (++span == zone.size()) {
        return NONE_AFTER;
      }
      if (local < zone.fresh(span)) {
        local = pattern.next(zone.fresh(span));
      }
    }
    return local - zone.offset(span);
  }

  private static long previousFresh(LocalPattern pattern, ZoneTable zone, long instant) {
    int span = zone.spanAt(instant);
    long local = pattern.previous(Math.max(instant + zone.offset(span), zone.reached(span) - 1));
    while (local < zone.fresh(span)) {
      if (local >= zone.reached(span)) {
        local = pattern.previous(zone.reached(span) - 1);
      }
      if (--span < 0) {
        return NONE_BEFORE;
      }
    }
    return local - zone.offset(span);
  }

  private static long nextMadeUp(LocalPattern pattern, ZoneTable zone, long instant) {
    int span = zone.spanAt(instant);
    long from =
        instant == zone.start(span)
            ? zone.reached(span)
            : Math.max(instant + zone.offset(span), zone.reached(span));
    long local = pattern.next(from);
    while (local >= zone.localEnd(span)) {
      if (++span == zone.size()) {
        return NONE_AFTER;
      }
    }
    return Math.max(local, zone.fresh(span)) - zone.offset(span);
  }

  private static long previousMadeUp(LocalPattern pattern, ZoneTable zone, long instant) {
    int span = zone.spanAt(instant);
    long local = pattern.previous(Math.max(instant + zone.offset(span), zone.reached(span) - 1));
    while (local < zone.reached(span)) {
      if (--span < 0) {
        return NONE_BEFORE;
      }
    }
    return Math.max(local, zone.fresh(span)) - zone.offset(span);
  }
}
