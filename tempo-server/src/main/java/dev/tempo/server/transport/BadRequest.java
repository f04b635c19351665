package dev.tempo.server.transport;

/**
 * What a client sent is no request that can be told apart from what follows it. The connection must
 * be closed after the answer: where the next request begins is not known any more.
 */
public final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status what to answer
   * @param detail what was wrong; holds nothing that the client sent but names
   */
  BadRequest(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  /** The HTTP status to answer. */
  public int status() {
    return status;
  }
}
