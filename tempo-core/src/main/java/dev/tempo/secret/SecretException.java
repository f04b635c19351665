package dev.tempo.secret;

/** A secret cannot be opened, or the key cannot be used. The message holds no secret. */
public final class SecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecretException(String message) {
    super(message);
  }

  /** With what cannot be done, and why. */
  public SecretException(String message, Throwable cause) {
    super(message, cause);
  }
}
