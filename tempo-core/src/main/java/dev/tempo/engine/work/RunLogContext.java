package dev.tempo.engine.work;

import dev.tempo.Run;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names a run in the diagnostic context (MDC) of what is logged while its handler runs: {@code
 * tempo.job} is the job's name, {@code tempo.run} the run's id. Used by one thread.
 */
final class RunLogContext {
  static final String JOB = "tempo.job";
  static final String RUN = "tempo.run";

  private final @Nullable String job;
  private final @Nullable String run;

  private RunLogContext() {
    this.job = MDC.get(JOB);
    this.run = MDC.get(RUN);
  }

  static RunLogContext enter(Run run) {
    RunLogContext before = new RunLogContext();
    MDC.put(JOB, run.jobName());
    MDC.put(RUN, run.id().toString());
    return before;
  }

  /**
   * Restores what was there before: the thread may be one of the host's, whose clock is moved by
   * hand.
   */
  void leave() {
    restore(JOB, job);
    restore(RUN, run);
  }

  private static void restore(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
