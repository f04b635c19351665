package dev.tempo.faults.cluster;

import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * A machine's clock that is wrong.
 *
 * @param ahead by how much
 */
record SkewedTime(Duration ahead) implements TimeSource {
  @Override
  public Instant instant() {
    return TimeSource.system().instant().plus(ahead);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
