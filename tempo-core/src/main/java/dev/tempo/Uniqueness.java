package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;

/**
 * Says which requests of a job are one and the same, and what becomes of the later ones. Immutable.
 *
 * <p>A request with a unique key is the same one as the latest before it with that key, of the same
 * job, if that has not ended (its retries included), or was asked for no longer than the window
 * ago. The answer tells the run that stands for it; {@link RunHandle#isNew()} tells whether it is
 * one of its own. Known again after a crash, as the key is stored with the run.
 *
 * @param key by which requests are compared, 1 to {@value RunAttributes#MAX_KEY_LENGTH} characters
 * @param window how long after it was asked for a run stands for later requests though it has
 *     ended; zero for only as long as it has not ended
 * @param policy what becomes of a later request
 */
public record Uniqueness(String key, Duration window, DuplicatePolicy policy) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the key is empty or longer than {@value
   *     RunAttributes#MAX_KEY_LENGTH} characters or contains NUL or half of a surrogate pair, or
   *     the window is neither zero nor from 1 ms to 36,525 days in whole milliseconds
   */
  public Uniqueness {
    RunAttributes.DEFAULT.withUniqueKey(key);
    TimeBounds.duration("window", window);
    Objects.requireNonNull(policy, "policy");
  }

  /**
   * Of requests that are the same as long as the first has not ended, which stands for the others.
   *
   * @throws IllegalArgumentException if the key is empty or longer than {@value
   *     RunAttributes#MAX_KEY_LENGTH} characters, or contains NUL or half of a surrogate pair
   */
  public static Uniqueness of(String key) {
    return new Uniqueness(key, Duration.ZERO, DuplicatePolicy.KEEP_FIRST);
  }

  /**
   * Returns a copy with another window.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public Uniqueness withWindow(Duration window) {
    return new Uniqueness(key, window, policy);
  }

  /** Returns a copy with another policy. */
  public Uniqueness withPolicy(DuplicatePolicy policy) {
    return new Uniqueness(key, window, policy);
  }
}
