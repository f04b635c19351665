package dev.tempo.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much is measured.
 *
 * @param quick whether everything is made small, to see that it works; the values mean little then
 * @param alone whether the peers are left out
 * @param directory where files are made that the measured programs write
 */
public record BenchmarkSettings(boolean quick, boolean alone, Path directory) {

  /**
   * A place on a disk: {@code /var/tmp} if it can be written, since {@code /tmp} may be in memory,
   * where nothing is ever durable.
   */
  public static Path onDisk() {
    Path disk = Path.of("/var/tmp");
    return Files.isWritable(disk) ? disk : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** How often each contender is measured. */
  public int rounds() {
    return quick ? 1 : 5;
  }

  /** A size, made small when it must be quick. */
  public int size(int full) {
    return quick ? Math.max(1, full / 20) : full;
  }
}
