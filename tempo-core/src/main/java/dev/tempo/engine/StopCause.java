package dev.tempo.engine;

import dev.tempo.RunStatus;

/**
 * Why a run is ended from outside.
 *
 * @param kind what ends it
 * @param text for people
 */
record StopCause(Kind kind, String text) {

  /** What ends it. */
  enum Kind {
    CANCEL(RunStatus.CANCELLED),
    TIMEOUT(RunStatus.TIMEOUT),
    SHUTDOWN(RunStatus.CANCELLED);

    private final RunStatus status;

    Kind(RunStatus status) {
      this.status = status;
    }
  }

  RunStatus status() {
    return kind.status;
  }
}
