package dev.tempo.engine.turn;

import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** The engine was closed before it could answer. */
public final class EngineClosedException extends IllegalStateException implements Localizable {
  private static final long serialVersionUID = 1L;

  public EngineClosedException() {
    super(JobMessages.CLOSED.text());
  }

  @Override
  public Message message() {
    return LibraryMessages.message(String.valueOf(getMessage()));
  }
}
