package dev.tempo.python.requirement;

import java.util.Objects;

/**
 * What is wrong with one requirement, and where.
 *
 * @param line of the text, from 1
 * @param column of the line, from 1, in UTF-16 units
 * @param message a sentence for people, without the position
 */
public record RequirementProblem(int line, int column, String message) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public RequirementProblem {
    Objects.requireNonNull(message, "message");
  }

  /** For people: {@code line 2, column 5: …}. */
  @Override
  public String toString() {
    return "line " + line + ", column " + column + ": " + message;
  }
}
