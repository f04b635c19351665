package dev.tempo.server.settings;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.internal.text.UrlRedactor;
import dev.tempo.message.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides what addresses in settings hold that is nobody else's business: names, passwords and tokens
 * before the host, and queries, in which shared links carry their signature. What was shown so can
 * be written back.
 */
final class Hidden {
  private static final String MASK = "****";
  private static final Pattern QUERY =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,20}://[^\\s?#,]{1,2000}\\?)[^\\s#,]+");
  private static final Pattern WORD = Pattern.compile("\\S++");

  /** More of what is not as it should be is not looked at, and not shown. */
  private static final int MOST_WRONG = 2_000;

  private static final Pattern MASKED = Pattern.compile("://\\*{4}@|\\?\\*{4}");

  private Hidden() {}

  /** The text of a value as it may be shown. */
  static String of(String text) {
    return QUERY.matcher(UrlRedactor.mask(text)).replaceAll("$1" + MASK);
  }

  /** True if there is something that must not be shown. */
  static boolean isIn(String text) {
    return !of(text).equals(text);
  }

  /** What may be shown of a text that is not as it should be, so that nobody knows its parts. */
  static String ofWrong(String text) {
    if (text.length() > MOST_WRONG) {
      return MASK;
    }
    return of(
        WORD.matcher(text)
            .replaceAll(word -> Matcher.quoteReplacement(withoutUserInfo(word.group()))));
  }

  /** What stands from the beginning of an element with a colon to the last {@code @} is masked. */
  private static String withoutUserInfo(String word) {
    int end = word.lastIndexOf('@');
    int colon = word.indexOf(':');
    if (colon < 0 || colon > end) {
      return word;
    }
    int start = word.lastIndexOf(',', colon) + 1;
    return word.substring(0, start) + MASK + word.substring(end);
  }

  /**
   * The text that is meant where somebody writes back what was shown: each address is again the
   * kept one that is shown so. Another host never gets the credentials of the kept one.
   *
   * @param kept what holds now
   * @throws IllegalArgumentException if there is a mask that stands for nothing
   */
  static String restore(String values, String kept) {
    if (!MASKED.matcher(values).find()) {
      return values;
    }
    if (of(kept).equals(values)) {
      return kept;
    }
    List<String> left = new ArrayList<>(List.of(kept.split(",")));
    List<String> meant = new ArrayList<>();
    for (String element : values.split(",")) {
      meant.add(take(left, element.strip()));
    }
    return String.join(",", meant);
  }

  private static String take(List<String> left, String element) {
    for (String kept : left) {
      if (of(kept).equals(element)) {
        left.remove(kept);
        return kept;
      }
    }
    if (MASKED.matcher(element).find()) {
      throw new InvalidValueException(message("api.setting.masked", "mask", MASK));
    }
    return element;
  }
}
