package dev.tempo.engine.work;

import dev.tempo.Run;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/**
 * Names a run in the diagnostic context (MDC) of what is logged while its handler runs: {@code
 * tempo.job} is the job's name, {@code tempo.run} the run's id. Used by one thread.
 */
final class RunLogContext {
  static final String JOB = "tempo.job";
  static final String RUN = "tempo.run";

  /** Most loggers keep it, but where there is none, the text of each id would be made in vain. */
  private static final boolean IS_KEPT = !(MDC.getMDCAdapter() instanceof NOPMDCAdapter);

  private final @Nullable String job;
  private final @Nullable String run;

  private RunLogContext() {
    this.job = MDC.get(JOB);
    this.run = MDC.get(RUN);
  }

  /** On a thread that the run has for itself, with which the context ends. */
  static void set(Run run) {
    if (IS_KEPT) {
      MDC.put(JOB, run.jobName());
      MDC.put(RUN, run.id().toString());
    }
  }

  /** On a thread that goes on afterwards. */
  static RunLogContext enter(Run run) {
    RunLogContext before = new RunLogContext();
    set(run);
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
