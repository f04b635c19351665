package dev.tempo.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them: three digits that count, and thousands apart. */
final class ReadableNumbers {
  private ReadableNumbers() {}

  static String text(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) || size >= 100) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    String digits = size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, digits, value);
  }
}
