package dev.tempo.internal.text;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** What texts mean to Python's tools. Stateless. */
public final class PythonText {
  /** Where pip ends a line: as {@code str.splitlines} of Python does. */
  public static final Pattern LINE_END =
      Pattern.compile("\\r\\n|[\\n\\r\\x0b\\x0c\\x1c\\x1d\\x1e\\x85\\u2028\\u2029]");

  private PythonText() {}

  /** The name of a project as PEP 503 writes it. */
  public static String normalName(String name) {
    Objects.requireNonNull(name, "name");
    return name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
  }
}
