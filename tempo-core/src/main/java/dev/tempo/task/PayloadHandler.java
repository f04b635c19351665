package dev.tempo.task;

/**
 * Java code that a job runs with a payload of one type; see {@link Handler}.
 *
 * @param <P> the type of the payload
 */
@FunctionalInterface
public interface PayloadHandler<P> {

  /**
   * Does the work. Returning is success; an exception is failure, and its text is kept with the
   * run.
   *
   * @param context the run's parameters and log; never null
   * @param payload decoded for this run; never null
   * @throws InterruptedException when the run was cancelled, timed out or shut down
   * @throws Exception any failure
   */
  void run(RunContext context, P payload) throws Exception;
}
