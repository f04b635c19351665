package dev.tempo.server.forecast;

/**
 * How often a trigger fires in each cell of a span, and in which minutes those of its job do. For
 * one thread.
 */
final class FireCounts {
  private final ForecastSpan span;
  private final int[] cells;
  private final MinuteSet minutes;

  /**
   * Of one trigger.
   *
   * @param minutes those of its job, to which its own are added
   */
  FireCounts(ForecastSpan span, MinuteSet minutes) {
    this.span = span;
    this.cells = new int[span.cells()];
    this.minutes = minutes;
  }

  /** It fires so often in a minute. */
  void add(int minute, int count) {
    cells[span.cellOf(minute)] += count;
    minutes.add(minute);
  }

  /**
   * It fires so often in each of many minutes, of which none may be outside the span.
   *
   * @param offset how much later they are
   * @param length up to where they may lie
   */
  void addAll(MinuteSet many, int offset, int length, int count) {
    minutes.addAll(many, offset);
    int last = Math.min(offset + length, span.minutes()) - 1;
    for (int cell = span.cellOf(Math.max(offset, 0)); cell <= span.cellOf(last); cell++) {
      int from = span.minuteOfCell(cell) - offset;
      int until = span.minuteOfCell(cell + 1) - offset;
      cells[cell] += many.count(from, until) * count;
    }
  }

  int[] cells() {
    return cells;
  }
}
