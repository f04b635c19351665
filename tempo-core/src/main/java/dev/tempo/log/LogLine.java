package dev.tempo.log;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * One line of a run's log. Immutable.
 *
 * @param number 1 for the run's first line, without holes
 * @param timestamp when Tempo read the line, to the millisecond; see {@link #approximateTime()}
 * @param stream where the line came from
 * @param text the line without its line end; never contains a line feed. Bytes that were not UTF-8
 *     stand as U+FFFD, escape sequences are kept
 * @param marks what else is to be known about the line; usually empty
 */
public record LogLine(long number, Instant timestamp, Stream stream, String text, Set<Mark> marks) {

  /** Where a line came from. */
  public enum Stream {
    /** The script's standard output. */
    STDOUT,
    /** The script's standard error. */
    STDERR,
    /** Tempo itself. */
    SYSTEM
  }

  /** What is to be known about a line beside its text. */
  public enum Mark {
    /** The line was too long for one; this piece continues the previous one of the same stream. */
    CONTINUED,
    /** The line was written while nobody watched; its time is a guess. */
    APPROXIMATE_TIME
  }

  /**
   * Copies the marks and refuses what no log holds: a number below 1, a null.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if the number is below 1
   */
  public LogLine {
    Objects.requireNonNull(marks, "marks");
    if (number < 1) {
      throw new IllegalArgumentException("Line numbers start at 1, but got " + number);
    }
    Objects.requireNonNull(timestamp, "timestamp");
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(text, "text");
    marks = Set.copyOf(marks);
  }

  /** Whether this is a further piece of a line that was too long for one. */
  public boolean continued() {
    return marks.contains(Mark.CONTINUED);
  }

  /** Whether the time is a guess, because nobody watched when the line was written. */
  public boolean approximateTime() {
    return marks.contains(Mark.APPROXIMATE_TIME);
  }
}
