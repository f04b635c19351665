package dev.tempo.server.notifications;

/** A notice did not reach its target. */
final class DeliveryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  DeliveryException(String message, boolean permanent, Throwable cause) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** True if trying again is of no use. */
  boolean isPermanent() {
    return permanent;
  }
}
