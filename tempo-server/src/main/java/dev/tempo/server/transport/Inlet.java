package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What has come on a socket and was not taken yet; waits no longer than told. For one thread. */
public final class Inlet {
  private static final int BUFFER_BYTES = 8_192;
  private static final byte[] NOTHING = {};

  /** The shortest wait that a socket knows is a millisecond. */
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(1_900);

  private final Socket socket;
  private final InputStream in;
  private final TimeSource time;
  private byte[] buffer = NOTHING;
  private int largest = BUFFER_BYTES;
  private Wait wait = Wait.NONE;
  private int everyMs = Integer.MAX_VALUE;
  private int from;
  private int to;

  /**
   * Reads from a socket, whose time-out it sets.
   *
   * @throws IOException if the socket is closed
   */
  public Inlet(Socket socket, TimeSource time) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.time = time;
  }

  /** How many bytes can be taken without waiting. */
  public int available() {
    return to - from;
  }

  /**
   * Waits until there is something to take.
   *
   * @param deadlineNanos until when, on the monotonic clock
   * @return false at the end of what the client sends
   * @throws SocketTimeoutException at the deadline
   */
  public boolean await(long deadlineNanos) throws IOException {
    if (available() > 0) {
      return true;
    }
    wait.begin();
    if (buffer.length == 0) {
      buffer = new byte[BUFFER_BYTES];
    } else if (to == buffer.length && buffer.length < largest) {
      buffer = new byte[largest]; // it was full: there is much to come
    }
    int read = read(deadlineNanos);
    from = 0;
    to = Math.max(read, 0);
    return read > 0;
  }

  private int read(long deadlineNanos) throws IOException {
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - time.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("The client took too long");
      }
      socket.setSoTimeout((int) Math.min(left, everyMs));
      try {
        return in.read(buffer);
      } catch (SocketTimeoutException e) {
        wait.silent();
      }
    }
  }

  /** What is done meanwhile by a thread that waits for something to come. */
  public interface Wait {
    /** Nothing. */
    Wait NONE = new Wait() {};

    /**
     * A wait begins.
     *
     * @throws IOException to give it up
     */
    default void begin() throws IOException {}

    /**
     * Again nothing has come for a while.
     *
     * @throws IOException to give the wait up
     */
    default void silent() throws IOException {}
  }

  /**
   * Has something done while it waits, from now on.
   *
   * @param every how long a silence is, at least a millisecond
   */
  public void during(Wait wait, Duration every) {
    this.wait = wait;
    this.everyMs = (int) Math.min(every.toMillis(), Integer.MAX_VALUE);
  }

  /** Lets the buffer grow to so many bytes while more comes than it holds. */
  public void growTo(int bytes) {
    largest = bytes;
  }

  /**
   * Looks whether the other side has ended, without waiting for it. What has come stays there to be
   * taken; while there is some, the end behind it is not seen.
   *
   * @throws IOException if the other side is gone
   */
  public boolean hasEnded() throws IOException {
    try {
      return !await(time.nanoTime() + LOOK_NANOS);
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /**
   * Moves up to so many of the bytes that are there, which must be one at least.
   *
   * @return how many
   */
  public int moveTo(OutputStream target, long limit) throws IOException {
    int count = (int) Math.min(limit, available());
    target.write(buffer, from, count);
    from += count;
    return count;
  }

  /** Gives the buffer's memory back if nothing is in it: before a long wait. */
  public void release() {
    if (available() == 0) {
      buffer = NOTHING;
      from = 0;
      to = 0;
    }
  }

  /** Takes up to so many of the bytes that are there, which must be one at least. */
  public byte[] take(long limit) {
    int count = (int) Math.min(limit, available());
    byte[] taken = Arrays.copyOfRange(buffer, from, from + count);
    from += count;
    return taken;
  }

  /** Throws away the bytes that are there; gives how many these were. */
  public int skip() {
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
  public byte[] line(int limit, long deadlineNanos) throws IOException {
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
