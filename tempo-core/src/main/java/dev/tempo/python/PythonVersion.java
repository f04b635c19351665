package dev.tempo.python;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.message.InvalidValueException;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a Python interpreter, such as 3.12.1. The order is by age: the newest is last.
 *
 * @param major 3 for every version that Tempo uses
 * @param minor what people mean by a version: 12 in 3.12.1
 * @param micro the bug-fix release
 */
public record PythonVersion(int major, int minor, int micro) implements Comparable<PythonVersion> {
  /** The oldest version that Tempo makes environments with. */
  public static final PythonVersion OLDEST = new PythonVersion(3, 8, 0);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");
  private static final Comparator<PythonVersion> BY_AGE =
      Comparator.comparingInt(PythonVersion::major)
          .thenComparingInt(PythonVersion::minor)
          .thenComparingInt(PythonVersion::micro);

  /**
   * Reads three numbers with dots between them; what follows them, as in {@code 3.14.0rc1}, is
   * passed over.
   *
   * @throws IllegalArgumentException if the text does not begin with three such numbers
   */
  public static PythonVersion parse(String text) {
    Objects.requireNonNull(text, "text");
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException(PythonMessages.NO_VERSION.of(text));
    }
    return new PythonVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /** Major and minor: {@code 3.12}. */
  public String series() {
    return major + "." + minor;
  }

  @Override
  public int compareTo(PythonVersion other) {
    Objects.requireNonNull(other, "other");
    return BY_AGE.compare(this, other);
  }

  /** All three numbers: {@code 3.12.1}. */
  @Override
  public String toString() {
    return major + "." + minor + "." + micro;
  }
}
