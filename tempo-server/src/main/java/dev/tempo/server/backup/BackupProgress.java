package dev.tempo.server.backup;

import dev.tempo.message.Message;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;

/**
 * How far something is that takes its time, and whether it is still wanted: what works on it counts
 * its bytes here, and is stopped here when somebody has cancelled it. Thread-safe.
 */
final class BackupProgress {
  private static final int ALL_PERCENT = 100;

  private final Runnable listener;
  private Message step;
  private long doneBytes;
  private long totalBytes;
  private boolean cancelled;

  /**
   * One that has not begun.
   *
   * @param step what is waited for
   * @param listener told of each step and each percent, on the thread that does the work
   */
  BackupProgress(Message step, Runnable listener) {
    this.step = step;
    this.listener = listener;
  }

  /** One that nobody looks at. */
  static BackupProgress unwatched() {
    return new BackupProgress(Message.of("", ""), () -> {});
  }

  /**
   * How far it is at one moment.
   *
   * @param step what is being done
   * @param doneBytes of this step
   * @param totalBytes of this step; 0 if that is not known
   */
  record Standing(Message step, long doneBytes, long totalBytes) {

    /** How much of this step is done; empty if that is not known. */
    OptionalInt percent() {
      return totalBytes <= 0
          ? OptionalInt.empty()
          : OptionalInt.of((int) (Math.min(doneBytes, totalBytes) * ALL_PERCENT / totalBytes));
    }
  }

  /** How far it is. */
  synchronized Standing standing() {
    return new Standing(step, doneBytes, totalBytes);
  }

  /**
   * A step begins.
   *
   * @throws CancelledException if it is not wanted any more
   */
  void step(Message next) {
    synchronized (this) {
      step = next;
      doneBytes = 0;
      totalBytes = 0;
    }
    requireWanted();
    listener.run();
  }

  /** Says how many bytes this step has. */
  synchronized void expect(long bytes) {
    totalBytes = bytes;
  }

  /** Stops it at the next byte or step. */
  synchronized void cancel() {
    cancelled = true;
  }

  /**
   * So many bytes more are done.
   *
   * @throws CancelledException if it is not wanted any more
   */
  void advance(long bytes) {
    boolean moved;
    synchronized (this) {
      OptionalInt before = standing().percent();
      doneBytes += bytes;
      moved = !before.equals(standing().percent());
    }
    requireWanted();
    if (moved) {
      listener.run();
    }
  }

  /** A stream whose bytes are counted as they are read. */
  InputStream counting(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        advance(read < 0 ? 0 : 1);
        return read;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        advance(Math.max(0, read));
        return read;
      }
    };
  }

  private void requireWanted() {
    boolean stop;
    synchronized (this) {
      stop = cancelled;
    }
    if (stop) {
      throw new CancelledException();
    }
  }

  /** Somebody has cancelled what was being done. */
  static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
      super("cancelled");
    }
  }
}
