package dev.tempo.server.forecast;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The clock of a time zone is put forward or back.
 *
 * @param at when
 * @param before how far it was ahead of UTC
 * @param after how far it is from then on
 * @param triggers how many triggers follow that clock
 */
record ClockChange(ZoneId zone, Instant at, ZoneOffset before, ZoneOffset after, int triggers) {
  private static final int MOST = 100;

  /** Those of a span, of its own zone and of those of triggers, in the order of time. */
  static List<ClockChange> in(ForecastSpan span, List<PlannedTrigger> planned) {
    Map<ZoneId, Integer> zones = new TreeMap<>(Comparator.comparing(ZoneId::getId));
    zones.put(span.zone(), 0);
    planned.stream()
        .collect(Collectors.groupingBy(trigger -> trigger.timetable().zone()))
        .forEach((zone, triggers) -> zones.put(zone, triggers.size()));
    List<ClockChange> found = new ArrayList<>();
    zones.forEach((zone, triggers) -> add(span, zone, triggers, found));
    found.sort(Comparator.comparing(ClockChange::at));
    return found.stream().limit(MOST).toList();
  }

  /** An offset as {@code +01:00}, also where it is none. */
  static String text(ZoneOffset offset) {
    return offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
  }

  private static void add(ForecastSpan span, ZoneId zone, int triggers, List<ClockChange> found) {
    ZoneOffsetTransition next = zone.getRules().nextTransition(span.from().minusMillis(1));
    while (next != null && next.getInstant().isBefore(span.to())) {
      found.add(
          new ClockChange(
              zone, next.getInstant(), next.getOffsetBefore(), next.getOffsetAfter(), triggers));
      next = zone.getRules().nextTransition(next.getInstant());
    }
  }
}
