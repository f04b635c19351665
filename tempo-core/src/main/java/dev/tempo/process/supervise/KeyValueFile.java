package dev.tempo.process.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes a small file of {@code name=value} lines. Its last line says that it is
 * complete; a file without it counts as missing, so that nothing is ever half known. It is not
 * synced to the disk: no process survives the loss of power either.
 */
public final class KeyValueFile {
  private static final String END = "end";

  private final Map<String, String> values = new LinkedHashMap<>();

  public KeyValueFile put(String name, Object value) {
    values.put(name, value.toString().replace('\n', ' '));
    return this;
  }

  KeyValueFile put(String name, Optional<?> value) {
    value.ifPresent(present -> put(name, present));
    return this;
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The value, which the writer always puts there. */
  String require(String name) throws IOException {
    return get(name).orElseThrow(() -> new IOException("field " + name + " is missing"));
  }

  long requireLong(String name) throws IOException {
    return Long.parseLong(require(name));
  }

  public void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Files.writeString(file, text.append(END).append('\n'));
  }

  /** Empty if there is no such file or it is not complete. */
  public static Optional<KeyValueFile> read(Path file) throws IOException {
    Optional<String> found = SmallFile.read(file);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String text = found.get();
    if (!("\n" + text).endsWith("\n" + END + "\n")) { // not a value that ends in this word
      return Optional.empty();
    }
    KeyValueFile fields = new KeyValueFile();
    text.lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> fields.values.put(pair[0], pair[1]));
    return Optional.of(fields);
  }
}
