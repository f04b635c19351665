package dev.tempo.benchmarks.embed;

import dev.tempo.benchmarks.report.Target;
import java.util.Optional;

/** What is measured of each contender. */
enum Quantity {
  START_MS("from the start to the end of the first run", "ms"),
  START_CPU_MS("processor time until then", "ms"),
  IDLE_CPU_MS("processor time of 30 s in which nothing is due", "ms", Target.atMost(20)),
  THREADS("platform threads", "threads"),
  HEAP_MB("heap in use after a collection", "MB"),
  RESIDENT_MB("resident memory above an empty JVM", "MB", Target.atMost(40)),
  JARS("jars of the class path", "jars"),
  JARS_MB("their size", "MB");

  private final String title;
  private final String unit;
  private final Optional<Target> target;

  Quantity(String title, String unit) {
    this(title, unit, Optional.empty());
  }

  Quantity(String title, String unit, Target target) {
    this(title, unit, Optional.of(target));
  }

  Quantity(String title, String unit, Optional<Target> target) {
    this.title = title;
    this.unit = unit;
    this.target = target;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  Optional<Target> target() {
    return target;
  }

  /** Whether an empty JVM has a value of its own, which nobody can go below. */
  boolean hasFloor() {
    return this != RESIDENT_MB && this != JARS && this != JARS_MB;
  }
}
