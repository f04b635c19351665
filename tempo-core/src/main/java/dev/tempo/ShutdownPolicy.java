package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;

/**
 * What {@link Tempo#close} does with what runs.
 *
 * @param finish how long runs may go on to end by themselves
 * @param force how long runs that were then asked to end get before they are forced or abandoned
 * @param scripts whether scripts are ended at all
 */
public record ShutdownPolicy(Duration finish, Duration force, Scripts scripts) {

  /** What happens to scripts that still run. */
  public enum Scripts {
    /** They are ended, as handlers are. */
    END,
    /** They go on by themselves and are adopted at the next start; needs a store on disk. */
    LEAVE
  }

  /** 4 s to end by themselves, 3 s after being asked; scripts are ended. */
  public static final ShutdownPolicy DEFAULT =
      new ShutdownPolicy(Duration.ofSeconds(4), Duration.ofSeconds(3), Scripts.END);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is neither zero nor from 1 ms to 36,525 days in whole
   *     milliseconds
   */
  public ShutdownPolicy {
    Objects.requireNonNull(scripts, "scripts");
    TimeBounds.duration("shutdown.finish", finish);
    TimeBounds.duration("shutdown.force", force);
  }

  /** A copy that leaves scripts running, or does not. */
  public ShutdownPolicy scripts(Scripts changed) {
    return new ShutdownPolicy(finish, force, changed);
  }
}
