package dev.tempo.schedule;

/** The language a cron expression is written in. */
public enum Dialect {
  /** The Open Cron Pattern Specification 1.0 to 1.4: Tempo's own language, and the default. */
  OCPS,

  /**
   * Quartz: six fields with seconds first and an optional year; weekdays 1 (Sunday) to 7
   * (Saturday); {@code 0/15} is a step with an open end; exactly one of the two day fields is
   * {@code ?}.
   */
  QUARTZ,

  /**
   * Spring Framework 5.3 and later: six fields with seconds first; weekdays 0 or 7 (Sunday) to 6;
   * {@code 0/15} is a step with an open end; both day fields must match; macros such as {@code
   * @daily}.
   */
  SPRING
}
