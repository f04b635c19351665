package dev.tempo.faults.cluster;

/**
 * Something that must not be.
 *
 * @param kind what
 * @param where of which run, trigger or node
 */
record ClusterViolation(Kind kind, String where) {

  /** What must not be. */
  enum Kind {
    /** A target without a run and without an entry of the ledger. */
    OCCURRENCE_LOST,
    /** A target with more than one of these. */
    OCCURRENCE_DOUBLED,
    /** A run for an instant that no schedule names. */
    OCCURRENCE_UNNAMED,
    /** An entry of the ledger that counts other occurrences than it covers. */
    ENTRY_MISCOUNTED,
    /** A line that is missing. */
    LINE_LOST,
    /** A line that is there twice. */
    LINE_DOUBLED,
    /** A line at the wrong place, or with the wrong number. */
    LINE_MISPLACED,
    /** Work that was done for a run that nobody knows. */
    RUN_LOST,
    /** A run that was answered for, and is not there. */
    ANSWER_LOST,
    /** A run that has not ended. */
    NOT_ENDED,
    /** A run that began more than once. */
    BEGUN_TWICE,
    /** A run that began before its time. */
    BEGUN_EARLY,
    /** An attempt that was at work after the next one had begun. */
    ATTEMPTS_TOGETHER,
    /** Runs of a job at work together, whose policy keeps them apart. */
    RUNS_TOGETHER,
    /** More runs of a queue at work together than its limit allows. */
    LIMIT_EXCEEDED,
    /** A run whose end is not what its own node wrote down. */
    END_WRONG,
    /** A run that was lost though nothing had befallen its node. */
    LOST_WITHOUT_FAULT,
    /** A retry that is missing. */
    RETRY_LOST,
    /** A retry that is there twice. */
    RETRY_DOUBLED,
    /** A node that ended by itself, or did not do what it was told. */
    NODE_BROKEN
  }
}
