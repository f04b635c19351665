package dev.tempo.log;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Logs could not be kept or read. The message says what is wrong and what to do. */
public final class LogStorageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** No room is left; work goes on by itself once there is. */
    FULL,
    /** Another program holds the store; work goes on by itself once it lets go. */
    LOCKED,
    /** The store cannot be reached; work goes on by itself once it can. */
    UNREACHABLE,
    /** The store may not be written. */
    READ_ONLY,
    /** What is stored is damaged. */
    DAMAGED,
    /** The store was written by a newer version of Tempo. */
    TOO_NEW,
    /** The store, or the log, is closed. */
    CLOSED,
    /** Anything else; see the cause. */
    OTHER;

    /** Returns whether work goes on by itself when what is wrong has passed. */
    public boolean isTemporary() {
      return this == FULL || this == LOCKED || this == UNREACHABLE;
    }
  }

  private final Reason reason;

  /** An error without a cause of its own. */
  public LogStorageException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** An error with its cause, which may be null. */
  public LogStorageException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
