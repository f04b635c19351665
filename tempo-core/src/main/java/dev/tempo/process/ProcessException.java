package dev.tempo.process;

/**
 * A process could not be started: its command, its directory or its run directory cannot be used.
 * The message says which, and what to do. Nothing was left running.
 */
public final class ProcessException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProcessException(String message) {
    super(message);
  }

  public ProcessException(String message, Throwable cause) {
    super(message, cause);
  }
}
