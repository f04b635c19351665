package dev.tempo.python;

import dev.tempo.internal.io.Sha256;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.MessageTemplate;
import dev.tempo.value.StoredText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a Python script as the bytes of its file: in the encoding that its first or second
 * line declares (PEP 263, {@code # -*- coding: latin-1 -*-}), else in UTF-8.
 */
public final class PythonSource {
  private static final Pattern DECLARED =
      Pattern.compile("^[ \\t\\f]*#.*?coding[:=][ \\t]*([-_.a-zA-Z0-9]+)");
  private static final Pattern BLANK = Pattern.compile("^[ \\t\\f]*(?:#.*)?$");
  private static final Set<String> LATIN_1 =
      Set.of("latin-1", "iso-8859-1", "iso-latin-1", "latin1");

  /** Python reads no file in which a letter is not one byte. */
  private static final String ASCII = "#! coding";

  private static final String MARK_IN_LATIN_1 = "\u00EF\u00BB\u00BF";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private PythonSource() {}

  /**
   * A declaration.
   *
   * @param line 1 or 2
   * @param column from 1
   * @param name as written
   */
  private record Declaration(int line, int column, String name, String text) {}

  /**
   * The bytes of the script's file.
   *
   * @throws IllegalStateException if it cannot be written in the encoding that it declares; says
   *     the line
   */
  public static byte[] encoded(String source) {
    Objects.requireNonNull(source, "source");
    Optional<ScriptCheck.Finding> mistake = mistake(source);
    if (mistake.isPresent()) {
      throw new IllegalStateException(
          RunMessages.ENCODING_LINE.text(mistake.get().line(), mistake.get().message()));
    }
    return bytes(source, charset(declaration(source)).orElse(StandardCharsets.UTF_8)).orElseThrow();
  }

  /**
   * The SHA-256 of the script's file, in hexadecimal digits; of the text in UTF-8 if it cannot be
   * written in the encoding that it declares.
   */
  public static String sha256(String source) {
    Objects.requireNonNull(source, "source");
    byte[] file =
        charset(declaration(source))
            .flatMap(charset -> bytes(source, charset))
            .orElseGet(() -> source.getBytes(StandardCharsets.UTF_8));
    return Sha256.hex(file);
  }

  /**
   * The text of a script's file. What is no letter in the encoding that it declares is replaced by
   * U+FFFD.
   */
  public static String decoded(byte[] file) {
    Objects.requireNonNull(file, "file");
    String head = new String(file, StandardCharsets.ISO_8859_1);
    boolean marked = head.startsWith(MARK_IN_LATIN_1);
    Charset charset =
        charset(declaration(marked ? head.substring(MARK_IN_LATIN_1.length()) : head))
            .orElse(StandardCharsets.UTF_8);
    return StoredText.repaired(new String(file, marked ? StandardCharsets.UTF_8 : charset));
  }

  /** Why it cannot be written in the encoding that it declares, at the declaration. */
  static Optional<ScriptCheck.Finding> mistake(String source) {
    Optional<Declaration> declared = declaration(source);
    Optional<Charset> charset = charset(declared);
    MessageTemplate problem = null;
    if (charset.isEmpty()) {
      problem = PythonMessages.ENCODING_UNKNOWN;
    } else if (declared.isPresent() && marked(source) && charset.get() != StandardCharsets.UTF_8) {
      problem = PythonMessages.ENCODING_MARK;
    } else if (bytes(source, charset.get()).isEmpty()) {
      problem = PythonMessages.ENCODING_LETTERS;
    }
    return Optional.ofNullable(problem).map(text -> finding(declared, text));
  }

  /** The text with another name in the place of a declared encoding: it is checked as UTF-8. */
  static byte[] forCheck(String source) {
    String[] lines = source.split("(?<=\n)", 3);
    declaration(source)
        .ifPresent(
            found -> {
              String line = lines[found.line() - 1];
              lines[found.line() - 1] = line.replace(found.name(), "utf-8");
            });
    return String.join("", lines).getBytes(StandardCharsets.UTF_8);
  }

  private static ScriptCheck.Finding finding(
      Optional<Declaration> declared, MessageTemplate problem) {
    Declaration at = declared.orElse(new Declaration(1, 1, "utf-8", ""));
    String message = problem.text(at.name());
    return new ScriptCheck.Finding("encoding", at.line(), at.column(), message, at.text());
  }

  private static boolean marked(String source) {
    return !source.isEmpty() && source.charAt(0) == BYTE_ORDER_MARK;
  }

  /** In one of the first two lines; in the second only if the first is blank or a comment. */
  private static Optional<Declaration> declaration(String source) {
    String text = marked(source) ? source.substring(1) : source;
    String[] lines = text.split("\n", 3);
    for (int i = 0; i < Math.min(2, lines.length); i++) {
      lines[i] = lines[i].stripTrailing();
      Matcher matcher = DECLARED.matcher(lines[i]);
      if (matcher.find()) {
        return Optional.of(
            new Declaration(i + 1, matcher.start(1) + 1, matcher.group(1), lines[i]));
      }
      if (!BLANK.matcher(lines[i]).matches()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** UTF-8 if none is declared; empty if Java does not know it, or Python would not read it. */
  private static Optional<Charset> charset(Optional<Declaration> declared) {
    if (declared.isEmpty()) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    String name = declared.get().name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (name.equals("utf-8") || name.startsWith("utf-8-") || name.equals("utf8")) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    try {
      Charset charset =
          LATIN_1.contains(name) || name.startsWith("latin-1-")
              ? StandardCharsets.ISO_8859_1
              : Charset.forName(javaName(name));
      boolean readable = bytes(ASCII, charset).filter(PythonSource::isAscii).isPresent();
      return readable ? Optional.of(charset) : Optional.empty();
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  /** Python writes {@code iso8859-15}, {@code cp1252}, {@code koi8-r}, {@code mac-roman}. */
  private static String javaName(String name) {
    return name.startsWith("mac-") ? "x-" + name.replace("-", "") : name;
  }

  private static boolean isAscii(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).equals(ASCII);
  }

  private static Optional<byte[]> bytes(String text, Charset charset) {
    if (!charset.canEncode()) {
      return Optional.empty();
    }
    try {
      ByteBuffer encoded =
          charset
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return Optional.of(bytes);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
