package dev.tempo.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Describes the times of a day in words: a list of clock times when they are few, else how often,
 * in which minutes, in which hours.
 */
final class TimeDescriber {
  private static final int FEW = 3;
  private static final int SOME = 6;

  private final ScheduleTexts words;
  private final ValueSet hours;
  private final ValueSet minutes;
  private final ValueSet seconds;

  TimeDescriber(ScheduleTexts words, TimeOfDay time) {
    this.words = words;
    this.hours = ValueSet.of(time.hours(), 0);
    this.minutes = ValueSet.of(time.minutes(), 0);
    this.seconds = ValueSet.of(time.seconds(), 0);
  }

  /** Whether the words are a list of clock times, so that {@code every day} must be said. */
  boolean areClockTimes() {
    int count = hours.size() * minutes.size();
    boolean regular = hours.size() > FEW && hours.step() > 0 || isRegular(minutes);
    if (seconds.size() > 1 || count > FEW && regular) {
      return false;
    }
    return count <= SOME || minutes.size() == 1;
  }

  /** Whether the words end with the hours in steps, so that a comma must close them. */
  boolean endWithSteps() {
    return !areClockTimes() && !isEvenHours() && hours.isArithmetic() && hours.spans().size() > FEW;
  }

  /** Whether it is the same minute of evenly spaced hours. */
  private boolean isEvenHours() {
    return seconds.is(0)
        && minutes.size() == 1
        && hours.step() > 0
        && (hours.size() < 24 || minutes.is(0));
  }

  String describe() {
    if (areClockTimes()) {
      return clockTimes();
    }
    return seconds.is(0) ? byMinutes() : bySeconds();
  }

  private static boolean isRegular(ValueSet minutes) {
    return minutes.size() > FEW && minutes.step() > 0;
  }

  private String clockTimes() {
    List<String> times = new ArrayList<>();
    for (int hour : hours.values()) {
      for (int minute : minutes.values()) {
        String key = times.isEmpty() ? "time.first" : "time.more";
        times.add(words.textFor(key, hour, clock(hour, minute, seconds.first())));
      }
    }
    return words.and(times);
  }

  private String byMinutes() {
    if (isEvenHours()) {
      return byHours();
    }
    if (hours.size() == 1 && minutes.isContiguous()) {
      return frequency("minute", 1) + minuteWindow();
    }
    if (minutes.size() == 60) {
      return frequency("minute", 1) + hourWindow();
    }
    if (minutes.covers(60)) {
      return frequency("minute", minutes.step()) + hourWindow();
    }
    return listed("minute", minutes) + ofHours();
  }

  /** The same minute of evenly spaced hours. */
  private String byHours() {
    String often = frequency("hour", hours.step());
    if (minutes.is(0) && (hours.size() == 24 || hours.covers(24))) {
      return often;
    }
    int minute = minutes.first();
    return often
        + " "
        + window(
            hours.first(), hours.last(), time(hours.first(), minute), time(hours.last(), minute));
  }

  private String bySeconds() {
    if (seconds.size() == 60) {
      return frequency("second", 1) + inMinutes(false);
    }
    if (seconds.covers(60)) {
      return frequency("second", seconds.step()) + inMinutes(false);
    }
    return listed("second", seconds) + inMinutes(true);
  }

  private String inMinutes(boolean listed) {
    if (minutes.size() == 60) {
      return (listed ? " " + words.text("minute.every.of") : "") + hourWindow();
    }
    if (hours.size() == 1 && minutes.isContiguous()) {
      return (listed ? " " + words.text("minute.every.of") : "") + minuteWindow();
    }
    String key = (minutes.size() == 1 ? "minute." : "minutes.") + (listed ? "of" : "in");
    String of = ofHours();
    String comma =
        minutes.isArithmetic() && of.startsWith(" ") ? "," : ""; // closes "in steps of 2"
    return (listed ? " " : ", ") + words.text(key, words.numbers(minutes)) + comma + of;
  }

  /** The hours behind a list of minutes. */
  private String ofHours() {
    if (hours.size() > 1 && hours.spans().size() > FEW) {
      return " " + words.text("hours.of", words.numbers(hours));
    }
    return (hours.size() > 1 ? " " + words.text("hour.every.of") : "") + hourWindow();
  }

  private String hourWindow() {
    if (hours.size() == 24) {
      return "";
    }
    if (hours.spans().size() > FEW) {
      return ", " + words.text("hours.in", words.numbers(hours));
    }
    List<String> windows = new ArrayList<>();
    for (int[] span : hours.spans()) {
      windows.add(window(span[0], span[1], time(span[0], 0), time(span[1], 59)));
    }
    return " " + words.and(windows);
  }

  /** A run of minutes within one hour. */
  private String minuteWindow() {
    int hour = hours.first();
    boolean exact = !seconds.is(0);
    String from = time(hour, minutes.first()) + (exact ? ":00" : "");
    String to = time(hour, minutes.last()) + (exact ? ":59" : "");
    return " " + window(hour, hour, from, to);
  }

  private String window(int fromHour, int toHour, String from, String to) {
    return words.textFor("window.from", fromHour, from)
        + " "
        + words.textFor("window.to", toHour, to);
  }

  private String frequency(String unit, int step) {
    return step == 1 ? words.text("every." + unit) : words.text("every." + unit + "s", step);
  }

  private String listed(String unit, ValueSet set) {
    if (set.isArithmetic()) {
      return words.text(unit + "s.row", set.step(), set.first(), set.last());
    }
    return words.text(set.size() == 1 ? unit + ".at" : unit + "s.at", words.numbers(set));
  }

  private static String time(int hour, int minute) {
    return clock(hour, minute, 0);
  }

  /** A clock time; the second is left out when it is 0. */
  private static String clock(int hour, int minute, int second) {
    String time = twoDigits(hour) + ":" + twoDigits(minute);
    return second > 0 ? time + ":" + twoDigits(second) : time;
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
