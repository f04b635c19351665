package dev.tempo.engine.cluster;

import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.internal.message.RunMessages;
import java.time.Duration;

/**
 * How long the handler of a run may go on: until its time-out, or, once it was asked to stop, until
 * its grace is over. Guarded by whoever has it.
 */
final class HandlerTime {
  private final ActiveRun active;
  private long stoppedNanos = Long.MAX_VALUE;

  HandlerTime(ActiveRun active) {
    this.active = active;
  }

  /** It was asked to stop. */
  void stopped(long now) {
    stoppedNanos = now;
  }

  long nanosLeft(long now) {
    if (active.stopCause() != null) {
      return stoppedNanos + DurationFormat.nanos(grace()) - now;
    }
    long began = active.isBegun() ? active.beganNanos() : now;
    return active
        .timeout()
        .map(timeout -> began + DurationFormat.nanos(timeout) - now)
        .orElse(Long.MAX_VALUE);
  }

  /** Says that its grace is over. */
  String overText() {
    return RunMessages.GRACE.text(active.stopCause().message(), DurationFormat.inWords(grace()));
  }

  private Duration grace() {
    return active.job().policy().termination().grace();
  }
}
