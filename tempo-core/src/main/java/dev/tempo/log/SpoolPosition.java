package dev.tempo.log;

import java.util.Objects;

/**
 * How far a run's output has become lines. Stored in the same transaction as the lines, so that
 * after a crash every byte becomes a line exactly once. Immutable.
 *
 * @param stdout how far standard output was read
 * @param stderr how far standard error was read
 * @param outputBytes what was kept of the output so far; see {@link LogSummary#outputBytes()}
 * @param capped whether the run's output limit was reached, and the line that says so written
 */
public record SpoolPosition(Mark stdout, Mark stderr, long outputBytes, boolean capped) {
  /** Nothing read yet. */
  public static final SpoolPosition START =
      new SpoolPosition(new Mark(0, false), new Mark(0, false), 0, false);

  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public SpoolPosition {
    Objects.requireNonNull(stdout, "stdout");
    Objects.requireNonNull(stderr, "stderr");
  }

  /**
   * A place in one spool file: the start of a line that has not ended yet.
   *
   * @param offset bytes from the file's start
   * @param midLine whether the line before was cut for its length, and this place continues it
   */
  public record Mark(long offset, boolean midLine) {}
}
