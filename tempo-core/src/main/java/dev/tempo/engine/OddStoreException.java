package dev.tempo.engine;

import dev.tempo.store.StoreException;

/**
 * A store threw what it should not, time and again. It may be what it was given or asked for, so
 * only who asked pays for it.
 */
final class OddStoreException extends StoreException {
  private static final long serialVersionUID = 1L;

  OddStoreException(Throwable failure) {
    super("The store failed: " + Failures.words(failure), failure);
  }
}
