package dev.tempo.python;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a text that moves forward. Not thread-safe. */
final class Cursor {
  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** Passes over blanks and tabs; whether there were any. */
  boolean skipBlanks() {
    int from = at;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at > from;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Passes over this text if it comes next. */
  boolean take(String expected) {
    boolean next = text.startsWith(expected, at);
    if (next) {
      at += expected.length();
    }
    return next;
  }

  /** Passes over this word if it comes next and is not the beginning of a longer one. */
  boolean takeWord(String word) {
    int end = at + word.length();
    boolean longer = end < text.length() && isWordPart(text.charAt(end));
    return !longer && take(word);
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.';
  }

  /** What the pattern matches here, passed over; empty if it does not match here. */
  String take(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    at = matcher.end();
    return matcher.group();
  }

  boolean looksAt(String expected) {
    return text.startsWith(expected, at);
  }

  /** A mistake at this place. */
  Mistake mistake(String message) {
    return new Mistake(at, message);
  }

  /** What comes next, for a message: one character, or the end. */
  String next() {
    return atEnd() || looksAt("\n")
        ? "the end of the line"
        : "'" + Character.toString(text.codePointAt(at)) + "'";
  }
}
