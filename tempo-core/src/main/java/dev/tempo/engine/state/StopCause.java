package dev.tempo.engine.state;

import dev.tempo.RunStatus;
import dev.tempo.engine.turn.DurationFormat;
import java.time.Duration;
import java.util.Locale;

/**
 * Why a run is ended from outside.
 *
 * @param kind what ends it
 * @param message for people
 */
public record StopCause(Kind kind, String message) {

  /** What ends it. */
  public enum Kind {
    CANCEL(RunStatus.CANCELLED),
    TIMEOUT(RunStatus.TIMEOUT),
    SHUTDOWN(RunStatus.CANCELLED);

    private final RunStatus status;

    Kind(RunStatus status) {
      this.status = status;
    }
  }

  public RunStatus status() {
    return kind.status;
  }

  /** What is said of a run that took too long. */
  public static String timeoutText(Duration timeout) {
    return String.format(
        Locale.ROOT,
        "It ran longer than the job's time-out of %s; raise timeout (timeoutSeconds) if it needs more",
        DurationFormat.inWords(timeout));
  }
}
