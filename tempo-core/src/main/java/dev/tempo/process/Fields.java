package dev.tempo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A small file of {@code name=value} lines. It is replaced as a whole (written beside, then
 * renamed), so that a reader and a crash see the old content or the new one. It is not synced to
 * the disk: no process survives the loss of power either.
 */
final class Fields {
  private static final String END = "end"; // a file without it was cut short by a loss of power

  private final Map<String, String> values = new LinkedHashMap<>();

  Fields put(String name, Object value) {
    values.put(name, value.toString().replace('\n', ' '));
    return this;
  }

  Fields put(String name, Optional<?> value) {
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

  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text.append(END).append('\n'));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Empty if there is no such file or it is not complete. */
  static Optional<Fields> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file);
    if (!text.endsWith(END + "\n")) {
      return Optional.empty();
    }
    Fields fields = new Fields();
    text.lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> fields.values.put(pair[0], pair[1]));
    return Optional.of(fields);
  }
}
