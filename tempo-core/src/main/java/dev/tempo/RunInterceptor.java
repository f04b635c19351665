package dev.tempo;

import dev.tempo.task.RunContext;

/**
 * Code around every run of a Java handler: timing, diagnostic contexts, traces, transactions. The
 * first one that {@link TempoBuilder#interceptor} is given is the outermost, the handler the
 * innermost. Scripts and commands are not intercepted, since they run in processes of their own.
 *
 * {@snippet file="dev/tempo/snippets/InterceptorSnippetsTest.java" region="interceptor"}
 *
 * <p>It is called on the run's own thread, by many runs at the same time, so it must be safe for
 * that. Each attempt is a run of its own and is intercepted by itself.
 */
@FunctionalInterface
public interface RunInterceptor {

  /**
   * Does what is to be done around a run, and calls {@link Chain#proceed} for the run itself. What
   * it throws is the run's failure, as if the handler had thrown it; what the handler throws passes
   * through it, and may be caught or replaced. One that returns without having proceeded ends the
   * run as a success.
   *
   * @param context the run's, as its handler sees it
   * @param chain the interceptors that follow, and the handler
   * @throws InterruptedException when the run was cancelled, timed out or shut down
   * @throws Exception any failure
   */
  void intercept(RunContext context, Chain chain) throws Exception;

  /** What follows an interceptor. Used on the run's own thread. */
  @FunctionalInterface
  interface Chain {

    /**
     * Calls the next interceptor, or the handler after the last one; once more each time.
     *
     * @throws Exception what they throw
     */
    void proceed() throws Exception;
  }
}
