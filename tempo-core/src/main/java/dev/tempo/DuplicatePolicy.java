package dev.tempo;

/**
 * Sets what becomes of a request that is the same one as an earlier one; see {@link Uniqueness}.
 */
public enum DuplicatePolicy {
  /** The earlier run stands for it. */
  KEEP_FIRST,
  /**
   * An earlier run that has not started is cancelled, and a new one takes its place at the end of
   * the queue; one that has started stands for it.
   */
  REPLACE_WAITING,
  /** It is refused with a {@link DuplicateRunException}. */
  REJECT
}
