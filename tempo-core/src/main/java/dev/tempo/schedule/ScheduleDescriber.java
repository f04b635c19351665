package dev.tempo.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Describes schedules in words. The words come from what a schedule matches, not from how it is
 * written, so that {@code 0-59/15} and {@code 0,15,30,45} read alike.
 */
final class ScheduleDescriber {
  private ScheduleDescriber() {}

  static String startup(Locale locale) {
    return ScheduleTexts.of(locale).text("startup");
  }

  static String afterJobs(AfterJobsSchedule schedule, Locale locale) {
    String condition = schedule.condition().name().toLowerCase(Locale.ROOT);
    int count = schedule.jobs().size();
    ScheduleTexts words = ScheduleTexts.of(locale);
    return count == 1
        ? words.text("after.one." + condition)
        : words.text((schedule.any() ? "after.any." : "after.all.") + condition, count);
  }

  static String oneTime(Instant at, Locale locale) {
    OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
    return ScheduleTexts.of(locale).text("once", time.toLocalDate(), time.toLocalTime());
  }

  static String interval(IntervalSchedule interval, Locale locale) {
    ScheduleTexts words = ScheduleTexts.of(locale);
    Duration every = interval.every();
    if (every.toMillis() % 1000 != 0) {
      return interval(words, interval.mode(), "millisecond", every.toMillis());
    }
    long seconds = every.toSeconds();
    if (seconds % 60 != 0) {
      return interval(words, interval.mode(), "second", seconds);
    }
    if (seconds % 3600 != 0) {
      return interval(words, interval.mode(), "minute", seconds / 60);
    }
    return seconds % 86_400 != 0
        ? interval(words, interval.mode(), "hour", seconds / 3600)
        : interval(words, interval.mode(), "day", seconds / 86_400);
  }

  static String pattern(LocalPattern pattern, Locale locale) {
    ScheduleTexts words = ScheduleTexts.of(locale);
    if (pattern.neverMatches()) {
      return words.text("never");
    }
    TimeDescriber times = new TimeDescriber(words, pattern.time());
    DayDescriber days = new DayDescriber(words, pattern);
    String when = days.describe(times.areClockTimes());
    String comma = times.endWithSteps() && when.startsWith(" ") ? "," : "";
    return capitalized(times.describe() + comma + when);
  }

  private static String interval(
      ScheduleTexts words, IntervalSchedule.Mode mode, String unit, long count) {
    String units = count == 1 ? unit : unit + "s";
    return mode == IntervalSchedule.Mode.FIXED_RATE
        ? capitalized(words.text("every." + units, count))
        : words.text("delay", words.text("amount." + units, count));
  }

  private static String capitalized(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
