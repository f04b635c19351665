package dev.tempo.benchmarks.punctual;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Triggers that fire one after the other, evenly. Each has a place in the row and comes up again
 * when all others have.
 *
 * @param triggers how many there are
 * @param perSecond how many fire in a second; divides 1,000
 * @param seconds how long they are watched
 */
record Load(int triggers, int perSecond, int seconds) {

  /** From one fire to the next. */
  Duration step() {
    return Duration.ofMillis(1_000 / perSecond);
  }

  /** From one fire of a trigger to its next. */
  Duration period() {
    return step().multipliedBy(triggers);
  }

  /** How many fires are watched. */
  int fires() {
    return perSecond * seconds;
  }

  /** An instant at which a trigger fires; the others are whole periods away. */
  Instant anchor(int trigger) {
    return Instant.EPOCH.plus(step().multipliedBy(trigger));
  }

  /** The first time that a trigger fires, not before an instant. */
  Instant first(int trigger, Instant from) {
    long periodMs = period().toMillis();
    long away = Math.floorMod(anchor(trigger).toEpochMilli() - from.toEpochMilli(), periodMs);
    return from.plusMillis(away);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,d fires/s of %,d triggers", perSecond, triggers);
  }
}
