package dev.tempo.process;

/** Tells how a limit is enforced. See {@link ProcessSupervisor#limitText()} for the details. */
public enum LimitEnforcement {
  /** By the kernel: cgroup v2 with the memory, cpu or pids controller. */
  CGROUP,
  /**
   * By watching the process table: a tree above a limit is stopped within a fraction of a second.
   */
  WATCHDOG,
  /** Not at all, except for the size of the output: the memory of processes cannot be known. */
  NONE
}
