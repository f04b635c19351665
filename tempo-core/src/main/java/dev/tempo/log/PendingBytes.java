package dev.tempo.log;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of sealed chunks of all runs that are not stored yet. Thread-safe.
 *
 * <p>A run that prints faster than the store can keep up is read only as far as this allows; the
 * rest waits in its spool file, where it takes no memory. A run with no sealed chunk waiting is
 * always read, so one run's flood never holds up another's lines.
 */
final class PendingBytes {

  static final long MAX_BYTES = 4 * 1024 * 1024;

  private final AtomicLong bytes = new AtomicLong();

  void add(long count) {
    bytes.addAndGet(count);
  }

  void remove(long less) {
    bytes.addAndGet(-less);
  }

  boolean isFull() {
    return bytes.get() >= MAX_BYTES;
  }
}
