package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;

/** A run that has started and not ended. Used by the loop's thread alone. */
final class ActiveRun {
  private final Run run;
  private final Job job;
  private Execution execution = Execution.NONE;
  private StopCause stopCause;
  private Deadlines.Key deadline;

  ActiveRun(Run run, Job job) {
    this.run = run;
    this.job = job;
  }

  Run run() {
    return run;
  }

  /** The job as it was when the run started. */
  Job job() {
    return job;
  }

  void execution(Execution started) {
    execution = started;
    if (stopCause != null) {
      execution.stop(stopCause);
    }
  }

  /** Asks it to end; the first reason counts. */
  boolean stop(StopCause reason) {
    if (stopCause != null) {
      return false;
    }
    stopCause = reason;
    execution.stop(reason);
    return true;
  }

  /** Leaves it running by itself, if it can. */
  boolean leave() {
    return execution.leave();
  }

  StopCause stopCause() {
    return stopCause;
  }

  Deadlines.Key deadline() {
    return deadline;
  }

  void deadline(Deadlines.Key key) {
    deadline = key;
  }
}
