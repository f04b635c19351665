package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;

/**
 * Sets how {@link Tempo#close} treats active runs. Immutable.
 *
 * @param drainTimeout how long active runs may go on to end by themselves
 * @param stopTimeout how long runs that were then asked to end get before they are forced or
 *     abandoned
 * @param scriptPolicy whether scripts are ended, or left to be adopted at the next start
 */
public record ShutdownPolicy(
    Duration drainTimeout, Duration stopTimeout, ScriptPolicy scriptPolicy) {

  /** Selects how closing treats active scripts. */
  public enum ScriptPolicy {
    /** They are ended, as handlers are. */
    END,
    /**
     * They go on by themselves and are adopted at the next start; needs a store on disk. One that
     * has not begun, as it waits for its environment or the store, is waited for, and then queued
     * again.
     */
    LEAVE
  }

  /** 4 s to end by themselves, 3 s after being asked; scripts are ended. */
  public static final ShutdownPolicy DEFAULT =
      new ShutdownPolicy(Duration.ofSeconds(4), Duration.ofSeconds(3), ScriptPolicy.END);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public ShutdownPolicy {
    Objects.requireNonNull(scriptPolicy, "scriptPolicy");
    TimeBounds.duration("shutdown.drainTimeout", drainTimeout);
    TimeBounds.duration("shutdown.stopTimeout", stopTimeout);
  }

  /**
   * Returns a copy with another time for runs to end by themselves.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public ShutdownPolicy withDrainTimeout(Duration drainTimeout) {
    return new ShutdownPolicy(drainTimeout, stopTimeout, scriptPolicy);
  }

  /**
   * Returns a copy with another time between asking runs to end and forcing or abandoning them.
   *
   * @throws IllegalArgumentException if it is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public ShutdownPolicy withStopTimeout(Duration stopTimeout) {
    return new ShutdownPolicy(drainTimeout, stopTimeout, scriptPolicy);
  }

  /** Returns a copy that ends scripts, or leaves them running. */
  public ShutdownPolicy withScriptPolicy(ScriptPolicy scriptPolicy) {
    Objects.requireNonNull(scriptPolicy, "scriptPolicy");
    return new ShutdownPolicy(drainTimeout, stopTimeout, scriptPolicy);
  }
}
