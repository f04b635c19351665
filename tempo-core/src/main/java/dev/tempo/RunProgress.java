package dev.tempo;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How far a handler is, as it says itself.
 *
 * @param done how much is done, at least 0
 * @param total of how much; 0 if nobody knows
 * @param text what is being done, of one line; empty for nothing
 */
public record RunProgress(long done, long total, String text) {
  private static final int MAX_TEXT = 200;

  /**
   * Puts the text on one line, of at most 200 characters.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public RunProgress {
    Objects.requireNonNull(text, "text");
    if (done < 0 || total < 0) {
      throw new IllegalArgumentException(
          "Progress must not be negative, but got " + done + " of " + total);
    }
    String line = text.replaceAll("\\R", " ").strip();
    text = line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) : line;
  }

  /** How many percent are done, at most 100; empty if nobody knows the total. */
  public OptionalInt percent() {
    if (total == 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(done >= total ? 100 : (int) (100.0 * done / total));
  }
}
