package dev.tempo.store;

/**
 * How many runs there are of a kind.
 *
 * @param count at least so many
 * @param isExact whether there are not more
 */
public record RunCount(long count, boolean isExact) {

  /** What was counted up to a bound. */
  public static RunCount upTo(long bound, long counted) {
    return new RunCount(Math.min(bound, counted), counted < bound);
  }
}
