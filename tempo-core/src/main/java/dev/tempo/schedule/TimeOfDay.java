package dev.tempo.schedule;

/**
 * Which seconds of a day match: sets of hours, minutes and seconds as bit masks.
 *
 * @param hours bit h, 0 to 23; at least one
 * @param minutes bit m, 0 to 59; at least one
 * @param seconds bit s, 0 to 59; at least one
 */
record TimeOfDay(int hours, long minutes, long seconds) {

  /** The first match of the day, in seconds from midnight. */
  int first() {
    return Integer.numberOfTrailingZeros(hours) * 3600 + firstInHour();
  }

  /** The last match of the day, in seconds from midnight. */
  int last() {
    return highest(hours) * 3600 + lastInHour();
  }

  /** The first match at or after a second of the day (0 to 86,399), or -1. */
  int next(int time) {
    int hour = time / 3600;
    if ((hours >>> hour & 1) != 0) {
      int found = nextInHour(time - hour * 3600);
      if (found >= 0) {
        return hour * 3600 + found;
      }
    }
    int later = hours & -2 << hour;
    return later == 0 ? -1 : Integer.numberOfTrailingZeros(later) * 3600 + firstInHour();
  }

  /** The last match at or before a second of the day (0 to 86,399), or -1. */
  int previous(int time) {
    int hour = time / 3600;
    if ((hours >>> hour & 1) != 0) {
      int found = previousInHour(time - hour * 3600);
      if (found >= 0) {
        return hour * 3600 + found;
      }
    }
    int earlier = hours & ~(-1 << hour);
    return earlier == 0 ? -1 : highest(earlier) * 3600 + lastInHour();
  }

  private int nextInHour(int time) {
    int minute = time / 60;
    if ((minutes >>> minute & 1) != 0) {
      long rest = seconds & -1L << (time - minute * 60);
      if (rest != 0) {
        return minute * 60 + Long.numberOfTrailingZeros(rest);
      }
    }
    long later = minutes & -2L << minute;
    return later == 0
        ? -1
        : Long.numberOfTrailingZeros(later) * 60 + Long.numberOfTrailingZeros(seconds);
  }

  private int previousInHour(int time) {
    int minute = time / 60;
    if ((minutes >>> minute & 1) != 0) {
      long rest = seconds & ~(-2L << (time - minute * 60));
      if (rest != 0) {
        return minute * 60 + highest(rest);
      }
    }
    long earlier = minutes & ~(-1L << minute);
    return earlier == 0 ? -1 : highest(earlier) * 60 + highest(seconds);
  }

  private int firstInHour() {
    return Long.numberOfTrailingZeros(minutes) * 60 + Long.numberOfTrailingZeros(seconds);
  }

  private int lastInHour() {
    return highest(minutes) * 60 + highest(seconds);
  }

  private static int highest(long set) {
    return 63 - Long.numberOfLeadingZeros(set);
  }
}
