package dev.tempo.server.jobs;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * That a job did not do in time what is expected of it. Immutable.
 *
 * @param kind what it did not do
 * @param since when the time for it was over
 * @param expectedAt the scheduled time, or the last success, from which the time was counted
 * @param missedAt from when on it is not only late: the scheduled time after that one; empty if
 *     there is none
 */
public record Late(Kind kind, Instant since, Instant expectedAt, Optional<Instant> missedAt) {

  /** What a job can fail to do in time. */
  public enum Kind {
    /** To start. */
    START,
    /** To succeed. */
    SUCCESS;

    /** As the API names it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks that all is there. */
  public Late {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(expectedAt, "expectedAt");
    Objects.requireNonNull(missedAt, "missedAt");
  }

  /** True if the next scheduled time has come, too. */
  public boolean isMissed(Instant now) {
    return missedAt.filter(at -> !at.isAfter(now)).isPresent();
  }
}
