package dev.tempo.benchmarks.jmh;

import dev.tempo.benchmarks.report.Samples;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What JMH measured of a benchmark with certain parameters, in all JVMs of all rounds.
 *
 * @param benchmark its method, after its class: {@code CronBenchmark.nextQuartz}
 * @param parameters values by name
 * @param unit as JMH writes it: {@code ns/op}, {@code ops/s}
 * @param scores of every iteration
 * @param secondary other figures of every iteration by name, as of {@code -prof gc}
 */
public record Measured(
    String benchmark,
    Map<String, String> parameters,
    String unit,
    Samples scores,
    Map<String, Samples> secondary) {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** The middle of all scores. */
  public double median() {
    return scores.median();
  }

  /**
   * How many whole bytes one operation allocates, as JMH itself allocates a little; empty if it was
   * not watched.
   */
  public OptionalDouble bytes() {
    Samples bytes = secondary.get(ALLOCATED);
    return bytes == null ? OptionalDouble.empty() : OptionalDouble.of(Math.rint(bytes.median()));
  }
}
