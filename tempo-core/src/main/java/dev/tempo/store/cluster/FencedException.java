package dev.tempo.store.cluster;

import dev.tempo.store.StoreException;

/** Another node leads; whoever gets this must not repeat what it wanted to write. */
public final class FencedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** With what was refused and who leads, as far as that is known. */
  public FencedException(String message) {
    super(message);
  }
}
