package dev.tempo.benchmarks.report;

/**
 * What a figure is to reach.
 *
 * @param least whether the bound is the least that is good enough, and not the most
 * @param bound the worst value that is good enough, in the figure's unit
 */
public record Target(boolean least, double bound) {

  /** At least so much. */
  public static Target atLeast(double bound) {
    return new Target(true, bound);
  }

  /** At most so much. */
  public static Target atMost(double bound) {
    return new Target(false, bound);
  }

  boolean isMetBy(double value) {
    return least ? value >= bound : value <= bound;
  }

  /** As it stands in tables and files. */
  @Override
  public String toString() {
    return (least ? "≥ " : "≤ ") + ReadableNumbers.text(bound);
  }
}
