package dev.tempo;

/** What was asked for does not exist; the message names it. */
public class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what does not exist. */
  public NotFoundException(String message) {
    super(message);
  }
}
