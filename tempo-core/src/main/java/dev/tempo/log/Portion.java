package dev.tempo.log;

import java.util.List;
import java.util.UUID;

/**
 * Reads stored lines in portions that a reader may hold while its client is slow: of about 64 KB of
 * text, however long the lines are, since hundreds of clients may be slow at once. For one thread.
 */
final class Portion {
  static final int BYTES = 64 * 1024;
  private static final int LINES = 1000;
  private static final int FIRST_LINES = 200;
  private static final int FEWEST_LINES = 16;

  private final LogAppendStore sink;
  private final UUID runId;
  private int lines = FIRST_LINES;

  Portion(LogAppendStore sink, UUID runId) {
    this.sink = sink;
    this.runId = runId;
  }

  /** The lines behind a number; none when the store has none. */
  List<LogLine> after(long position) {
    List<LogLine> read = sink.read(runId, position + 1, lines);
    int count = 0;
    long bytes = 0;
    while (count < read.size() && bytes < BYTES) {
      bytes += read.get(count++).text().length();
    }
    if (count < read.size() || bytes >= BYTES) {
      lines = Math.clamp(count, FEWEST_LINES, LINES); // no more is read than will be given
    } else {
      lines = Math.min(lines * 2, LINES);
    }
    return List.copyOf(read.subList(0, count));
  }
}
