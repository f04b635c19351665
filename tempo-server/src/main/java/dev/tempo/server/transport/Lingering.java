package dev.tempo.server.transport;

import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Throws away what clients still send after their last answer. Not to read it would take the answer
 * away from them (RFC 9112 §9.6); to read it as fast as it comes lets a few strangers who send
 * megabytes for nothing keep the processors busy. So all such connections together are read at a
 * pace that costs little: TCP has their senders wait. Thread-safe.
 */
public final class Lingering {
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 16 << 20;

  /** What each has read at once; most that is refused is no larger. */
  private static final long PIECE = 65_536;

  /** Of all together. */
  private static final long BYTES_A_SECOND = 16 << 20;

  private final TimeSource time;
  private long free;

  /** Nothing is read so far. */
  public Lingering(TimeSource time) {
    this.time = time;
    this.free = time.nanoTime();
  }

  /**
   * Reads until the client ends, or has sent what is more than enough or for more than long enough.
   *
   * @throws IOException if the client is gone, or was cut, or has not ended in time
   */
  public void discard(Inlet inlet) throws IOException {
    long deadline = time.nanoTime() + LONGEST.toNanos();
    long piece = 0;
    for (long read = 0; read < MOST_BYTES && inlet.await(deadline); ) {
      int count = inlet.skip();
      read += count;
      piece += count;
      if (piece >= PIECE) {
        if (!awaitTurn(piece, deadline)) {
          return;
        }
        piece = 0;
      }
    }
  }

  /** Waits until all have paid for what they read; not at all if that is after the deadline. */
  private boolean awaitTurn(long bytes, long deadline) {
    long until = book(bytes, deadline);
    for (long left = until - time.nanoTime(); left > 0; left = until - time.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return until - deadline < 0;
  }

  private synchronized long book(long bytes, long deadline) {
    long now = time.nanoTime();
    long from = free - now > 0 ? free : now;
    long until = from + TimeUnit.SECONDS.toNanos(bytes) / BYTES_A_SECOND;
    if (until - deadline >= 0) {
      return deadline > now ? deadline : now;
    }
    free = until;
    return until;
  }
}
