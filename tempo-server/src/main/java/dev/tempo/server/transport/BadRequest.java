package dev.tempo.server.transport;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/**
 * What a client sent is no request that can be told apart from what follows it. The connection must
 * be closed after the answer: where the next request begins is not known any more.
 */
public final class BadRequest extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Message detail;

  /**
   * A request that is refused.
   *
   * @param status what to answer
   * @param detail what was wrong; holds nothing that the client sent but names
   */
  public BadRequest(int status, Message detail) {
    super(detail.text(), null, false, false);
    this.status = status;
    this.detail = detail;
  }

  @Override
  public Message message() {
    return detail;
  }

  /** The HTTP status to answer. */
  public int status() {
    return status;
  }
}
