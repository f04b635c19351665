package dev.tempo.server.transport;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** A WebSocket's client said what it may not; the socket must be closed, saying why. */
public final class SocketViolation extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient Message message;

  SocketViolation(int code, Message message) {
    super(message.text(), null, false, false);
    this.code = code;
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }

  /** The code to close with (RFC 6455 §7.4.1). */
  public int code() {
    return code;
  }
}
