package dev.tempo.internal.text;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides credentials in URLs. Stateless. */
public final class UrlRedactor {
  static final String MASK = "****";

  /** Any {@code scheme://user:password@} or {@code scheme://token@}. */
  private static final Pattern USER_INFO =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,20}://)([^\\s/?#\"'<>]{1,2000})@");

  private UrlRedactor() {}

  /**
   * The text with {@code ****} for what stands between {@code ://} and {@code @}. A user name
   * without a password stays when it is {@code git}, which says nothing.
   *
   * @param text any text, with any number of addresses
   */
  public static String mask(String text) {
    Objects.requireNonNull(text, "text");
    if (!text.contains("://")) {
      return text;
    }
    Matcher matcher = USER_INFO.matcher(text);
    return matcher.replaceAll(
        found -> {
          String shown = found.group(2).equals("git") ? "git" : MASK;
          return Matcher.quoteReplacement(found.group(1) + shown + "@");
        });
  }
}
