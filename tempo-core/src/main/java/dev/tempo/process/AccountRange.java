package dev.tempo.process;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of users that stand in no list of accounts, of which each job gets one to itself. The
 * first and the last belong to it. Immutable.
 *
 * @param first at least 1000: lower ones are the system's
 * @param last at least the first
 */
public record AccountRange(int first, int last) {
  private static final int LOWEST = 1_000;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,10})\\s*-\\s*(\\d{1,10})");

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the first is below 1000, or the last below the first
   */
  public AccountRange {
    if (first < LOWEST || last < first) {
      throw new InvalidValueException(ValueMessages.USER_RANGE.of(LOWEST, first, last));
    }
  }

  /**
   * Reads a range such as {@code 200000-201000}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static AccountRange parse(String text) {
    Objects.requireNonNull(text, "text");
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      throw new InvalidValueException(ValueMessages.USER_RANGE_FORM.of(text));
    }
    return new AccountRange(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  /** Whether a user's number lies in it. */
  public boolean contains(long userId) {
    return first <= userId && userId <= last;
  }

  /** Whether it has a number in common with those from the first of {@code count}. */
  boolean overlaps(long start, long count) {
    return count > 0 && start <= last && first <= start + count - 1;
  }

  /** As it is read. */
  @Override
  public String toString() {
    return first + "-" + last;
  }
}
