package dev.tempo.log;

import dev.tempo.files.RegularFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The bytes of a file that grows, read through a mask from any place on. Not thread-safe.
 *
 * <p>The place is that of the bytes that came out; the mask may have read further. When reading
 * begins, or goes on elsewhere, the mask is first shown the bytes before that place, as many as may
 * matter, and what comes out of them is dropped: so a mask that begins in the middle of the file
 * hides the same bytes as one that has read all of it.
 */
final class SpoolInput implements Closeable {
  private static final long LEAST_HOLE_BYTES = 1 << 20;

  private final Path path;
  private final StreamMask mask;
  private FileChannel channel;
  private long out = -1;
  private long wanted = -1;
  private boolean zeros;

  SpoolInput(Path path, StreamMask mask) {
    this.path = path;
    this.mask = mask;
  }

  /** False if the file is not there yet. */
  boolean open() throws IOException {
    if (channel == null) {
      try {
        channel = RegularFile.open(path);
      } catch (NoSuchFileException e) {
        return false;
      }
    }
    return true;
  }

  long size() throws IOException {
    return channel.size();
  }

  Instant lastChange() throws IOException {
    return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
  }

  /** How far has been read when the bytes before {@code offset} have come out. */
  long readTo(long offset) {
    return isAt(offset) ? out + mask.heldBytes() : offset;
  }

  /**
   * Reads on behind what was read.
   *
   * @param offset the place of the next byte to come out
   * @param limit where to stop
   * @return how many bytes were read, of which some may come out later; negative at the end
   */
  int read(ByteBuffer buffer, long offset, long limit, StreamMask.Sink sink) throws IOException {
    if (!isAt(offset)) {
      begin(buffer, offset);
    }
    return feed(buffer, limit, sink);
  }

  /** Gives out what the mask still holds, since the file has ended. */
  void end(StreamMask.Sink sink) {
    mask.end((bytes, from, to) -> give(bytes, from, to, sink));
  }

  private boolean isAt(long offset) {
    return Math.max(out, wanted) == offset;
  }

  private void begin(ByteBuffer buffer, long offset) throws IOException {
    mask.end((bytes, from, to) -> {});
    wanted = offset;
    out = Math.max(0, offset - mask.longestBytes());
    int count = 1;
    while (count > 0 && readTo(offset) < offset) {
      count = feed(buffer, offset, (bytes, from, to) -> {});
    }
  }

  private int feed(ByteBuffer buffer, long limit, StreamMask.Sink sink) throws IOException {
    long at = out + mask.heldBytes();
    buffer.clear().limit((int) Math.min(buffer.capacity(), limit - at));
    int count = channel.read(buffer, at);
    zeros = count == buffer.capacity() && isZero(buffer.array());
    if (count > 0) {
      mask.feed(buffer.array(), 0, count, (bytes, from, to) -> give(bytes, from, to, sink));
    }
    return count;
  }

  private static boolean isZero(byte[] bytes) {
    if (bytes[0] != 0 || bytes[bytes.length - 1] != 0) {
      return false;
    }
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Where what was really written goes on, if the last read has found nothing but zeros: a script
   * can stretch a file to any size, and reading all of that would take hours.
   *
   * @param offset the place of the next byte to come out
   * @return {@code offset} if there is no hole
   */
  long behindHole(long offset) throws IOException {
    if (!zeros) {
      return offset;
    }
    long data = Math.min(channel.size(), RegularFile.nextData(path, readTo(offset)));
    return data - readTo(offset) < LEAST_HOLE_BYTES ? offset : data;
  }

  private void give(byte[] bytes, int from, int to, StreamMask.Sink sink) {
    int first = (int) Math.min(to, from + Math.max(0, wanted - out));
    out += to - from;
    if (first < to) {
      sink.accept(bytes, first, to);
    }
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
