package dev.tempo.internal.io;

import dev.tempo.files.RegularFile;
import dev.tempo.internal.text.StringEscapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A small file of {@code name=value} lines. Its last line, {@code end}, says that it is complete; a
 * file without it counts as missing, so that nothing is ever half known. Not thread-safe.
 */
public final class KeyValueFile {
  private static final String END = "end";
  private static final int MOST_BYTES = 1 << 24;

  /** How values stand in a file. Nothing in a file says which, so whoever reads it must know. */
  public enum Form {
    /** As they are, with a blank for each line feed. */
    PLAIN {
      @Override
      String encode(String value) {
        return value.replace('\n', ' ');
      }

      @Override
      String decode(String text) {
        return text;
      }
    },

    /** With {@code \n}, {@code \r} and {@code \\} for line ends and backslashes. */
    ESCAPED {
      @Override
      String encode(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
      }

      @Override
      String decode(String text) {
        return StringEscapes.resolve(text);
      }
    };

    abstract String encode(String value);

    abstract String decode(String text);
  }

  /** A complete file lacks what it always has: it was not written by Tempo, or by another one. */
  public static final class MissingFieldException extends IOException {
    private static final long serialVersionUID = 1L;

    MissingFieldException(String name) {
      super("field " + name + " is missing");
    }
  }

  private final Form form;
  private final Map<String, String> values = new LinkedHashMap<>();

  private KeyValueFile(Form form) {
    this.form = form;
  }

  /** Returns one without lines. */
  public static KeyValueFile in(Form form) {
    return new KeyValueFile(form);
  }

  /** Sets a value to its text. */
  public KeyValueFile put(String name, Object value) {
    values.put(name, value.toString());
    return this;
  }

  /** Sets a value to its text, if there is one. */
  public KeyValueFile put(String name, Optional<?> value) {
    value.ifPresent(present -> put(name, present));
    return this;
  }

  /** Returns a value; empty if there is none of this name. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * Returns a value that whoever wrote the file always puts there.
   *
   * @throws MissingFieldException if it is missing
   */
  public String require(String name) throws MissingFieldException {
    return get(name).orElseThrow(() -> new MissingFieldException(name));
  }

  /**
   * Returns a number that whoever wrote the file always puts there.
   *
   * @throws MissingFieldException if it is missing
   * @throws NumberFormatException if it is no number
   */
  public long requireLong(String name) throws MissingFieldException {
    return Long.parseLong(require(name));
  }

  /**
   * Writes the file in place, without waiting for the disk: for what does not outlive a loss of
   * power either, as processes do not.
   */
  public void write(Path file) throws IOException {
    Files.writeString(file, text());
  }

  /** Writes the file at once; it is durable when this returns. */
  public void writeDurably(Path file) throws IOException {
    AtomicFiles.write(file, text());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> text.append(name).append('=').append(form.encode(value)).append('\n'));
    return text.append(END).append('\n').toString();
  }

  /**
   * Reads a file that any program of the same account may have put there: links are not followed,
   * and nothing is waited for.
   *
   * @return empty if there is none, or it is no text or not complete
   * @throws IOException if it is no regular file, larger than any of Tempo's, or cannot be read
   */
  public static Optional<KeyValueFile> read(Path file, Form form) throws IOException {
    byte[] bytes;
    try {
      bytes = RegularFile.read(file, MOST_BYTES + 1);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException(file + " is larger than any that Tempo writes");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(text, form);
    } catch (CharacterCodingException noText) {
      return Optional.empty();
    }
  }

  private static Optional<KeyValueFile> parse(String text, Form form) {
    if (!("\n" + text).endsWith("\n" + END + "\n")) { // not a value that ends in this word
      return Optional.empty();
    }
    KeyValueFile file = new KeyValueFile(form);
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        file.values.put(line.substring(0, equals), form.decode(line.substring(equals + 1)));
      }
    }
    return Optional.of(file);
  }
}
