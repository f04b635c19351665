package dev.tempo.process;

import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/**
 * A process could not be started: its command, its directory or its run directory cannot be used.
 * The message says which, and what to do. Nothing was left running.
 */
public final class ProcessException extends Exception implements Localizable {
  private static final long serialVersionUID = 1L;

  public ProcessException(String message) {
    super(message);
  }

  public ProcessException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public Message message() {
    return LibraryMessages.message(String.valueOf(getMessage()));
  }
}
