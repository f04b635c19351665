package dev.tempo.schedule;

/**
 * What happens to an occurrence when the local clock jumps: forward over a <em>gap</em> (spring) or
 * back over an <em>overlap</em> (autumn).
 *
 * <p>The policies differ for <em>fixed-time</em> schedules only: those that name both their hour
 * and their minute, so that neither field begins with {@code *}. All other schedules
 * (<em>wildcard</em> schedules, for example every 15 minutes) follow the clock as it really runs
 * under every policy: nothing extra for a gap, and both passes of an overlap.
 *
 * <p>Under no policy does one instant occur twice.
 */
public enum DstPolicy {
  /**
   * As Vixie cron does, and the default. A time that falls into a gap occurs once, at the first
   * instant after the gap; all times that fell into one gap become one occurrence, also together
   * with a time that matches that very instant. A time in an overlap occurs once, in its first
   * pass. See the DST handling in {@code cron(8)}.
   */
  VIXIE,

  /**
   * As OCPS 1.4 section 4.3.1 recommends. A time that falls into a gap is skipped; a time in an
   * overlap occurs once, in its first pass.
   */
  OCPS,

  /** As the wall clock shows. A time in a gap is skipped; a time in an overlap occurs twice. */
  LITERAL
}
