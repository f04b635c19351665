package dev.tempo.engine.state;

import dev.tempo.RunStatus;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.internal.message.RunMessages;
import java.time.Duration;

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
    return RunMessages.TIMEOUT.text(DurationFormat.inWords(timeout));
  }
}
