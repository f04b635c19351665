package dev.tempo.server.jobs;

/**
 * A job became late, or is late no more.
 *
 * @param job which
 * @param late how it is or was late
 * @param change what happened
 */
public record LateChange(JobIndexEntry job, Late late, Change change) {

  /** What can happen. */
  public enum Change {
    /** It became late. */
    BECAME_LATE,
    /** It is late by something else now; whoever was told needs not be told again. */
    STILL_LATE,
    /** It did what was expected. */
    RECOVERED,
    /** It was changed so that nothing is overdue any more; nobody needs to be told. */
    EXCUSED
  }

  /** True if it is late no more. */
  public boolean isOver() {
    return change == Change.RECOVERED || change == Change.EXCUSED;
  }
}
