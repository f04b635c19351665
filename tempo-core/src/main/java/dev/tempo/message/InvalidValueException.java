package dev.tempo.message;

/** A value that is not allowed, said so that a person can put it right, in any language. */
public final class InvalidValueException extends IllegalArgumentException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Message message;

  /** With what is wrong. */
  public InvalidValueException(Message message) {
    this(message, null);
  }

  /** With what is wrong, and the exception behind it. */
  public InvalidValueException(
      Message message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message.text(), cause);
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }
}
