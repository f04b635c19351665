package dev.tempo.store;

/** A store could not do what was asked; the message says what, where and what to do about it. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what failed. */
  public StoreException(String message) {
    super(message);
  }

  /** With what failed and why. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
