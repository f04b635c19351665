package dev.tempo.benchmarks.script;

import dev.tempo.benchmarks.report.Samples;

/** What came to a reader, and when. For one thread. */
public final class Heard {
  private final Samples millis = new Samples();
  private long last;
  private long lines;
  private long wrong;
  private long lost;

  /**
   * Notes a line.
   *
   * @param number its number
   * @param writtenNanos when it was written, by {@code System.nanoTime}
   */
  void line(long number, long writtenNanos) {
    millis.add((System.nanoTime() - writtenNanos) / 1e6);
    if (number <= last) {
      wrong++;
    } else {
      lines++;
      last = number;
    }
  }

  /** Adds what another heard, who should have heard so many lines. */
  public void add(Heard other, long expected) {
    millis.addAll(other.millis);
    wrong += other.wrong;
    lost += expected - other.lines;
  }

  /** How late each line came. */
  public Samples millis() {
    return millis;
  }

  /** How many lines did not come. */
  public long lost() {
    return lost;
  }

  /** How many came twice, or after a later one. */
  public long wrong() {
    return wrong;
  }
}
