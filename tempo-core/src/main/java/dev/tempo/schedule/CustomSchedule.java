package dev.tempo.schedule;

import dev.tempo.value.StoredText;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows a rule of the program's own, which a registered {@link ScheduleType} makes of a text:
 *
 * <pre>{@code
 * ScheduleTypes.register(new Tides());
 * Trigger.of(CustomSchedule.of("tides", "Brest, high"));
 * }</pre>
 *
 * <p>It is stored as the name of the type and the text, and compares by these. The DST policy of
 * its trigger plays no part, as the rule names instants.
 */
public final class CustomSchedule implements Schedule {
  private static final int MAX_TEXT = 10_000;

  private final String type;
  private final String text;
  private final ScheduleRule rule;

  private CustomSchedule(String type, String text, ScheduleRule rule) {
    this.type = type;
    this.text = text;
    this.rule = rule;
  }

  /**
   * Returns the schedule of a type for a text.
   *
   * @throws IllegalArgumentException if no such type is registered, or the text is longer than
   *     10,000 characters, contains NUL or half of a surrogate pair, or is no text of this type
   */
  public static CustomSchedule of(String type, String text) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(text, "text");
    StoredText.checked("scheduleText", text);
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          "The text of a schedule has at most "
              + MAX_TEXT
              + " characters, but got "
              + text.length());
    }
    return new CustomSchedule(type, text, ScheduleTypes.rule(type, text));
  }

  /** Returns the name of the type. */
  public String type() {
    return type;
  }

  /** Returns the text, as it was given. */
  public String text() {
    return text;
  }

  /** Returns the rule. */
  public ScheduleRule rule() {
    return rule;
  }

  @Override
  public long nextEpochMilli(long afterMs, ZoneId zone, DstPolicy dst) {
    if (rule instanceof DayFilter days) {
      return days.nextEpochMilli(afterMs, zone, dst);
    }
    Instant after =
        Instant.ofEpochMilli(Math.clamp(afterMs, -EpochMillis.LIMIT, EpochMillis.LIMIT));
    Optional<Instant> next = rule.next(after, Objects.requireNonNull(zone, "zone"));
    if (next.isEmpty()) {
      return NO_NEXT;
    }
    long found = EpochMillis.floor(next.get());
    if (found <= afterMs) {
      throw misled("next", "after", after, next.get());
    }
    return found;
  }

  @Override
  public long previousEpochMilli(long beforeMs, ZoneId zone, DstPolicy dst) {
    if (rule instanceof DayFilter days) {
      return days.previousEpochMilli(beforeMs, zone, dst);
    }
    Instant before =
        Instant.ofEpochMilli(Math.clamp(beforeMs, -EpochMillis.LIMIT, EpochMillis.LIMIT));
    Optional<Instant> previous = rule.previous(before, Objects.requireNonNull(zone, "zone"));
    if (previous.isEmpty()) {
      return NO_PREVIOUS;
    }
    long found = EpochMillis.floor(previous.get());
    if (found >= beforeMs) {
      throw misled("previous", "before", before, previous.get());
    }
    return found;
  }

  private IllegalStateException misled(String method, String where, Instant bound, Instant got) {
    return new IllegalStateException(
        "The schedule type '"
            + type
            + "' returned "
            + got
            + " from "
            + method
            + "("
            + bound
            + "), which is not "
            + where
            + " that by a millisecond");
  }

  /** The rule's own words, or the type and the text. */
  @Override
  public String describe(Locale locale) {
    Objects.requireNonNull(locale, "locale");
    return rule.describe(locale).orElseGet(() -> type + ": " + text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CustomSchedule that && type.equals(that.type) && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, text);
  }

  @Override
  public String toString() {
    return type + ": " + text;
  }
}
