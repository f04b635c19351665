package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How and when runs are ended. Immutable.
 *
 * @param timeout the longest that a run may take, in monotonic time; empty for no limit
 * @param grace between asking a run to end (SIGTERM, interruption) and forcing it
 * @param leftovers what happens to processes that a script leaves behind
 * @param rerunIfLost whether a run that was lost with its process is repeated; otherwise a run
 *     starts at most once
 */
public record Ending(
    Optional<Duration> timeout, Duration grace, Leftovers leftovers, boolean rerunIfLost) {

  /** No time-out, a grace of 5 s, leftovers ended, lost runs not repeated. */
  public static final Ending DEFAULT =
      new Ending(Optional.empty(), Duration.ofSeconds(5), Leftovers.END, false);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the time-out is not from 1 ms to 36,525 days, or the grace
   *     neither that nor zero, or one is not of whole milliseconds
   */
  public Ending {
    Objects.requireNonNull(leftovers, "leftovers");
    TimeBounds.positive("timeout", timeout);
    TimeBounds.duration("grace", grace);
  }

  /** A copy with a time-out. */
  public Ending timeout(Duration longest) {
    return new Ending(Optional.of(longest), grace, leftovers, rerunIfLost);
  }

  /** A copy with another grace. */
  public Ending grace(Duration changed) {
    return new Ending(timeout, changed, leftovers, rerunIfLost);
  }

  /** A copy that treats leftovers in another way. */
  public Ending leftovers(Leftovers changed) {
    return new Ending(timeout, grace, changed, rerunIfLost);
  }

  /** A copy that repeats lost runs, or does not. */
  public Ending rerunIfLost(boolean changed) {
    return new Ending(timeout, grace, leftovers, changed);
  }
}
