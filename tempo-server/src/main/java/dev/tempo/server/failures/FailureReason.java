package dev.tempo.server.failures;

import java.util.Locale;
import java.util.Objects;

/**
 * The line of a log that says why a script failed. Immutable.
 *
 * @param text the line without escape sequences, at most {@value #MOST_CHARACTERS} characters
 * @param lineNumber its number in the log
 * @param firstLine where what belongs to it begins, such as the traceback above it; at most {@code
 *     lineNumber}
 * @param kind who wrote it
 */
public record FailureReason(String text, long lineNumber, long firstLine, Kind kind) {
  static final int MOST_CHARACTERS = 500;

  /** Who writes lines of this form. */
  public enum Kind {
    /** Python: the exception of a traceback, or a syntax error. */
    PYTHON,
    /** A shell: what it could not do in which line of a script. */
    SHELL,
    /** Node.js: an error with a stack. */
    NODE,
    /** A JVM: an exception that ended a thread. */
    JAVA,
    /** Perl: what a program died of. */
    PERL,
    /** Ruby: an exception that nobody rescued. */
    RUBY,
    /** R: an error that ended a script. */
    R,
    /** PHP: a fatal error. */
    PHP,
    /** Go: a panic. */
    GO,
    /** Rust: a panic. */
    RUST,
    /** The script itself, by the workflow command {@code ::error::}. */
    ANNOTATION,
    /** Anybody: a line that speaks of an error. */
    MESSAGE,
    /** Anybody: the last line on standard error. */
    OUTPUT;

    /** As the API says it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the numbers, and cuts the text. */
  public FailureReason {
    Objects.requireNonNull(kind, "kind");
    if (firstLine < 1 || firstLine > lineNumber) {
      throw new IllegalArgumentException("Not lines: " + firstLine + " to " + lineNumber);
    }
    if (text.length() > MOST_CHARACTERS) {
      int end = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 2)) ? 2 : 1;
      text = text.substring(0, MOST_CHARACTERS - end) + "…";
    }
  }
}
