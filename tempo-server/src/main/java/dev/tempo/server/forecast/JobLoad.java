package dev.tempo.server.forecast;

import dev.tempo.OverlapPolicy;

/**
 * The minutes in which runs of a job go, by when it fires and how long a run usually takes, at
 * least a minute; and what becomes of those that meet another one. A job fires once a minute at
 * most here. For one request.
 */
final class JobLoad {
  private final MinuteSet busy;
  private final int[] changes;
  private final int length;
  private final int end;
  private int overlaps;

  /** When the run that goes ends. */
  private int busyUntil;

  private JobLoad(MinuteSet busy, int[] changes, int length) {
    this.busy = busy;
    this.changes = changes;
    this.length = length;
    this.end = changes.length - 1;
  }

  /**
   * Adds a job to what a queue bears.
   *
   * @param fires the minutes in which it fires
   * @param length how many minutes a run takes
   * @param runs how many run in each minute
   * @param changes by how much the runs become more with each minute, besides; has one minute more
   */
  static JobLoad add(MinuteSet fires, int length, OverlapPolicy policy, int[] runs, int[] changes) {
    if (length == 1) { // it ends before it can meet another one
      fires.countIn(runs, changes);
      return new JobLoad(fires, changes, length);
    }
    JobLoad load = new JobLoad(new MinuteSet(changes.length - 1), changes, length);
    int minute = fires.next(0);
    while (minute >= 0) {
      minute = fires.next(load.fire(minute, fires, policy));
    }
    return load;
  }

  /** Runs what fires in a minute; gives the first minute that is not dealt with. */
  private int fire(int minute, MinuteSet fires, OverlapPolicy policy) {
    int meets = fires.count(minute + 1, minute + length);
    return switch (policy) {
      case ALLOW -> {
        overlaps += minute < busyUntil ? 1 : 0;
        busyUntil = minute + length;
        run(minute, busyUntil);
        yield minute + 1;
      }
      case SKIP -> {
        overlaps += meets;
        run(minute, minute + length);
        yield minute + length;
      }
      case REPLACE -> {
        overlaps += minute < busyUntil ? 1 : 0;
        run(Math.max(minute, busyUntil), minute + length);
        busyUntil = minute + length;
        yield minute + 1;
      }
      case QUEUE -> queue(minute, fires, meets);
    };
  }

  /** While one goes, others come, of which one waits, and runs next; and so on while any come. */
  private int queue(int minute, MinuteSet fires, int meets) {
    int from = minute;
    int waiting = meets;
    run(from, from + length);
    while (waiting > 0 && from < end) {
      overlaps += waiting;
      from += length;
      run(from, from + length);
      waiting = fires.count(from, from + length);
    }
    return from + length;
  }

  private void run(int from, int until) {
    int first = Math.min(from, end);
    int last = Math.min(until, end);
    busy.add(first, last);
    changes[first]++;
    changes[last]--;
  }

  /** How many fires meet a run of the same job that has not ended. */
  int overlaps() {
    return overlaps;
  }

  /** Whether it runs in some minute of a stretch. */
  boolean isBusy(int from, int until) {
    int next = busy.next(from);
    return next >= 0 && next < until;
  }
}
