package dev.tempo.faults.history;

/**
 * Something that must not be.
 *
 * @param kind what
 * @param where of which run, trigger or file
 */
public record HistoryViolation(Kind kind, String where) {

  /** What must not be. */
  public enum Kind {
    /** A target without a run and without an entry of the ledger. */
    OCCURRENCE_LOST,
    /** A target with more than one of these. */
    OCCURRENCE_DOUBLED,
    /** A run for an instant that no schedule names. */
    OCCURRENCE_UNNAMED,
    /** An entry of the ledger that counts other occurrences than it covers. */
    ENTRY_MISCOUNTED,
    /** A window of time in which no script began, though one had to. */
    WINDOW_EMPTY,
    /** A script that began outside of every window. */
    BEGIN_OUTSIDE,
    /** A script that began more often than its run says. */
    BEGUN_TWICE,
    /** A script that began, and of which no run is known. */
    RUN_LOST,
    /** A run that says it ran, though its script never began. */
    NEVER_BEGUN,
    /** A run that has not ended. */
    NOT_ENDED,
    /** A run with a wrong status. */
    STATUS_WRONG,
    /** A run with a wrong exit code. */
    CODE_WRONG,
    /** A run of a text that nobody wrote. */
    SCRIPT_UNKNOWN,
    /** A retry that is missing. */
    RETRY_LOST,
    /** A retry too many. */
    RETRY_DOUBLED,
    /** More runs at once than the limit allows. */
    LIMIT_EXCEEDED,
    /** A line that is missing. */
    LINE_LOST,
    /** A line that is there twice. */
    LINE_DOUBLED,
    /** A line at the wrong place, or with the wrong number. */
    LINE_MISPLACED,
    /** Something that was answered with 2xx, and is not there. */
    ANSWER_LOST,
    /** An end that was told, and is another one now. */
    END_CHANGED,
    /** An answer that must never be. */
    ANSWER_FAILED,
    /** A database that cannot be opened, or is damaged. */
    FILE_REFUSED,
    /** A process that outlived everything. */
    PROCESS_LEFT,
    /** A file or directory that outlived everything. */
    FILE_LEFT
  }
}
