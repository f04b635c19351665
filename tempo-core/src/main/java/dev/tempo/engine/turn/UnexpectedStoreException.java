package dev.tempo.engine.turn;

import dev.tempo.internal.message.JobMessages;
import dev.tempo.store.StoreException;

/**
 * Signals that a store repeatedly threw an exception that its contract does not allow. It may be
 * what it was given or asked for, so only who asked pays for it.
 */
public final class UnexpectedStoreException extends StoreException {
  private static final long serialVersionUID = 1L;

  UnexpectedStoreException(Throwable failure) {
    super(JobMessages.STORE_FAILED.text(ExceptionText.words(failure)), failure);
  }
}
