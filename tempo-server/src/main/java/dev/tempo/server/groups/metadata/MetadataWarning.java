package dev.tempo.server.groups.metadata;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is wrong with what a file says. It never keeps the rest of the file from being read.
 *
 * @param file the file's path below its group's directory
 * @param line from 1; empty if it is about the whole file
 * @param field what it is about, by its name in the API, or as it was written if it is unknown
 * @param message what is wrong
 */
public record MetadataWarning(
    String file, OptionalInt line, Optional<String> field, Message message) {
  private static final String PROBLEM = "problem";

  /** Checks that nothing is null. */
  public MetadataWarning {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(line, "line");
    Objects.requireNonNull(field, "field");
    message = said(Objects.requireNonNull(message, "message"));
  }

  /** What the library has said of a requirement is a message itself, also where it was kept. */
  private static Message said(Message message) {
    if (!(message.arguments().get(PROBLEM) instanceof String problem)) {
      return message;
    }
    Map<String, Object> arguments = new LinkedHashMap<>(message.arguments());
    arguments.put(PROBLEM, Messages.kept(problem));
    return new Message(message.code(), message.english(), arguments);
  }

  /** A warning about a file as a whole. */
  public static MetadataWarning of(String file, Message message) {
    return new MetadataWarning(file, OptionalInt.empty(), Optional.empty(), message);
  }

  /** A warning about one field, wherever it stands. */
  public static MetadataWarning of(String file, String field, Message message) {
    return new MetadataWarning(file, OptionalInt.empty(), Optional.of(field), message);
  }
}
