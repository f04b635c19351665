package dev.tempo.secret;

import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** A secret cannot be opened, or the key cannot be used. The message holds no secret. */
public final class SecretException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  SecretException(String message) {
    super(message);
  }

  /** With what cannot be done, and why. */
  public SecretException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public Message message() {
    return LibraryMessages.message(String.valueOf(getMessage()));
  }
}
