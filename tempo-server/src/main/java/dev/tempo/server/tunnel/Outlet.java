package dev.tempo.server.tunnel;

import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes to a socket, gathering what is small until {@link #flush}, and knows how long the other
 * side has been taking nothing. For one thread; {@link #isStalled} is for any.
 */
final class Outlet extends OutputStream {
  private static final int BUFFER_BYTES = 8_192;

  /** So that a slow but steady reader does not look stalled. */
  private static final int PIECE_BYTES = 65_536;

  private static final byte[] NOTHING = {};

  private final OutputStream out;
  private final TimeSource time;
  private byte[] buffer = NOTHING;
  private int count;
  private boolean failed;
  private volatile boolean writing;
  private volatile long writingSince;

  Outlet(OutputStream out, TimeSource time) {
    this.out = out;
    this.time = time;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length >= BUFFER_BYTES) {
      flush();
      send(bytes, from, length);
      return;
    }
    if (length > BUFFER_BYTES - count) {
      flush();
    }
    if (buffer.length == 0) {
      buffer = new byte[BUFFER_BYTES];
    }
    System.arraycopy(bytes, from, buffer, count, length);
    count += length;
  }

  /** Writes characters, each a byte. */
  void write(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    write(bytes, 0, bytes.length);
  }

  @Override
  public void flush() throws IOException {
    if (count > 0) {
      int length = count;
      count = 0;
      send(buffer, 0, length);
    }
  }

  /** Gives the buffer's memory back if nothing is in it: before a long wait. */
  void release() {
    if (count == 0) {
      buffer = NOTHING;
    }
  }

  private void send(byte[] bytes, int from, int length) throws IOException {
    try {
      for (int at = 0; at < length; at += PIECE_BYTES) {
        writingSince = time.nanoTime();
        writing = true;
        out.write(bytes, from + at, Math.min(PIECE_BYTES, length - at));
      }
    } catch (IOException e) {
      failed = true;
      throw e;
    } finally {
      writing = false;
    }
  }

  /** Whether the other side takes nothing any more. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether the other side has taken nothing for longer than so. */
  boolean isStalled(Duration limit) {
    return writing && time.nanoTime() - writingSince > limit.toNanos();
  }
}
