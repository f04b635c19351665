package dev.tempo.server.serverlog;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * One entry of a log: a line {@code <time> <level> <source> <message>}, and lines that belong to
 * it, such as a stack trace, each behind a tab.
 *
 * @param at when
 * @param level how bad
 * @param source who says it
 * @param message what; may have many lines
 */
record LogEntry(Instant at, Level level, String source, String message) {

  /** How bad something is, the worst first. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** As it stands in a file, with the line's end. */
  String toLine() {
    return at + " " + level + " " + source + " " + LogText.of(message) + "\n";
  }

  /** An entry's first line; empty if it is not one. */
  static Optional<LogEntry> parse(String line) {
    String[] parts = line.split(" ", 4);
    if (parts.length < 4 || line.startsWith("\t")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LogEntry(Instant.parse(parts[0]), Level.valueOf(parts[1]), parts[2], parts[3]));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  LogEntry and(String text) {
    return new LogEntry(at, level, source, message + "\n" + text);
  }
}
