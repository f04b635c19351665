package dev.tempo.server.naming;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Makes the names by which jobs and folders stand in paths: "API Call #1" becomes {@code
 * api-call-1}. Names that mean something else in a path are not given out.
 */
public final class SafeNames {
  private static final int MAX_LENGTH = 60;
  private static final String NOTHING_LEFT = "script";
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");
  private static final Pattern SAFE = Pattern.compile("[a-z0-9](-?[a-z0-9])*");
  private static final Pattern UUID_SHAPE =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Parts of paths that stand where a job could; a test compares them with the routes. */
  private static final Set<String> RESERVED =
      Set.of(
          "bulk",
          "cleanup",
          "execution",
          "preview",
          "project",
          "script",
          "search",
          "search-tags",
          "stats",
          "upcoming");

  private SafeNames() {}

  /**
   * A safe name that is free.
   *
   * @param name what people call it
   * @param taken says which names are not free
   */
  public static String unique(String name, Predicate<String> taken) {
    String base = safe(name);
    String candidate = base;
    for (int number = 2; isReserved(candidate) || taken.test(candidate); number++) {
      String suffix = "-" + number;
      candidate = cut(base, MAX_LENGTH - suffix.length()) + suffix;
    }
    return candidate;
  }

  /** The safe form of a name, which may be taken or reserved. */
  public static String safe(String name) {
    String plain = MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
    String dashed = OTHER.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-");
    String trimmed = cut(dashed, MAX_LENGTH);
    return trimmed.isEmpty() ? NOTHING_LEFT : trimmed;
  }

  /** True for a text that this class could have made. */
  public static boolean isSafe(String text) {
    return text.length() <= MAX_LENGTH && SAFE.matcher(text).matches();
  }

  /** True for names that mean something else in a path. */
  public static boolean isReserved(String name) {
    return RESERVED.contains(name) || UUID_SHAPE.matcher(name).matches();
  }

  private static String cut(String text, int limit) {
    return trimDashes(text.substring(0, Math.min(text.length(), limit)));
  }

  private static String trimDashes(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    int to = text.length() - (text.length() > from && text.endsWith("-") ? 1 : 0);
    return text.substring(from, to);
  }
}
