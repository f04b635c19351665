package dev.tempo.store.jdbc.commit;

/** How an operation is committed. */
public enum Commit {
  /** With others; a power failure may undo it, unless its database syncs every transaction. */
  GROUPED,
  /** With others, on disk for good. */
  DURABLE,
  /**
   * As {@link #DURABLE}; doing it twice is doing it once. So it is done again where it cannot be
   * known whether it was committed, rather than asked for at a cost.
   */
  REPEATABLE,
  /** By itself and not in a transaction, as {@code VACUUM} wants it. */
  ALONE
}
