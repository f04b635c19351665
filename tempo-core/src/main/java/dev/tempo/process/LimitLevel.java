package dev.tempo.process;

/** How limits are enforced. See {@link ProcessSupervisor#limitText()} for the details. */
public enum LimitLevel {
  /** By the kernel: cgroup v2 with the memory, cpu or pids controller. */
  CGROUP,
  /** By watching {@code /proc}: a tree above a limit is stopped within a fraction of a second. */
  WATCHDOG,
  /** Not at all, except for the size of the output: this system has no {@code /proc}. */
  NONE
}
