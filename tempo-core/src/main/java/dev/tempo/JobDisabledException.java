package dev.tempo;

/** A disabled job was asked to run. */
public class JobDisabledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With which job. */
  public JobDisabledException(Job job) {
    super("The job '" + job.key() + "' is disabled; enable it before running it");
  }
}
