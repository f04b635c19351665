package dev.tempo.server.runs;

import dev.tempo.log.LogLine;
import dev.tempo.server.http.json.Json;
import dev.tempo.store.LogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Reads the lines of one answer: as many as are asked for, or fewer when they are long, or when
 * many are passed over that are not wanted. Then the next ones are asked for. Not thread-safe.
 */
final class LogPortions {
  /** From how many bytes of text on an answer ends before its lines are complete. */
  static final int MOST_BYTES = 4_000_000;

  /** How many are read at a time: lines may have 16 kB each. */
  private static final int PORTION = 100;

  private static final int MOST_LOOKED_AT = 20_000;

  private final LogStore logs;
  private final UUID runId;
  private final Set<LogLine.Stream> streams;
  private final Optional<Predicate<LogLine>> wanted;
  private Optional<Long> next = Optional.empty();

  /**
   * @param filter which lines of the streams; empty for all
   */
  LogPortions(
      LogStore logs, UUID runId, Set<LogLine.Stream> streams, Optional<Predicate<LogLine>> filter) {
    this.logs = logs;
    this.runId = runId;
    this.streams = streams;
    this.wanted = filter;
  }

  List<LogLine> read(long from, int limit) {
    List<LogLine> lines = new ArrayList<>();
    long at = from;
    long bytes = 0;
    long lookedAt = 0;
    boolean more = true;
    while (more && lines.size() < limit && bytes < MOST_BYTES && lookedAt < MOST_LOOKED_AT) {
      int portion = wanted.isPresent() ? PORTION * 10 : Math.min(PORTION, limit - lines.size());
      List<LogLine> read = logs.lines(runId, at, portion, streams);
      for (LogLine line : read) {
        at = line.number() + 1;
        if (lines.size() < limit && wanted.map(asks -> asks.test(line)).orElse(true)) {
          lines.add(line);
          bytes += Json.writtenBytes(line.text());
        }
        if (lines.size() == limit) {
          break;
        }
      }
      lookedAt += wanted.isPresent() ? read.size() : 0;
      more = !read.isEmpty();
    }
    next = at > from ? Optional.of(at) : Optional.empty();
    return lines;
  }

  /** The line with which the next answer begins; empty if the log has none of these streams. */
  Optional<Long> next() {
    return next;
  }
}
