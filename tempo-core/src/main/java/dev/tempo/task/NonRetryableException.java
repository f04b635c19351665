package dev.tempo.task;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Tells that trying again would not help: a {@link Handler} that throws it, or another exception
 * with it as a cause, has failed for good, whatever the job's retry policy says.
 */
public class NonRetryableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message what went wrong; null for nothing to say
   */
  public NonRetryableException(@Nullable String message) {
    super(message);
  }

  /**
   * Makes one.
   *
   * @param message what went wrong; null for nothing to say
   * @param cause why; null if there is no exception behind it
   */
  public NonRetryableException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
