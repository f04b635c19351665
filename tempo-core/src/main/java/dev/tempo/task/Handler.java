package dev.tempo.task;

/**
 * Java code that a job runs. It is called on a virtual thread (or on a platform thread, if its
 * queue says so) once per run; runs of different jobs, and with {@code OverlapPolicy.ALLOW} of one
 * job, call it at the same time, so it must be safe for that.
 */
@FunctionalInterface
public interface Handler {

  /**
   * Does the work. Returning is success; an exception is failure, and its text is kept with the
   * run.
   *
   * @param context the run's parameters and log; never null
   * @throws InterruptedException when the run was cancelled, timed out or shut down
   * @throws Exception any failure
   */
  void run(RunContext context) throws Exception;
}
