package dev.tempo.benchmarks;

import java.nio.file.Path;

/**
 * How much is measured.
 *
 * @param quick whether everything is made small, to see that it works; the values mean little then
 * @param alone whether the peers are left out
 * @param directory where files are made that the measured programs write
 */
public record Settings(boolean quick, boolean alone, Path directory) {

  /** How often each contender is measured. */
  public int rounds() {
    return quick ? 1 : 5;
  }

  /** A size, made small when it must be quick. */
  public int size(int full) {
    return quick ? Math.max(1, full / 20) : full;
  }
}
