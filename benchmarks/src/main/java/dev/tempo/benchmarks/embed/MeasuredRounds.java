package dev.tempo.benchmarks.embed;

import dev.tempo.benchmarks.report.Samples;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What was measured of all contenders in all rounds. */
final class MeasuredRounds {
  private final Map<Contender, Map<Quantity, Samples>> samples = new EnumMap<>(Contender.class);

  void add(Contender contender, Map<Quantity, Double> values) {
    Map<Quantity, Samples> all =
        samples.computeIfAbsent(contender, any -> new EnumMap<>(Quantity.class));
    values.forEach(
        (quantity, value) -> all.computeIfAbsent(quantity, any -> new Samples()).add(value));
  }

  void remove(Contender contender) {
    samples.remove(contender);
  }

  /** The middle one; empty if that contender has none. */
  OptionalDouble median(Contender contender, Quantity quantity) {
    Samples values = samples.getOrDefault(contender, Map.of()).get(quantity);
    return values == null ? OptionalDouble.empty() : OptionalDouble.of(values.median());
  }
}
