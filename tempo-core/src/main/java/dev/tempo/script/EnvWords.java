package dev.tempo.script;

import dev.tempo.internal.message.ShebangMessages;
import dev.tempo.message.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits the text behind {@code env -S} into words: quotes, backslashes and comments as the manual
 * of GNU coreutils says. Runs once, on one thread.
 */
final class EnvWords {
  private static final String ESCAPED = "fnrtv";
  private static final String MEANT = "\f\n\r\t\u000b";

  private final String text;
  private final List<Optional<String>> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;
  private boolean known = true;
  private boolean ended;
  private int at;

  EnvWords(String text) {
    this.text = text;
  }

  /**
   * The words; empty for one that names a variable, which only {@code env} knows.
   *
   * @throws IllegalArgumentException if a quote is not closed or a backslash is wrong
   */
  List<Optional<String>> split() {
    while (!ended && at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n', '\f', '\r', '\u000b' -> endWord();
        case '\'' -> quoted('\'');
        case '"' -> quoted('"');
        case '\\' -> escaped();
        case '$' -> variable();
        case '#' -> comment();
        default -> add(c);
      }
    }
    endWord();
    return words;
  }

  private void add(char c) {
    word.append(c);
    begun = true;
  }

  private void endWord() {
    if (begun) {
      words.add(known ? Optional.of(word.toString()) : Optional.empty());
    }
    word.setLength(0);
    begun = false;
    known = true;
  }

  private void comment() {
    if (begun) {
      add('#');
    } else {
      ended = true;
    }
  }

  private void escaped() {
    char c = next();
    if (c == 'c') {
      ended = true;
    } else if (c == '_') {
      endWord();
    } else {
      add(meant(c));
    }
  }

  private static char meant(char c) {
    int place = ESCAPED.indexOf(c);
    if (place < 0 && "\"#$'\\".indexOf(c) < 0) {
      throw new InvalidValueException(ShebangMessages.ESCAPE.of(c));
    }
    return place < 0 ? c : MEANT.charAt(place);
  }

  private void quoted(char quote) {
    begun = true;
    for (char c = next(); c != quote; c = next()) {
      if (c == '\\' && quote == '"') {
        char escaped = next();
        add(escaped == '_' ? ' ' : meant(escaped));
      } else if (c == '\\' && at < text.length() && "\\'".indexOf(text.charAt(at)) >= 0) {
        add(next());
      } else if (c == '$' && quote == '"') {
        variable();
      } else {
        add(c);
      }
    }
  }

  /** Only {@code ${NAME}} is allowed. */
  private void variable() {
    int end = text.indexOf('}', at);
    if (at >= text.length() || text.charAt(at) != '{' || end < 0) {
      throw new InvalidValueException(ShebangMessages.VARIABLE.of("${NAME}"));
    }
    at = end + 1;
    begun = true;
    known = false;
  }

  private char next() {
    if (at >= text.length()) {
      throw new InvalidValueException(ShebangMessages.QUOTE.of());
    }
    return text.charAt(at++);
  }
}
