package dev.tempo.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The texts and lists of texts among the top-level keys of a TOML document, up to its first table.
 * Values of other kinds are passed over if they end with their line.
 */
final class TomlKeys {
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_-]+|\"[A-Za-z0-9_-]+\"|'[A-Za-z0-9_-]+'");
  private static final Pattern SPACE = Pattern.compile("[ \\t\\n]+");
  private static final Pattern COMMENT = Pattern.compile("#[^\\n]*");
  private static final Pattern REST = Pattern.compile("[^\\n]*");
  private static final Pattern END = Pattern.compile("[ \\t]*(?:#[^\\n]*)?(?:\\n|\\z)");
  private static final Pattern LITERAL = Pattern.compile("'[^'\\n]*'");
  private static final Pattern PLAIN = Pattern.compile("[^\"\\\\\\n]+");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:[btnfr\"\\\\]|u[0-9A-Fa-f]{4})");

  private final Cursor cursor;
  private final Map<String, List<String>> lists = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  private TomlKeys(String toml) {
    cursor = new Cursor(toml);
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException if it is not TOML as far as it is read
   */
  static TomlKeys read(String toml) {
    TomlKeys keys = new TomlKeys(toml);
    try {
      keys.pairs();
      return keys;
    } catch (Mistake mistake) {
      int line = (int) toml.substring(0, Math.min(mistake.offset(), toml.length())).lines().count();
      throw new IllegalArgumentException(
          "In line " + Math.max(1, line) + " of the script's metadata: " + mistake.getMessage());
    }
  }

  /** The text of this key; empty if there is none. */
  Optional<String> text(String key) {
    if (lists.containsKey(key)) {
      throw new IllegalArgumentException("'" + key + "' must be a text, not a list");
    }
    return Optional.ofNullable(texts.get(key));
  }

  /** The texts of this key; empty if there are none. */
  List<String> texts(String key) {
    if (texts.containsKey(key)) {
      throw new IllegalArgumentException("'" + key + "' must be a list, not a text");
    }
    return lists.getOrDefault(key, List.of());
  }

  private void pairs() {
    gap();
    while (!cursor.atEnd() && !cursor.looksAt("[")) {
      pair();
      gap();
    }
  }

  private void pair() {
    int start = cursor.at();
    String key = cursor.take(KEY).replaceAll("[\"']", "");
    cursor.skipBlanks();
    if (key.isEmpty() || !cursor.take("=")) {
      throw new Mistake(start, "A line such as key = \"value\" is expected");
    }
    if (texts.containsKey(key) || lists.containsKey(key)) {
      throw new Mistake(start, "'" + key + "' is there twice");
    }
    cursor.skipBlanks();
    value(key);
  }

  private void value(String key) {
    if (cursor.take("[")) {
      lists.put(key, list());
    } else if (cursor.looksAt("\"") || cursor.looksAt("'")) {
      texts.put(key, string());
    } else {
      cursor.take(REST);
      return;
    }
    int at = cursor.at();
    if (cursor.take(END).isEmpty() && !cursor.atEnd()) {
      throw new Mistake(at, "Something follows the value of '" + key + "'");
    }
  }

  private List<String> list() {
    List<String> values = new ArrayList<>();
    gap();
    while (!cursor.take("]")) {
      values.add(string());
      gap();
      if (!cursor.take(",") && !cursor.looksAt("]")) {
        throw cursor.mistake("',' or ']' is expected, but got " + cursor.next());
      }
      gap();
    }
    return values;
  }

  private void gap() {
    while (!cursor.take(SPACE).isEmpty() || !cursor.take(COMMENT).isEmpty()) {
      // both were passed over
    }
  }

  private String string() {
    String literal = cursor.take(LITERAL);
    if (!literal.isEmpty()) {
      return literal.substring(1, literal.length() - 1);
    }
    if (!cursor.take("\"")) {
      throw cursor.mistake("A text in quotation marks is expected, but got " + cursor.next());
    }
    StringBuilder text = new StringBuilder();
    while (!cursor.take("\"")) {
      String plain = cursor.take(PLAIN);
      String escape = plain.isEmpty() ? cursor.take(ESCAPE) : "";
      if (plain.isEmpty() && escape.isEmpty()) {
        throw cursor.mistake("The text does not end, or has an unknown escape");
      }
      text.append(plain).append(Escapes.resolve(escape));
    }
    return text.toString();
  }
}
