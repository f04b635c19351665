package dev.tempo.schedule;

import java.util.Locale;

/** Descriptions in words. */
final class Description {
  private Description() {}

  static String startup(Locale locale) {
    return "When the scheduler starts";
  }

  static String interval(Interval interval, Locale locale) {
    return "Every " + interval.every();
  }

  static String pattern(LocalPattern pattern, Locale locale) {
    return "By the calendar";
  }
}
