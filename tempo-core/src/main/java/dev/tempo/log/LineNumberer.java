package dev.tempo.log;

import dev.tempo.internal.message.LogMessages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Numbers the lines of one run, enforces its output limit, and passes them to live readers and
 * storage. Not thread-safe.
 */
final class LineNumberer {

  /** Where lines come from, and when. */
  record Source(LogLine.Stream stream, Instant time, boolean approximate) {}

  private static final Set<LogLine.Mark> CONTINUED = Set.of(LogLine.Mark.CONTINUED);
  private static final Set<LogLine.Mark> APPROXIMATE = Set.of(LogLine.Mark.APPROXIMATE_TIME);
  private static final Set<LogLine.Mark> BOTH =
      Set.of(LogLine.Mark.CONTINUED, LogLine.Mark.APPROXIMATE_TIME);

  private final LineRingBuffer ring;
  private final Consumer<List<LogLine>> relay;
  private final PendingChunks unsaved;
  private final long maxOutputBytes;
  private final Function<LineNumberer, SpoolPosition> position;
  private final List<LogLine> batch = new ArrayList<>();
  private Source source;
  private long lastLine;
  private long outputBytes;
  private boolean capped;

  /**
   * A writer for a new log.
   *
   * @param relay is shown each batch of lines, which it must not keep
   * @param position tells the place in the spool behind the lines so far
   */
  LineNumberer(
      LineRingBuffer ring,
      Consumer<List<LogLine>> relay,
      PendingChunks unsaved,
      long maxOutputBytes,
      Function<LineNumberer, SpoolPosition> position) {
    this.ring = ring;
    this.relay = relay;
    this.unsaved = unsaved;
    this.maxOutputBytes = maxOutputBytes;
    this.position = position;
  }

  /** Goes on where an earlier process stopped. */
  void resume(LogAppendStore.Tail tail) {
    lastLine = tail.lineCount();
    outputBytes = tail.position().outputBytes();
    capped = tail.position().capped();
    tail.open().ifPresent(unsaved::resume);
    ring.startAfter(lastLine);
  }

  long lastLine() {
    return lastLine;
  }

  long outputBytes() {
    return outputBytes;
  }

  /** Whether the output limit was reached: what the run prints from here on is not kept. */
  boolean capped() {
    return capped;
  }

  /** Says where the lines to come are from; {@link #publish} ends them. */
  void begin(Source from) {
    source = from;
  }

  /** A line from the present source; a {@link LineSplitter.Output}. */
  void line(String text, byte[] utf8, boolean continued) {
    if (source.stream() == LogLine.Stream.SYSTEM) {
      add(source.stream(), text, utf8, continued);
      return;
    }
    if (capped) {
      return;
    }
    long size = utf8.length + (continued ? 0 : 1);
    if (outputBytes + size > maxOutputBytes) {
      String notice = LogMessages.OUTPUT_LIMIT.text(maxOutputBytes);
      add(LogLine.Stream.SYSTEM, notice, Utf8.encode(notice), false);
      capped = true;
    } else {
      add(source.stream(), text, utf8, continued);
      outputBytes += size;
    }
  }

  private void add(LogLine.Stream stream, String text, byte[] utf8, boolean continued) {
    Set<LogLine.Mark> marks =
        source.approximate() ? (continued ? BOTH : APPROXIMATE) : continued ? CONTINUED : Set.of();
    LogLine line = new LogLine(lastLine + 1, source.time(), stream, text, marks);
    unsaved.add(line, utf8, () -> position.apply(this));
    lastLine++;
    batch.add(line);
  }

  /** Shows the lines since {@link #begin} to live readers. */
  void publish() {
    ring.append(batch);
    relay.accept(batch);
    batch.clear();
  }
}
