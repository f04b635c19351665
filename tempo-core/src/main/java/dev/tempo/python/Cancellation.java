package dev.tempo.python;

/** A wish to stop, once uttered never taken back. Thread-safe. */
final class Cancellation {
  private volatile boolean requested;

  void request() {
    requested = true;
  }

  boolean requested() {
    return requested;
  }
}
