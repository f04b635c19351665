package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What has come on a socket and was not taken yet; waits no longer than told. For one thread. */
final class Inlet {
  private static final int BUFFER_BYTES = 8_192;
  private static final byte[] NOTHING = {};

  private final Socket socket;
  private final InputStream in;
  private final TimeSource time;
  private byte[] buffer = NOTHING;
  private int from;
  private int to;

  Inlet(Socket socket, TimeSource time) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.time = time;
  }

  /** How many bytes can be taken without waiting. */
  int available() {
    return to - from;
  }

  /**
   * Waits until there is something to take.
   *
   * @param deadlineNanos until when, on the monotonic clock
   * @return false at the end of what the client sends
   * @throws SocketTimeoutException at the deadline
   */
  boolean await(long deadlineNanos) throws IOException {
    if (available() > 0) {
      return true;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - time.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("The client took too long");
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    if (buffer.length == 0) {
      buffer = new byte[BUFFER_BYTES];
    }
    int read = in.read(buffer);
    from = 0;
    to = Math.max(read, 0);
    return read > 0;
  }

  /** Gives the buffer's memory back if nothing is in it: before a long wait. */
  void release() {
    if (available() == 0) {
      buffer = NOTHING;
      from = 0;
      to = 0;
    }
  }

  /** Takes up to so many of the bytes that are there, which must be one at least. */
  byte[] take(long limit) {
    int count = (int) Math.min(limit, available());
    byte[] taken = Arrays.copyOfRange(buffer, from, from + count);
    from += count;
    return taken;
  }

  /** Throws away the bytes that are there; gives how many these were. */
  int skip() {
    int count = available();
    from = to;
    return count;
  }

  private int next(long deadlineNanos) throws IOException {
    return await(deadlineNanos) ? buffer[from++] & 0xff : -1;
  }

  /**
   * Takes a line, without its CRLF, the only end that a line may have.
   *
   * @return null at the end of what the client sends
   */
  byte[] line(int limit, long deadlineNanos) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(32);
    int before = -1;
    while (true) {
      int next = next(deadlineNanos);
      if (next < 0) {
        return null;
      }
      if (before == '\r' && next == '\n') {
        return line.toByteArray();
      }
      if (next == '\n' || before == '\r' || next == 0) {
        throw new BadRequest(400, message("api.http.lineEnd"));
      }
      if (next != '\r') {
        line.write(next);
      }
      if (line.size() > limit) {
        return line.toByteArray(); // longer than allowed, which its taker sees
      }
      before = next;
    }
  }
}
