package dev.tempo.faults;

import dev.tempo.faults.server.Launcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How much is shown.
 *
 * @param launcher how servers are started
 * @param directory where files are made
 * @param seed of all that is random; the same one makes the same choices, though not the same
 *     moments
 * @param amount how much
 */
public record FaultSettings(Launcher launcher, Path directory, long seed, Amount amount) {

  /**
   * How often, and how long.
   *
   * @param quick whether everything is made small, to see that it works
   * @param times instead of what the row takes by itself
   * @param minutes instead of what the row takes by itself
   */
  public record Amount(boolean quick, OptionalInt times, OptionalInt minutes) {
    /** What rows take by themselves. */
    public static final Amount WHOLE = new Amount(false, OptionalInt.empty(), OptionalInt.empty());
  }

  /**
   * How often something is done.
   *
   * @param whole unless it is made small
   * @param small if it is
   */
  public int times(int whole, int small) {
    return amount.times().orElse(amount.quick() ? small : whole);
  }

  /**
   * How long something is done.
   *
   * @param whole unless it is made small
   * @param small if it is
   */
  public Duration length(Duration whole, Duration small) {
    return amount.minutes().isPresent()
        ? Duration.ofMinutes(amount.minutes().getAsInt())
        : amount.quick() ? small : whole;
  }

  /** A line for who looks on. */
  public void say(String text) {
    System.err.println("  " + text);
  }
}
