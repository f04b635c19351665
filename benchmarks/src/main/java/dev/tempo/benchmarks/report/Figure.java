package dev.tempo.benchmarks.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measured value of a row, with what it is held against. Immutable.
 *
 * @param subject what was measured
 * @param ours Tempo's value; empty if only others were measured
 * @param peers their values, by name
 * @param floor what the bare work costs, with no scheduler; empty if that was not measured
 * @param verdict whether ours is good enough; empty if the figure only informs
 */
public record Figure(
    Subject subject,
    OptionalDouble ours,
    Map<String, Double> peers,
    OptionalDouble floor,
    Optional<Verdict> verdict) {

  /**
   * What was measured.
   *
   * @param name the case, with its size where that matters
   * @param unit the unit of all values; rates end in {@code /s}
   */
  public record Subject(String name, String unit) {

    /** True for rates; of everything else less is better. */
    boolean moreIsBetter() {
      return unit.endsWith("/s");
    }
  }

  /**
   * Whether a figure is good enough.
   *
   * @param target what it is to reach
   * @param met whether it does
   */
  public record Verdict(String target, boolean met) {}

  /** Copies the peers. */
  public Figure {
    Objects.requireNonNull(subject, "subject");
    peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
  }

  /** A figure without values. */
  public static Figure of(String name, String unit) {
    return new Figure(
        new Subject(name, unit),
        OptionalDouble.empty(),
        Map.of(),
        OptionalDouble.empty(),
        Optional.empty());
  }

  /** A copy with Tempo's value. */
  public Figure ours(double value) {
    return new Figure(subject, OptionalDouble.of(value), peers, floor, verdict);
  }

  /** A copy with a peer's value. */
  public Figure peer(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(peers);
    more.put(name, value);
    return new Figure(subject, ours, more, floor, verdict);
  }

  /** A copy with the floor. */
  public Figure floor(double value) {
    return new Figure(subject, ours, peers, OptionalDouble.of(value), verdict);
  }

  /**
   * A copy that says whether Tempo's value is good enough.
   *
   * @throws IllegalStateException if it has none yet
   */
  public Figure target(Target reach) {
    if (ours.isEmpty()) {
      throw new IllegalStateException(subject + " has no value to hold against " + reach);
    }
    return verdict(new Verdict(reach.toString(), reach.isMetBy(ours.getAsDouble())));
  }

  Figure verdict(Verdict values) {
    return new Figure(subject, ours, peers, floor, Optional.of(values));
  }

  /** How many times better ours is than the best peer; empty if that means nothing. */
  OptionalDouble ratio() {
    if (ours.isEmpty() || peers.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = ours.getAsDouble();
    boolean more = subject.moreIsBetter();
    double best = more ? Collections.max(peers.values()) : Collections.min(peers.values());
    return value > 0 && best > 0
        ? OptionalDouble.of(more ? value / best : best / value)
        : OptionalDouble.empty();
  }
}
