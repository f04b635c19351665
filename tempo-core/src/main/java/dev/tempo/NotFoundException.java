package dev.tempo;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** What was asked for does not exist; the message names it. */
public class NotFoundException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Message message;

  /** With what does not exist. */
  public NotFoundException(Message message) {
    super(message.text());
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }
}
