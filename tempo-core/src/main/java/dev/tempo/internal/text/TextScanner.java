package dev.tempo.internal.text;

import dev.tempo.internal.message.SyntaxMessages;
import dev.tempo.message.Message;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a text character by character. Not thread-safe. */
public final class TextScanner {
  private final String text;
  private int at;

  public TextScanner(String text) {
    this.text = text;
  }

  public int at() {
    return at;
  }

  public boolean atEnd() {
    return at >= text.length();
  }

  /** Passes over blanks and tabs; whether there were any. */
  public boolean skipBlanks() {
    int from = at;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at > from;
  }

  public static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Passes over this text if it comes next. */
  public boolean take(String expected) {
    boolean next = text.startsWith(expected, at);
    if (next) {
      at += expected.length();
    }
    return next;
  }

  /** Passes over this word if it comes next and is not the beginning of a longer one. */
  public boolean takeWord(String word) {
    int end = at + word.length();
    boolean longer = end < text.length() && isWordPart(text.charAt(end));
    return !longer && take(word);
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.';
  }

  /** What the pattern matches here, passed over; empty if it does not match here. */
  public String take(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    at = matcher.end();
    return matcher.group();
  }

  /** All characters here that are meant, passed over; empty if the next one is not. */
  String takeWhile(IntPredicate meant) {
    int from = at;
    while (at < text.length() && meant.test(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  boolean looksAt(String expected) {
    return text.startsWith(expected, at);
  }

  /** A mistake at this place. */
  public SyntaxProblem mistake(Message message) {
    return new SyntaxProblem(at, message);
  }

  /** What comes next, for a message: one character, or the end. */
  public Object next() {
    return atEnd() || looksAt("\n")
        ? SyntaxMessages.END_OF_LINE.of()
        : "'" + Character.toString(text.codePointAt(at)) + "'";
  }
}
