package dev.tempo.server.groups.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a file: UTF-8, or what a comment on one of its first two lines names (PEP 263); what
 * is in neither is read as Latin-1, in which every byte is a character. A mark of the order of
 * bytes at the beginning is left out.
 *
 * @param text what it says; line ends stay as they are
 * @param warnings what is wrong with how it is encoded
 */
public record DecodedScript(String text, List<MetadataWarning> warnings) {
  private static final Pattern DECLARED =
      Pattern.compile("^[ \\t\\f]*#.*?coding[:=][ \\t]*([-_.a-zA-Z0-9]+)");
  private static final Pattern BLANK = Pattern.compile("^[ \\t\\f]*(?:#.*)?$");
  private static final int HEAD = 1_000;

  /** What Python calls otherwise than Java. */
  private static final Map<String, String> PYTHON_NAMES =
      Map.of("latin-1", "ISO-8859-1", "iso-latin-1", "ISO-8859-1", "utf-8-sig", "UTF-8");

  /** Copies the list. */
  public DecodedScript {
    warnings = List.copyOf(warnings);
  }

  /** True if these bytes are no text: there is NUL among them. */
  public static boolean isBinary(byte[] content) {
    for (byte b : content) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /** Reads the bytes of a file. */
  public static DecodedScript of(String file, byte[] content) {
    WarningList warnings = new WarningList(file);
    boolean marked =
        content.length > 2
            && content[0] == (byte) 0xEF
            && content[1] == (byte) 0xBB
            && content[2] == (byte) 0xBF;
    ByteBuffer bytes = ByteBuffer.wrap(content, marked ? 3 : 0, content.length - (marked ? 3 : 0));
    Charset charset =
        marked
            ? StandardCharsets.UTF_8
            : declared(content, warnings).orElse(StandardCharsets.UTF_8);
    String text =
        decoded(bytes, charset)
            .orElseGet(
                () -> {
                  warnings.add(MetadataMessages.notEncoded(charset.name()));
                  return new String(
                      bytes.array(),
                      bytes.position(),
                      bytes.remaining(),
                      StandardCharsets.ISO_8859_1);
                });
    return new DecodedScript(LenientText.clean(text), warnings.all());
  }

  /** What can be read without a mark of what cannot is right; that takes the least memory. */
  private static Optional<String> decoded(ByteBuffer bytes, Charset charset) {
    String text = new String(bytes.array(), bytes.position(), bytes.remaining(), charset);
    return text.indexOf('\uFFFD') < 0 ? Optional.of(text) : strictly(bytes, charset);
  }

  private static Optional<String> strictly(ByteBuffer bytes, Charset charset) {
    try {
      return Optional.of(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes.duplicate())
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Charset> declared(byte[] content, WarningList warnings) {
    String head =
        new String(content, 0, Math.min(content.length, HEAD), StandardCharsets.ISO_8859_1);
    String[] lines = head.split("\r\n|\r|\n", 3);
    for (int i = 0; i < Math.min(2, lines.length); i++) {
      Matcher matcher = DECLARED.matcher(lines[i]);
      if (matcher.find()) {
        return charset(matcher.group(1), i + 1, warnings);
      }
      if (!BLANK.matcher(lines[i]).matches()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Charset> charset(String name, int line, WarningList warnings) {
    String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
    try {
      return Optional.of(Charset.forName(PYTHON_NAMES.getOrDefault(plain, plain)));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      warnings.add(line, MetadataMessages.unknownEncoding(LenientText.shown(name)));
      return Optional.empty();
    }
  }
}
