package dev.tempo.server.mail;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A message to one person.
 *
 * @param to the address
 * @param subject the subject; characters that control, such as line ends and those that turn the
 *     direction of texts, are taken out, and it ends after 200 characters
 * @param text the message as plain text
 * @param html the same as HTML
 * @param language in which it is, as {@code fr}; empty if that is not known
 */
public record MailMessage(
    String to, String subject, String text, String html, Optional<String> language) {
  private static final int MAX_SUBJECT = 200; // a line of a header has at most 998 (RFC 5322)
  private static final Pattern CONTROLS =
      Pattern.compile(
          "[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\p{Cs}"
              + "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+");

  /** Takes out of the subject what would begin further headers, or show it otherwise. */
  public MailMessage {
    subject = shortened(CONTROLS.matcher(subject).replaceAll(" ").strip());
  }

  /** A mail in a language that is not known. */
  public MailMessage(String to, String subject, String text, String html) {
    this(to, subject, text, html, Optional.empty());
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= MAX_SUBJECT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_SUBJECT - 1)) + "…";
  }
}
