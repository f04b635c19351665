package dev.tempo.internal.text;

import dev.tempo.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Reads the little JSON that packages and conda leave on disk (RFC 8259): objects become maps,
 * arrays lists, everything else its text; {@code null} becomes an empty text.
 */
public final class JsonReader {
  private static final int DEEPEST = 64;
  private static final IntPredicate SPACE = c -> c == ' ' || c == '\t' || c == '\r' || c == '\n';
  private static final IntPredicate PLAIN = c -> c != '"' && c != '\\' && c > 0x1f;
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:[btnfr\"\\\\/]|u[0-9A-Fa-f]{4})");
  private static final Pattern WORD =
      Pattern.compile("true|false|-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  private final TextScanner cursor;

  private JsonReader(String text) {
    cursor = new TextScanner(text);
  }

  /**
   * The value of a document: a map, a list or a text.
   *
   * @throws IllegalArgumentException if it is not JSON, or nested deeper than 64
   */
  public static Object parse(String text) {
    JsonReader json = new JsonReader(text);
    try {
      Object value = json.value(0);
      if (!json.cursor.atEnd()) {
        throw json.cursor.mistake(plain("the end is expected"));
      }
      return value;
    } catch (SyntaxProblem e) {
      throw new IllegalArgumentException("No JSON: at " + e.offset() + ", " + e.getMessage(), e);
    }
  }

  /** The texts among the members of a document that is an object; empty for any other. */
  public static Map<String, String> texts(Object document) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (document instanceof Map<?, ?> object) {
      object.forEach(
          (name, value) -> {
            if (value instanceof String text) {
              texts.put((String) name, text);
            }
          });
    }
    return texts;
  }

  /** A member of a document that is an object; an empty text if there is none. */
  public static Object member(Object document, String name) {
    Object value = document instanceof Map<?, ?> object ? object.get(name) : null;
    return value == null ? "" : value;
  }

  private Object value(int depth) {
    if (depth > DEEPEST) {
      throw cursor.mistake(plain("it is nested deeper than " + DEEPEST));
    }
    cursor.takeWhile(SPACE);
    Object value = bare(depth);
    cursor.takeWhile(SPACE);
    return value;
  }

  private Object bare(int depth) {
    if (cursor.take("{")) {
      return object(depth);
    }
    if (cursor.take("[")) {
      return array(depth);
    }
    if (cursor.take("\"")) {
      return string();
    }
    if (cursor.take("null")) {
      return "";
    }
    String word = cursor.take(WORD);
    if (word.isEmpty()) {
      throw cursor.mistake(plain("a value is expected, but got " + cursor.next()));
    }
    return word;
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    cursor.takeWhile(SPACE);
    while (!cursor.take("}")) {
      expect("\"");
      String name = string();
      cursor.takeWhile(SPACE);
      expect(":");
      members.put(name, value(depth + 1));
      separate("}");
    }
    return members;
  }

  private List<Object> array(int depth) {
    List<Object> elements = new ArrayList<>();
    cursor.takeWhile(SPACE);
    while (!cursor.take("]")) {
      elements.add(value(depth + 1));
      separate("]");
    }
    return elements;
  }

  private void separate(String end) {
    if (!cursor.looksAt(end)) {
      expect(",");
      cursor.takeWhile(SPACE);
    }
  }

  private void expect(String text) {
    if (!cursor.take(text)) {
      throw cursor.mistake(plain("'" + text + "' is expected, but got " + cursor.next()));
    }
  }

  private String string() {
    String first = cursor.takeWhile(PLAIN);
    if (cursor.take("\"")) {
      return first;
    }
    StringBuilder text = new StringBuilder(first);
    while (!cursor.take("\"")) {
      String plain = cursor.takeWhile(PLAIN);
      String escape = plain.isEmpty() ? cursor.take(ESCAPE) : "";
      if (plain.isEmpty() && escape.isEmpty()) {
        throw cursor.mistake(plain("the text does not end, or has an unknown escape"));
      }
      text.append(plain).append(StringEscapes.resolve(escape));
    }
    return text.toString();
  }

  /** Of files that programs write, and no person. */
  private static Message plain(String words) {
    return Message.of("asItIs", "{text}", "text", words);
  }
}
