package dev.tempo;

/** Selects how processes are treated that a script leaves behind when its own process has ended. */
public enum OrphanPolicy {
  /** They get the grace, then are ended, and the run says how many. The default. */
  END,
  /** They are left alone. */
  LEAVE
}
