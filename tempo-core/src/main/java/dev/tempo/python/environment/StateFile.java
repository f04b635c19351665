package dev.tempo.python.environment;

import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.text.StringEscapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names and values in a small file, written at once: {@code name=value} lines, in which line feeds
 * and backslashes are escaped, and a last line {@code end}, without which it says nothing.
 */
final class StateFile {
  private static final String END = "end";

  private StateFile() {}

  static void write(Path file, Map<String, String> values) throws IOException {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(values)
        .forEach((name, value) -> text.append(name).append('=').append(escape(value)).append('\n'));
    AtomicFiles.write(file, text.append(END).append('\n').toString());
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  /** What was written; empty if there is no file, or not a whole one. */
  static Optional<Map<String, String>> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
    if (!text.endsWith("\n" + END + "\n")) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), StringEscapes.resolve(line.substring(equals + 1)));
      }
    }
    return Optional.of(values);
  }
}
