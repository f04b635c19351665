package dev.tempo.script;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** A script cannot be read or executed where it lies. */
public final class ScriptFileException extends IllegalStateException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Message message;

  /** With what is wrong. */
  public ScriptFileException(Message message) {
    super(message.text());
    this.message = message;
  }

  /** With what is wrong, and what the system said. */
  public ScriptFileException(Message message, Throwable cause) {
    super(message.text(), cause);
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }
}
