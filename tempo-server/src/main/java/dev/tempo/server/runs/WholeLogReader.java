package dev.tempo.server.runs;

import dev.tempo.log.LogLine;
import dev.tempo.server.message.Translation;
import dev.tempo.store.LogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Reads whole logs from a store, some lines at a time, so that their length costs no memory.
 * Thread-safe.
 */
final class WholeLogReader {
  /** How many are read at a time before it is known how long they are: up to 16 kB each. */
  private static final int SMALL_PORTION = 10;

  /**
   * Of short lines so many that a chunk of the store is not unpacked again and again for them, and
   * no more, since there may be many clients that are slow.
   */
  private static final int MOST = 4_000;

  private static final int PORTION_TEXT = 65_536;

  private final LogStore logs;

  WholeLogReader(LogStore logs) {
    this.logs = logs;
  }

  /** Takes some lines of a log. */
  @FunctionalInterface
  interface Lines {
    void write(List<LogLine> lines) throws IOException;
  }

  /** Gives what is stored of a run's log, from its first line to its last. */
  void each(UUID runId, Set<LogLine.Stream> streams, Lines taker) throws IOException {
    List<LogLine> lines = logs.lines(runId, 1, SMALL_PORTION, streams);
    while (!lines.isEmpty()) {
      taker.write(lines);
      long next = lines.getLast().number() + 1;
      lines = logs.lines(runId, next, portion(lines), streams);
    }
  }

  /** As many as those that were read last say that there is room for. */
  private static int portion(List<LogLine> last) {
    long length = last.stream().mapToLong(line -> line.text().length()).sum();
    return Math.clamp((long) PORTION_TEXT * last.size() / (length + 1), SMALL_PORTION, MOST);
  }

  /** As the script printed it: the pieces of a line that was too long for one are one again. */
  void write(OutputStream out, UUID runId, Set<LogLine.Stream> streams, Translation language)
      throws IOException {
    boolean[] midLine = {false};
    each(
        runId,
        streams,
        lines -> {
          StringBuilder text = new StringBuilder();
          for (LogLine line : lines) {
            text.append(midLine[0] && !line.continued() ? "\n" : "")
                .append(LineResponse.content(line, language));
            midLine[0] = true;
          }
          out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        });
    if (midLine[0]) {
      out.write('\n');
    }
  }
}
