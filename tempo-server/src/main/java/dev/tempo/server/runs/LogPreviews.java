package dev.tempo.server.runs;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogLine.Stream;
import dev.tempo.server.failures.PlainText;
import dev.tempo.store.LogStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the last line of the output of a run and of its standard error, among the last lines of its
 * log, for lists. What a run costs is bounded, however long its log is. Thread-safe.
 */
final class LogPreviews {
  private static final int LOOKED_AT = 50;
  private static final int MAX_LENGTH = 200;

  /** Of a line that is cut anyway, so that long ones cost no more. */
  private static final int READ_LENGTH = 2_000;

  private static final Set<Stream> PRINTED = EnumSet.of(Stream.STDOUT, Stream.STDERR);

  private final LogStore logs;

  LogPreviews(LogStore logs) {
    this.logs = logs;
  }

  RunResponse.Preview of(UUID runId) {
    long from = Math.max(1, logs.count(runId) - LOOKED_AT + 1);
    List<LogLine> lines = logs.lines(runId, from, LOOKED_AT, PRINTED);
    return new RunResponse.Preview(last(lines, Stream.STDOUT), last(lines, Stream.STDERR));
  }

  private static Optional<String> last(List<LogLine> lines, Stream stream) {
    return lines.reversed().stream()
        .filter(line -> line.stream() == stream)
        .map(line -> PlainText.of(cut(line.text(), READ_LENGTH)).strip())
        .filter(text -> !text.isEmpty())
        .map(text -> cut(text, MAX_LENGTH))
        .findFirst();
  }

  private static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = limit - (Character.isHighSurrogate(text.charAt(limit - 1)) ? 1 : 0);
    return text.substring(0, end) + "…";
  }
}
