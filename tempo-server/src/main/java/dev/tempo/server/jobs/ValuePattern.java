package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tempo.message.InvalidValueException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A regular expression that users wrote, matched in a time that grows with the value and not with
 * the number of ways to read it: RE2 does not backtrack. What only backtracking can do (references
 * such as {@code \1}, look-ahead) is refused when the pattern is saved.
 *
 * <p>The work is bounded, too: a pattern unfolds to {@value #MOST_STEPS_OF_PATTERN} steps at most,
 * and a value is not looked at when steps times characters exceed {@value #MOST_WORK}. Patterns are
 * compiled and matched on one thread of their own, so that the threads which serve requests are
 * free for others meanwhile.
 *
 * <p>Immutable and thread-safe.
 */
final class ValuePattern {
  private static final int MOST_CHARACTERS = 500;
  private static final int MOST_STEPS_OF_PATTERN = 2_500;
  private static final long MOST_WORK = 4_000_000;

  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tempo-patterns").factory());

  private final Pattern pattern;

  private ValuePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is none, backtracks by its nature, or is too large; with
   *     the reason, for people
   */
  static ValuePattern of(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new InvalidValueException(counted("api.pattern.tooLong", MOST_CHARACTERS));
    }
    if (PatternSize.of(text) > MOST_STEPS_OF_PATTERN) {
      throw tooLarge();
    }
    Pattern pattern = onThread(() -> compiled(text));
    if (pattern.programSize() > 2 * MOST_STEPS_OF_PATTERN) {
      throw tooLarge();
    }
    return new ValuePattern(pattern);
  }

  private static IllegalArgumentException tooLarge() {
    return new InvalidValueException(counted("api.pattern.tooLarge", MOST_STEPS_OF_PATTERN));
  }

  private static Pattern compiled(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new InvalidValueException(
          message("api.pattern.syntax", "reason", e.getDescription(), "at", e.getPattern()), e);
    }
  }

  /**
   * Whether it matches a value as a whole.
   *
   * @throws IllegalArgumentException if the value is too long to be held against it
   */
  boolean matches(String value) {
    if ((long) pattern.programSize() * value.length() > MOST_WORK) {
      throw new InvalidValueException(
          counted("api.pattern.valueTooLong", MOST_WORK / pattern.programSize()));
    }
    return onThread(() -> pattern.matcher(value).matches());
  }

  private static <T> T onThread(Supplier<T> work) {
    try {
      return THREAD.submit(work::get).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a pattern was matched", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("a pattern could not be matched", e);
    }
  }
}
