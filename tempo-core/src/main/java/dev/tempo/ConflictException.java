package dev.tempo;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/**
 * A change does not fit what is stored: somebody else changed the job meanwhile, or its key is
 * taken. Nothing was changed.
 */
public class ConflictException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Job current;
  private final transient Message message;

  /** With what is in the way. */
  public ConflictException(Message message, Job current) {
    super(message.text());
    this.message = message;
    this.current = current;
  }

  @Override
  public Message message() {
    return message;
  }

  /** The job as it is stored. */
  public Job current() {
    return current;
  }
}
