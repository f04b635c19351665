package dev.tempo.server.failures;

import java.util.regex.Pattern;

/** Lines of logs without what only terminals understand. */
public final class PlainText {
  private static final Pattern ESCAPES =
      Pattern.compile(
          "(?:\\u001b\\[|\\u009b)[0-9;:?<=>!]*[ -/]*[@-~]"
              + "|(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])"
              + "[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)?");

  /** They would turn round what stands beside the line, too, wherever it is shown. */
  private static final Pattern DIRECTIONS =
      Pattern.compile("[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f]");

  private PlainText() {}

  /**
   * Without the escape sequences for colours, titles and links, and without characters that change
   * the direction of text; other control characters blank.
   */
  public static String of(String line) {
    if (line.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
      return line; // as most are
    }
    String seen = DIRECTIONS.matcher(ESCAPES.matcher(line).replaceAll("")).replaceAll("");
    return CONTROLS.matcher(seen).replaceAll(" ");
  }
}
