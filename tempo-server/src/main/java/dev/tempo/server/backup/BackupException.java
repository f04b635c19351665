package dev.tempo.server.backup;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** A backup could not be made or used; the message says why and what to do. */
public final class BackupException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Message message;

  BackupException(Message message) {
    this(message, null);
  }

  BackupException(Message message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message.text(), cause);
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }
}
