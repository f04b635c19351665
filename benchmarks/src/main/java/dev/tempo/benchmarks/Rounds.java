package dev.tempo.benchmarks;

import dev.tempo.benchmarks.report.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Measures contenders in turn, round after round, so that what else the machine does falls on all
 * of them alike. A first round warms up and does not count. One that fails is reported and left
 * out.
 */
public final class Rounds {
  private final boolean quiet;
  private final Map<String, Contender> contenders = new LinkedHashMap<>();
  private final Map<String, Samples> samples = new LinkedHashMap<>();

  /** Something to measure. */
  @FunctionalInterface
  public interface Contender {
    /**
     * Measures once.
     *
     * @throws Exception if it cannot do what is asked of it
     */
    double measure() throws Exception;
  }

  /** Rounds that say what they measure as they go. */
  public Rounds() {
    this(false);
  }

  private Rounds(boolean quiet) {
    this.quiet = quiet;
  }

  /** Rounds that say nothing. */
  public static Rounds quiet() {
    return new Rounds(true);
  }

  /** Adds a contender. */
  public Rounds add(String name, Contender contender) {
    contenders.put(name, contender);
    return this;
  }

  /** Measures all of them so many times. */
  public Rounds run(int rounds) {
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Contender> entry : List.copyOf(contenders.entrySet())) {
        measure(entry.getKey(), entry.getValue(), round);
      }
    }
    return this;
  }

  /** The middle of what was measured; empty if the contender failed. */
  public OptionalDouble median(String name) {
    Samples measured = samples.get(name);
    return measured == null ? OptionalDouble.empty() : OptionalDouble.of(measured.median());
  }

  private void measure(String name, Contender contender, int round) {
    try {
      double value = contender.measure();
      if (!quiet) {
        String when = round == 0 ? "warm-up" : "round " + round;
        System.err.printf(Locale.ROOT, "  %-20s %-8s %,14.1f%n", name, when, value);
      }
      if (round > 0) {
        samples.computeIfAbsent(name, any -> new Samples()).add(value);
      }
    } catch (Exception e) {
      System.err.printf(Locale.ROOT, "  %-40s left out: %s%n", name, e);
      contenders.remove(name);
      samples.remove(name);
    }
  }
}
