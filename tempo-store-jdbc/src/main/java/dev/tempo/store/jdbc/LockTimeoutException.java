package dev.tempo.store.jdbc;

import dev.tempo.store.StoreException;

/** A lock was not free in time, or the thread that waited for it was interrupted. */
public final class LockTimeoutException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** With the lock and how long was waited. */
  public LockTimeoutException(String message) {
    super(message);
  }
}
