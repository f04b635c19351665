package dev.tempo;

/**
 * A change does not fit what is stored: somebody else changed the job meanwhile, or its key is
 * taken. Nothing was changed.
 */
public class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Job current;

  /** With what is in the way. */
  public ConflictException(String message, Job current) {
    super(message);
    this.current = current;
  }

  /** The job as it is stored. */
  public Job current() {
    return current;
  }
}
