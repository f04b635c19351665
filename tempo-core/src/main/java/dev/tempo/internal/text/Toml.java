package dev.tempo.internal.text;

import dev.tempo.internal.message.SyntaxMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads TOML 1.0, whole: what Python's own reader refuses is refused here, so that a script is not
 * saved with a block that its tools do not take. Short-lived and for one thread.
 */
public final class Toml {
  private static final int DEEPEST = 100;
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]++");
  private static final Pattern COMMENT = Pattern.compile("#[^\\x00-\\x08\\x0A-\\x1F\\x7F]*+");

  private final TextScanner cursor;
  private final TomlScalars scalars;
  private final TomlTable root = TomlTable.empty();
  private TomlTable section = root;
  private int sections;

  /**
   * A date, a time, or both, as they are written.
   *
   * @param text such as {@code 2026-01-31}
   */
  public record Time(String text) {}

  private Toml(String text) {
    cursor = new TextScanner(text);
    scalars = new TomlScalars(cursor);
  }

  /**
   * Reads a document with line feeds between its lines.
   *
   * @throws SyntaxProblem if it is not TOML 1.0
   */
  public static TomlTable read(String text) {
    return new Toml(text).document();
  }

  private TomlTable document() {
    while (!cursor.atEnd()) {
      cursor.skipBlanks();
      int start = cursor.at();
      if (cursor.looksAt("[")) {
        header(start);
      } else if (!cursor.looksAt("#") && !cursor.looksAt("\n") && !cursor.atEnd()) {
        pair(section, sections, 0);
      }
      endLine();
    }
    return root;
  }

  private void endLine() {
    cursor.skipBlanks();
    cursor.take(COMMENT);
    if (!cursor.atEnd() && !cursor.take("\n")) {
      throw cursor.mistake(SyntaxMessages.LINE_END.of(cursor.next()));
    }
  }

  private void header(int start) {
    boolean several = cursor.take("[[");
    if (!several) {
      cursor.take("[");
    }
    cursor.skipBlanks();
    List<String> path = key();
    if (!cursor.take(several ? "]]" : "]")) {
      throw cursor.mistake(SyntaxMessages.BRACKET.of(cursor.next()));
    }
    sections++;
    try {
      section = several ? root.oneMore(path) : root.named(path);
    } catch (TomlTable.Refused refused) {
      throw new SyntaxProblem(start, refused.message());
    }
  }

  private void pair(TomlTable table, int inSection, int depth) {
    int start = cursor.at();
    List<String> path = key();
    if (!cursor.take("=")) {
      throw cursor.mistake(SyntaxMessages.PAIR.of());
    }
    cursor.skipBlanks();
    Object value = value(depth);
    try {
      table.put(path, value, inSection);
    } catch (TomlTable.Refused refused) {
      throw new SyntaxProblem(start, refused.message());
    }
  }

  /** A key with its dots, and the blanks behind it. */
  private List<String> key() {
    List<String> path = new ArrayList<>();
    do {
      cursor.skipBlanks();
      path.add(keyPart());
      cursor.skipBlanks();
    } while (cursor.take("."));
    return path;
  }

  private String keyPart() {
    if (cursor.looksAt("\"") || cursor.looksAt("'")) {
      return scalars.oneLine();
    }
    String bare = cursor.take(BARE);
    if (bare.isEmpty()) {
      throw cursor.mistake(SyntaxMessages.PAIR_GOT.of(cursor.next()));
    }
    return bare;
  }

  private Object value(int depth) {
    if (depth > DEEPEST) {
      throw cursor.mistake(SyntaxMessages.DEPTH.of(DEEPEST));
    }
    if (cursor.take("[")) {
      return list(depth);
    }
    return cursor.take("{") ? braces(depth) : scalars.read();
  }

  private List<Object> list(int depth) {
    List<Object> values = new ArrayList<>();
    gap();
    while (!cursor.take("]")) {
      values.add(value(depth + 1));
      gap();
      if (!cursor.take(",") && !cursor.looksAt("]")) {
        throw cursor.mistake(SyntaxMessages.LIST_END.of(cursor.next()));
      }
      gap();
    }
    return values;
  }

  private TomlTable braces(int depth) {
    TomlTable table = TomlTable.empty();
    cursor.skipBlanks();
    if (!cursor.take("}")) {
      do {
        cursor.skipBlanks();
        pair(table, 0, depth + 1);
        cursor.skipBlanks();
      } while (cursor.take(","));
      if (!cursor.take("}")) {
        throw cursor.mistake(SyntaxMessages.TABLE_END.of(cursor.next()));
      }
    }
    table.close();
    return table;
  }

  private void gap() {
    do {
      cursor.skipBlanks();
      cursor.take(COMMENT);
    } while (cursor.take("\n"));
  }
}
