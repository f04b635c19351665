package dev.tempo;

/** What happens to processes that a script leaves behind when its own process has ended. */
public enum Leftovers {
  /** They get the grace, then are ended, and the run says how many. The default. */
  END,
  /** They are left alone. */
  LEAVE
}
