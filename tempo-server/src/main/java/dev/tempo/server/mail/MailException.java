package dev.tempo.server.mail;

/** A mail could not be handed in. */
public final class MailException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  MailException(String message, boolean permanent, Throwable cause) {
    super(message, cause);
    this.permanent = permanent;
  }

  /** True if trying again is of no use: the address is refused, or is none. */
  public boolean isPermanent() {
    return permanent;
  }
}
