package dev.tempo.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * One of the two files a script's output goes to, and how far it has been read. Not thread-safe.
 *
 * <p>A line's time is that of reading. When the file was last seen read to its end some while ago,
 * the lines that are there now may have been written at any time since; they are marked, and get
 * the time of the file's last change, which is nearer to the truth.
 */
final class SpoolFile implements Closeable {

  private static final Duration APPROXIMATE_AFTER = Duration.ofSeconds(2);

  private final Path path;
  private final LogLine.Stream stream;
  private final LineSplitter splitter;
  private FileChannel channel;
  private Instant drainedAt;
  private long limit = Long.MAX_VALUE;
  private boolean givenUp;

  /**
   * A file that is read from a mark on.
   *
   * @param watchedSince from when on its lines' times are known
   */
  SpoolFile(Path path, LogLine.Stream stream, SpoolPosition.Mark mark, Instant watchedSince) {
    this.path = path;
    this.stream = stream;
    this.splitter = new LineSplitter(mark);
    this.drainedAt = watchedSince;
  }

  SpoolPosition.Mark mark() {
    return splitter.mark();
  }

  /** Sets the end: what the file gets later is not read. */
  void freeze() throws IOException {
    limit = open() ? Math.max(channel.size(), splitter.offset()) : 0;
  }

  /** Never reads this file again. */
  void giveUp() {
    givenUp = true;
  }

  /** Whether it is read as far as it ever will be; only after {@link #freeze()}. */
  boolean isDrained() {
    return givenUp || splitter.offset() >= limit;
  }

  /**
   * Reads as much as fits into the buffer.
   *
   * @return whether there may be more
   */
  boolean read(ByteBuffer buffer, LineWriter writer, Instant now) throws IOException {
    if (givenUp || splitter.offset() >= limit || !open()) {
      return false;
    }
    if (writer.capped()) {
      splitter.skipTo(Math.min(limit, Math.max(channel.size(), splitter.offset())));
      return false;
    }
    buffer.clear().limit((int) Math.min(buffer.capacity(), limit - splitter.offset()));
    int count = channel.read(buffer, splitter.offset());
    if (count > 0) {
      take(buffer.array(), count, writer, now);
    } else if (channel.size() < splitter.offset()) {
      startOver(writer, now);
    }
    if (count < buffer.limit()) {
      drainedAt = now;
    }
    return count == buffer.limit();
  }

  private void take(byte[] bytes, int count, LineWriter writer, Instant now) throws IOException {
    boolean approximate = Duration.between(drainedAt, now).compareTo(APPROXIMATE_AFTER) > 0;
    Instant time = approximate ? lastChange(now) : now;
    writer.begin(new LineWriter.Source(stream, time, approximate));
    splitter.feed(bytes, 0, count, writer::line);
    writer.publish();
  }

  private Instant lastChange(Instant now) throws IOException {
    Instant changed = Instant.ofEpochMilli(Files.getLastModifiedTime(path).toMillis());
    return changed.isAfter(now) ? now : changed.isBefore(drainedAt) ? drainedAt : changed;
  }

  /** Something has cut the file, most likely the script itself; what was read of it stays. */
  private void startOver(LineWriter writer, Instant now) throws IOException {
    end(writer, now);
    writer.begin(new LineWriter.Source(LogLine.Stream.SYSTEM, now, false));
    String notice = "The file of " + stream + " was cut short; reading it from its start.";
    writer.line(notice, Utf8.encode(notice), false);
    writer.publish();
    splitter.skipTo(0);
    if (limit != Long.MAX_VALUE) {
      limit = channel.size();
    }
  }

  /** Makes a line of what is left without a line feed. */
  void end(LineWriter writer, Instant now) {
    writer.begin(new LineWriter.Source(stream, now, false));
    splitter.end(writer::line);
    writer.publish();
  }

  private boolean open() throws IOException {
    if (channel == null) {
      try {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        return false; // not there yet
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
