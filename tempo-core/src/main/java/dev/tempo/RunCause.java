package dev.tempo;

/** States why a run exists. */
public enum RunCause {
  /** A cron, interval or calendar trigger was due. */
  SCHEDULE,
  /** A person asked for it. */
  MANUAL,
  /** The engine started. */
  STARTUP,
  /** A trigger URL was called. */
  URL,
  /** An earlier attempt failed, or was lost and is repeated. */
  RETRY,
  /** A program asked for it. */
  API,
  /** Somebody opened the page that the job's script serves. */
  INTERFACE,
  /** Runs of other jobs, which it follows, had ended. */
  JOB
}
