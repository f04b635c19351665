package dev.tempo.process;

/** Why somebody asked a process to stop. Time-outs and limits are the supervisor's own causes. */
public enum StopReason {
  /** A person or a program cancelled it. */
  CANCELLED,
  /** A newer run took its place. */
  REPLACED,
  /** The host is shutting down. */
  SHUTDOWN,
  /** It was found alive after a restart, and the policy was {@link AdoptionPolicy#END}. */
  ORPHANED
}
