package dev.tempo.time;

import java.time.Instant;

/** The machine's clocks. */
enum SystemTimeSource implements TimeSource {
  INSTANCE;

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public String toString() {
    return "system clocks";
  }
}
