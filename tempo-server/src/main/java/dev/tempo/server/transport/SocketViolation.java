package dev.tempo.server.transport;

/** A WebSocket's client said what it may not; the socket must be closed, saying why. */
public final class SocketViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  SocketViolation(int code, String detail) {
    super(detail, null, false, false);
    this.code = code;
  }

  /** The code to close with (RFC 6455 §7.4.1). */
  public int code() {
    return code;
  }
}
