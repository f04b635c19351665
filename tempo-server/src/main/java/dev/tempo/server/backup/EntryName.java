package dev.tempo.server.backup;

import static dev.tempo.server.message.Messages.message;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Names of files in archives. On Unix a name is bytes, which need not be text in any encoding, and
 * what a program makes of them depends on its locale. So an archive has the bytes themselves, one
 * byte a character (ISO 8859-1), parted by slashes. They are had from a path by its URI, which is
 * the one form of a {@link Path} that keeps them.
 */
final class EntryName {
  private static final String UNESCAPED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  private static final Path ROOT = Path.of("/").toAbsolutePath();

  private EntryName() {}

  /** The name of a relative path. */
  static String of(Path way) {
    return decoded(rawPath(ROOT.resolve(way)).substring(rawPath(ROOT).length() + 1));
  }

  /**
   * The file of a name below a directory.
   *
   * @throws IOException if it would lie elsewhere
   */
  static Path resolve(Path directory, String name) throws IOException {
    List<String> parts = Arrays.asList(name.split("/", -1));
    if (parts.contains("") || parts.contains(".") || parts.contains("..") || name.contains("\0")) {
      throw new EntryException(message("api.backup.entryMisplaced", "entry", display(name)));
    }
    return Path.of(URI.create("file://" + rawPath(directory) + "/" + encoded(name)));
  }

  /** The last name of a path as a line of plain text, which {@link #ofLine} reads. */
  static String line(Path path) {
    return encoded(of(path.getFileName()));
  }

  /** A whole relative path as a line of plain text, which {@link #ofLine} reads. */
  static String wayLine(Path way) {
    return encoded(of(way));
  }

  /** The path in a directory whose name is in a line. */
  static Path ofLine(Path directory, String line) throws IOException {
    return resolve(directory, decoded(line));
  }

  /** A name as people read it: text where it is UTF-8, and {@code \xE9} for each other byte. */
  static String display(String name) {
    StringBuilder shown = new StringBuilder();
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < bytes.length) {
      int length = characterLength(bytes, at);
      if (length == 0) {
        shown.append("\\x").append(hex(bytes[at]));
        at++;
      } else {
        String character = new String(bytes, at, length, StandardCharsets.UTF_8);
        shown.append(character.equals("\\") ? "\\\\" : character);
        at += length;
      }
    }
    return shown.toString();
  }

  /** How many bytes the UTF-8 character there has; 0 if there is none. */
  private static int characterLength(byte[] bytes, int at) {
    for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
        return length;
      } catch (CharacterCodingException e) {
        continue; // perhaps with one byte more
      }
    }
    return 0;
  }

  private static String rawPath(Path path) {
    String raw = path.toAbsolutePath().normalize().toUri().getRawPath();
    return raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
  }

  private static String decoded(String raw) {
    StringBuilder name = new StringBuilder();
    for (int at = 0; at < raw.length(); at++) {
      if (raw.charAt(at) == '%') {
        name.append((char) HexFormat.fromHexDigits(raw, at + 1, at + 3));
        at += 2;
      } else {
        name.append(raw.charAt(at));
      }
    }
    return name.toString();
  }

  private static String encoded(String name) {
    StringBuilder raw = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.ISO_8859_1)) {
      char character = (char) (each & 0xFF);
      if (UNESCAPED.indexOf(character) >= 0) {
        raw.append(character);
      } else {
        raw.append('%').append(hex(each));
      }
    }
    return raw.toString();
  }

  private static String hex(byte each) {
    return HexFormat.of().toHexDigits(each).toUpperCase(Locale.ROOT);
  }
}
