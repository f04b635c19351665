package dev.tempo.engine.trigger;

import dev.tempo.FiringPolicy;
import dev.tempo.Trigger;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.DecisionEntry.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a trigger's due occurrences into those that run and those that are missed.
 *
 * <p>As long as the oldest is within the grace, all run, in order. Otherwise something kept the
 * engine from its work, and the misfire policy decides: one run for the latest of all, or only
 * those that are still within the grace, or the newest thousand.
 *
 * @param toRun nominal instants, the earliest first
 * @param missed those that do not run; empty if there are none
 * @param next the first occurrence that is not dealt with; empty if the schedule has ended
 */
record DueOccurrences(List<Instant> toRun, Optional<Range> missed, Optional<Instant> next) {

  /** Counting what was missed ends here, so that a year of a missed second takes no time. */
  static final int MAX_COUNT = 1_000_000;

  /**
   * Sorts.
   *
   * @param timetable the trigger's occurrences
   * @param firing grace and misfire policy
   * @param first the oldest occurrence that is not dealt with
   * @param now the nominal instant that is due now: the time less the trigger's jitter
   */
  static DueOccurrences of(Timetable timetable, FiringPolicy firing, Instant first, Instant now) {
    if (Duration.between(first, now).compareTo(firing.grace()) <= 0) {
      return inTime(timetable, first, now);
    }
    return switch (firing.misfire()) {
      case RUN_ONCE -> newest(timetable, first, now, 1);
      case RUN_ALL -> newest(timetable, first, now, Trigger.MAX_CATCH_UP);
      case SKIP -> withinGrace(timetable, first, now, now.minus(firing.grace()));
    };
  }

  /** None runs, whatever grace and policy say. */
  static DueOccurrences passedOver(Timetable timetable, Instant first, Instant now) {
    Optional<Range> missed =
        timetable
            .previous(now.plusMillis(1))
            .filter(last -> !last.isBefore(first))
            .map(last -> range(timetable, first, last));
    return new DueOccurrences(List.of(), missed, timetable.next(now));
  }

  private static DueOccurrences inTime(Timetable timetable, Instant first, Instant now) {
    List<Instant> due = new ArrayList<>(1);
    Optional<Instant> next = Optional.of(first);
    while (next.isPresent() && !next.get().isAfter(now) && due.size() < Trigger.MAX_CATCH_UP) {
      due.add(next.get());
      next = timetable.next(next.get());
    }
    return new DueOccurrences(due, Optional.empty(), next);
  }

  private static DueOccurrences newest(Timetable timetable, Instant first, Instant now, int limit) {
    LinkedList<Instant> kept = new LinkedList<>();
    Optional<Instant> late = timetable.previous(now.plusMillis(1));
    while (late.isPresent() && !late.get().isBefore(first) && kept.size() < limit) {
      kept.addFirst(late.get());
      late = timetable.previous(late.get());
    }
    if (kept.isEmpty()) {
      kept.add(first);
    }
    Optional<Range> missed =
        late.filter(last -> !last.isBefore(first)).map(last -> range(timetable, first, last));
    return new DueOccurrences(kept, missed, timetable.next(now));
  }

  private static DueOccurrences withinGrace(
      Timetable timetable, Instant first, Instant now, Instant oldest) {
    Optional<Range> missed =
        timetable
            .previous(oldest)
            .filter(last -> !last.isBefore(first))
            .map(last -> range(timetable, first, last));
    Optional<Instant> next = timetable.next(oldest.minusMillis(1));
    DueOccurrences inTime =
        next.filter(instant -> !instant.isAfter(now))
            .map(instant -> inTime(timetable, instant, now))
            .orElse(new DueOccurrences(List.of(), Optional.empty(), next));
    return new DueOccurrences(inTime.toRun(), missed, inTime.next());
  }

  private static Range range(Timetable timetable, Instant first, Instant last) {
    long more = 0;
    Optional<Instant> next = timetable.next(first);
    while (next.isPresent() && !next.get().isAfter(last) && more < MAX_COUNT) {
      more++;
      next = timetable.next(next.get());
    }
    return new Range(first, last, 1 + more);
  }
}
