package dev.tempo.benchmarks.report;

import java.util.Arrays;

/** Measured values of one thing. */
public final class Samples {
  private double[] values = new double[16];
  private int count;

  /** Adds one. */
  public void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  /** Adds all of others. */
  public void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.values[i]);
    }
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The middle one. */
  public double median() {
    return quantile(0.5);
  }

  /** The largest. */
  public double max() {
    return quantile(1);
  }

  /** The smallest. */
  public double min() {
    return quantile(0);
  }

  /**
   * The value below or at which this share of all values lies.
   *
   * @param share from 0 to 1
   * @throws IllegalStateException if there are no values
   */
  public double quantile(double share) {
    if (count == 0) {
      throw new IllegalStateException("Nothing was measured");
    }
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.max(0, Math.ceil(share * count) - 1)];
  }
}
