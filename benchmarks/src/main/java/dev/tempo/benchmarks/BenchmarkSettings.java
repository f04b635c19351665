package dev.tempo.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How much is measured.
 *
 * @param quick whether everything is made small, to see that it works; the values mean little then
 * @param alone whether the peers are left out
 * @param sizes how much of what, where that is not left to the row: {@code runs}, {@code gigabytes}
 *     and {@code minutes}
 * @param directory where files are made that the measured programs write
 */
public record BenchmarkSettings(
    boolean quick, boolean alone, Map<String, Integer> sizes, Path directory) {

  /** Copies the map. */
  public BenchmarkSettings {
    sizes = Map.copyOf(sizes);
  }

  /** Whether the values mean what the table of targets means. */
  boolean isWhole() {
    return !quick && !alone && sizes.isEmpty();
  }

  /**
   * A size that can be chosen.
   *
   * @param name by which it is chosen
   * @param full what it is otherwise
   * @param small the same when it must be quick
   */
  public int size(String name, int full, int small) {
    return sizes.getOrDefault(name, quick ? small : full);
  }

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
