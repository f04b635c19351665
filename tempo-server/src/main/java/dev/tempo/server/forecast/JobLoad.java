package dev.tempo.server.forecast;

import dev.tempo.OverlapPolicy;
import java.util.BitSet;

/**
 * The minutes in which runs of a job go, by when it fires and how long a run usually takes, at
 * least a minute; and what becomes of those that meet another one. A job fires once a minute at
 * most here. For one request.
 */
final class JobLoad {
  private final BitSet busy = new BitSet();
  private final int[] changes;
  private final int length;
  private final int end;
  private int overlaps;

  /** When the run that goes ends. */
  private int busyUntil;

  /** Whether another one waits for that. */
  private boolean waits;

  private JobLoad(int[] changes, int length) {
    this.changes = changes;
    this.length = length;
    this.end = changes.length - 1;
  }

  /**
   * Adds a job to what a queue bears.
   *
   * @param fires the minutes in which it fires
   * @param length how many minutes a run takes
   * @param changes by how much the runs become more with each minute; has one minute more
   */
  static JobLoad add(BitSet fires, int length, OverlapPolicy policy, int[] changes) {
    JobLoad load = new JobLoad(changes, length);
    if (length == 1) { // it ends before it can meet another one
      load.addStretches(fires);
      return load;
    }
    for (int minute = fires.nextSetBit(0); minute >= 0; minute = fires.nextSetBit(minute + 1)) {
      load.fire(minute, policy);
    }
    load.endBefore(Integer.MAX_VALUE);
    return load;
  }

  private void addStretches(BitSet fires) {
    int from = fires.nextSetBit(0);
    while (from >= 0) {
      int until = fires.nextClearBit(from);
      run(from, until);
      from = fires.nextSetBit(until);
    }
  }

  private void fire(int minute, OverlapPolicy policy) {
    if (policy == OverlapPolicy.ALLOW) {
      overlaps += minute < busyUntil ? 1 : 0;
      busyUntil = minute + length;
      run(minute, minute + length);
      return;
    }
    endBefore(minute);
    if (minute >= busyUntil) {
      busyUntil = minute + length;
      run(minute, busyUntil);
      return;
    }
    overlaps++;
    switch (policy) {
      case QUEUE -> waits = true;
      case REPLACE -> {
        run(busyUntil, minute + length);
        busyUntil = minute + length;
      }
      default -> {} // it is skipped
    }
  }

  /** The run that waited has started by then, if its turn has come. */
  private void endBefore(int minute) {
    if (waits && busyUntil <= minute) {
      waits = false;
      run(busyUntil, busyUntil + length);
      busyUntil += length;
    }
  }

  private void run(int from, int until) {
    int first = Math.min(from, end);
    int last = Math.min(until, end);
    busy.set(first, last);
    changes[first]++;
    changes[last]--;
  }

  /** How many fires meet a run of the same job that has not ended. */
  int overlaps() {
    return overlaps;
  }

  /** Whether it runs in some minute of a stretch. */
  boolean isBusy(int from, int until) {
    int next = busy.nextSetBit(from);
    return next >= 0 && next < until;
  }
}
