package dev.tempo.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule of a program's own for when something occurs: the working days of a bank, the tides. A
 * {@link ScheduleType} makes it of a text, and a {@link CustomSchedule} is the schedule that
 * follows it.
 *
 * <p>A rule always names the same instants for the same zone, whenever it is asked. Occurrences are
 * whole milliseconds; what is finer is cut. Thread-safe.
 */
@FunctionalInterface
public interface ScheduleRule {

  /**
   * Returns the first occurrence strictly after an instant.
   *
   * @param zone the trigger's, for rules that go by the local clock
   * @return empty if there is none any more
   */
  Optional<Instant> next(Instant after, ZoneId zone);

  /**
   * Returns the last occurrence strictly before an instant. This one looks for it by {@link #next},
   * in spans that grow; a rule that knows a shorter way overrides it.
   *
   * @return empty if there is none from 1970 on
   */
  default Optional<Instant> previous(Instant before, ZoneId zone) {
    Duration span = Duration.ofHours(1);
    Instant first = Instant.EPOCH.minusMillis(1);
    while (true) {
      Instant from = before.minus(span);
      boolean all = !from.isAfter(first);
      Optional<Instant> found = next(all ? first : from, zone).filter(at -> at.isBefore(before));
      if (found.isPresent()) {
        return Optional.of(lastFrom(found.get(), before, zone));
      }
      if (all) {
        return Optional.empty();
      }
      span = span.multipliedBy(4);
    }
  }

  private Instant lastFrom(Instant found, Instant before, ZoneId zone) {
    Instant last = found;
    Optional<Instant> following = next(last, zone).filter(at -> at.isBefore(before));
    while (following.isPresent()) {
      last = following.get();
      following = next(last, zone).filter(at -> at.isBefore(before));
    }
    return last;
  }

  /**
   * Describes the rule in a sentence without a full stop; otherwise by its type and its text.
   *
   * @return empty for that
   */
  default Optional<String> describe(Locale locale) {
    return Optional.empty();
  }

  /**
   * Says why an instant is no occurrence though one might expect it, as {@link
   * dev.tempo.Scheduler#explain} tells it.
   *
   * @return empty if there is nothing to say
   */
  default Optional<String> absence(Instant at, ZoneId zone) {
    return Optional.empty();
  }
}
