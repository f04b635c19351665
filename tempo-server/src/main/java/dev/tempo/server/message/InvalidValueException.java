package dev.tempo.server.message;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** A value that is refused, with what is allowed. */
public final class InvalidValueException extends IllegalArgumentException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Message message;

  /** Says why. */
  public InvalidValueException(Message message) {
    super(message.text());
    this.message = message;
  }

  /**
   * Says why.
   *
   * @param cause what refused it
   */
  public InvalidValueException(Message message, Throwable cause) {
    super(message.text(), cause);
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }
}
