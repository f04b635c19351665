package dev.tempo.python.environment;

/** A one-way cancellation flag. Thread-safe. */
final class CancellationToken {
  private volatile boolean requested;

  void request() {
    requested = true;
  }

  boolean requested() {
    return requested;
  }
}
