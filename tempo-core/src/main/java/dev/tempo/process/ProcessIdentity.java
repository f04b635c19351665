package dev.tempo.process;

import java.util.Objects;

/**
 * Identifies a process by its number, start time and boot.
 *
 * @param pid the process id; it is also the id of its session and its process group on Linux
 * @param startTicks the start time in clock ticks since boot, field 22 of {@code proc_pid_stat(5)};
 *     elsewhere in milliseconds since the epoch
 * @param bootId {@code /proc/sys/kernel/random/boot_id}; empty where there is none
 */
public record ProcessIdentity(long pid, long startTicks, String bootId) {
  /** Checks that there is a boot id, even if it is empty. */
  public ProcessIdentity {
    Objects.requireNonNull(bootId, "bootId");
  }
}
