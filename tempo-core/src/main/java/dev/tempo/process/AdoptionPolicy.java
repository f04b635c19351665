package dev.tempo.process;

/** What to do with a process that is found alive after a restart. */
public enum AdoptionPolicy {
  /** Supervise it on, under the limits and the time-out it was started with. */
  ADOPT,
  /** Stop it, as {@link SupervisedProcess#stop} with {@link StopReason#ORPHANED} does. */
  END
}
