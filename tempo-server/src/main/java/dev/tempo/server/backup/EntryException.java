package dev.tempo.server.backup;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import java.io.IOException;

/** What an archive holds is not what a backup may hold; the message is a part of a sentence. */
final class EntryException extends IOException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Message message;

  EntryException(Message message) {
    super(message.text());
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }
}
