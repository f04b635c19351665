package dev.tempo.log;

import dev.tempo.internal.message.LogMessages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One of the two files a script's output goes to, and how far it has been read. Not thread-safe.
 *
 * <p>A line's time is that of reading. When the file was last seen read to its end some while ago,
 * the lines that are there now may have been written at any time since; they are marked, and get
 * the time of the file's last change, which is nearer to the truth.
 */
final class SpoolFile implements Closeable {

  private static final Duration APPROXIMATE_AFTER = Duration.ofSeconds(2);
  private static final long OPEN_AFTER_NANOS = 200_000_000L;

  /**
   * A line that has not ended.
   *
   * @param changedNanos when something was added to it, in monotonic time
   */
  record OpenLine(LogLine.Stream stream, String text, long changedNanos) {}

  private final SpoolInput input;
  private final LogLine.Stream stream;
  private final LineSplitter splitter;
  private Instant drainedAt;
  private long limit = Long.MAX_VALUE;
  private boolean givenUp;
  private long openSinceNanos;
  private long readAtNanos;

  /**
   * A file that is read from a mark on.
   *
   * @param watchedSince from when on its lines' times are known
   */
  SpoolFile(
      SpoolInput input, LogLine.Stream stream, SpoolPosition.Mark mark, Instant watchedSince) {
    this.input = input;
    this.stream = stream;
    this.splitter = new LineSplitter(mark);
    this.drainedAt = watchedSince;
  }

  SpoolPosition.Mark mark() {
    return splitter.mark();
  }

  /** Sets the end: what the file gets later is not read. */
  void seal() throws IOException {
    limit = input.open() ? Math.max(input.size(), splitter.offset()) : 0;
  }

  /** Never reads this file again. */
  void abandon() {
    givenUp = true;
  }

  /** Whether it is read as far as it ever will be; only after {@link #seal()}. */
  boolean isDrained() {
    return givenUp || input.readTo(splitter.offset()) >= limit;
  }

  /**
   * Reads as much as fits into the buffer.
   *
   * @return whether there may be more
   */
  boolean read(ByteBuffer buffer, LineNumberer writer, Instant now) throws IOException {
    if (isDrained() || !input.open()) {
      return false;
    }
    if (writer.capped()) {
      splitter.skipTo(Math.min(limit, Math.max(input.size(), splitter.offset())));
      return false;
    }
    long data = Math.min(limit, input.behindHole(splitter.offset()));
    if (data > splitter.offset()) {
      skipHole(writer, now, data);
      return true;
    }
    begin(writer, now);
    long given = splitter.given();
    boolean nothingOpen = splitter.open().isEmpty();
    int count = input.read(buffer, splitter.offset(), limit, lines(writer));
    if (count > 0) {
      readAtNanos = System.nanoTime();
      openSinceNanos = nothingOpen || given != splitter.given() ? readAtNanos : openSinceNanos;
      writer.publish();
    } else if (input.size() < input.readTo(splitter.offset())) {
      startOver(writer, now);
    }
    if (count < buffer.limit()) {
      drainedAt = now;
    }
    return count == buffer.limit();
  }

  private void begin(LineNumberer writer, Instant now) throws IOException {
    boolean approximate = Duration.between(drainedAt, now).compareTo(APPROXIMATE_AFTER) > 0;
    Instant time = approximate ? lastChange(now) : now;
    writer.begin(new LineNumberer.Source(stream, time, approximate));
  }

  private StreamMask.Sink lines(LineNumberer writer) {
    return (bytes, from, to) -> splitter.feed(bytes, from, to, writer::line);
  }

  private Instant lastChange(Instant now) throws IOException {
    Instant changed = input.lastChange();
    return changed.isAfter(now) ? now : changed.isBefore(drainedAt) ? drainedAt : changed;
  }

  /**
   * The line that has not ended, if it has stood for a moment: most will have ended by then.
   *
   * @param nowNanos monotonic time
   */
  Optional<OpenLine> open(long nowNanos) {
    return nowNanos - openSinceNanos < OPEN_AFTER_NANOS
        ? Optional.empty()
        : splitter.open().map(text -> new OpenLine(stream, text, readAtNanos));
  }

  private void skipHole(LineNumberer writer, Instant now, long data) {
    long bytes = data - splitter.offset();
    end(writer, now);
    tell(writer, now, LogMessages.HOLE.text(bytes, stream));
    splitter.skipTo(data);
  }

  private void tell(LineNumberer writer, Instant now, String notice) {
    writer.begin(new LineNumberer.Source(LogLine.Stream.SYSTEM, now, false));
    writer.line(notice, Utf8.encode(notice), false);
    writer.publish();
  }

  /** Something has cut the file, most likely the script itself; what was read of it stays. */
  private void startOver(LineNumberer writer, Instant now) throws IOException {
    end(writer, now);
    tell(writer, now, LogMessages.CUT.text(stream));
    splitter.skipTo(0);
    if (limit != Long.MAX_VALUE) {
      limit = input.size();
    }
  }

  /** Makes a line of what is left without a line feed. */
  void end(LineNumberer writer, Instant now) {
    writer.begin(new LineNumberer.Source(stream, now, false));
    input.end(lines(writer));
    splitter.end(writer::line);
    writer.publish();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  @Override
  public String toString() {
    return input.toString();
  }
}
