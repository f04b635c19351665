package dev.tempo.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A store could not do what was asked; the message says what, where and what to do about it. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, where a program may want to know. */
  public enum Reason {
    /** What is stored is damaged. */
    DAMAGED,
    /** A newer version of Tempo wrote what is stored. */
    TOO_NEW,
    /** What is stored was deleted or replaced while it was in use. */
    LOST,
    /** It cannot be had for now, as it is away, full or locked; the same works once it is not. */
    UNAVAILABLE,
    /** Anything else. */
    OTHER
  }

  private final Reason reason;

  /** With what failed. */
  public StoreException(String message) {
    this(Reason.OTHER, message, null);
  }

  /** With what failed and why, which may be null. */
  public StoreException(String message, @Nullable Throwable cause) {
    this(Reason.OTHER, message, cause);
  }

  /** With what failed and why, which may be null. */
  public StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
