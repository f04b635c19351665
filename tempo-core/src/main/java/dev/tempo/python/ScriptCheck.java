package dev.tempo.python;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found in a script.
 *
 * @param error why Python would refuse it; empty when it would not
 * @param warnings what may be dangerous, in the order of the script; empty for a script with an
 *     error, which has no syntax tree
 */
public record ScriptCheck(Optional<Finding> error, List<Finding> warnings) {
  /**
   * Copies the list.
   *
   * @throws NullPointerException if anything is null
   */
  public ScriptCheck {
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(warnings, "warnings");
    warnings = List.copyOf(warnings);
  }

  /** Whether Python accepts the script. */
  public boolean valid() {
    return error.isEmpty();
  }

  /**
   * A place in the script, and what is to be said about it.
   *
   * @param rule in a word, such as {@code syntax}, {@code eval}, {@code shell}, {@code password}
   * @param line from 1
   * @param column from 1, in characters
   * @param message a sentence
   * @param sourceLine the text of that line, its first 1,000 characters; empty at the script's end
   */
  public record Finding(String rule, int line, int column, String message, String sourceLine) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Finding {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(sourceLine, "sourceLine");
    }
  }
}
