package dev.tempo.server.forecast;

/**
 * What became of occurrences in each cell of a span; for one thread.
 *
 * <p>What was planned ran, was skipped, was missed, was folded into a run that waited, or is on its
 * way.
 */
final class PastCounts {
  private final int[][] counts;

  PastCounts(int cells) {
    this.counts = new int[What.values().length][cells];
  }

  /** What is counted. */
  enum What {
    /** What schedules named. */
    PLANNED,
    /** What started. */
    RAN,
    /** What started and failed, was lost, or took too long. */
    FAILED,
    /** What started later than its trigger's grace, or has not by now. */
    LATE,
    /** What was passed over, since it was too late, or something was paused. */
    MISSED,
    /** What met another run of its job, and was skipped or folded into one that waited. */
    SKIPPED
  }

  void add(What what, int cell, int count) {
    counts[what.ordinal()][cell] += count;
  }

  void add(PastCounts other) {
    for (int what = 0; what < counts.length; what++) {
      for (int cell = 0; cell < counts[what].length; cell++) {
        counts[what][cell] += other.counts[what][cell];
      }
    }
  }

  int of(What what, int cell) {
    return counts[what.ordinal()][cell];
  }
}
