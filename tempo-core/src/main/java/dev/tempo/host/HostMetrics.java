package dev.tempo.host;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the machine was doing when it was looked at: the whole machine, also where this process runs
 * in a container that may use only a part of it. Immutable.
 *
 * @param at when
 * @param cpu its processors
 * @param memory its memory
 * @param disks where data is kept, without those that cannot be looked at
 * @param uptime the time since it was booted
 * @param processes how many processes there are that this one may see
 */
public record HostMetrics(
    Instant at, Cpu cpu, Memory memory, List<Disk> disks, Duration uptime, int processes) {

  /**
   * Takes a copy of the list.
   *
   * @throws NullPointerException if anything is null
   */
  public HostMetrics {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(cpu, "cpu");
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(disks, "disks");
    Objects.requireNonNull(uptime, "uptime");
    disks = List.copyOf(disks);
  }

  /**
   * The processors.
   *
   * @param cores how many logical processors there are
   * @param usedPercent the share of all cores that was not idle since the look before, from 0 to
   *     100; empty at the first look
   * @param load how many processes were running or ready to, on average; empty on Windows
   */
  public record Cpu(int cores, OptionalDouble usedPercent, Optional<Load> load) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Cpu {
      Objects.requireNonNull(usedPercent, "usedPercent");
      Objects.requireNonNull(load, "load");
    }
  }

  /**
   * Load averages, as {@code uptime(1)} shows them.
   *
   * @param oneMinute over the last minute
   * @param fiveMinutes over the last five
   * @param fifteenMinutes over the last fifteen
   */
  public record Load(double oneMinute, double fiveMinutes, double fifteenMinutes) {}

  /**
   * The memory.
   *
   * @param totalBytes how much there is
   * @param availableBytes how much programs could get without swapping
   * @param swapTotalBytes how much may be swapped out; 0 if there is no swap space
   * @param swapUsedBytes how much of that is in use
   */
  public record Memory(
      long totalBytes, long availableBytes, long swapTotalBytes, long swapUsedBytes) {}

  /**
   * The file system of a directory.
   *
   * @param directory the directory that was named
   * @param totalBytes its size
   * @param usableBytes how much this process may still write
   */
  public record Disk(Path directory, long totalBytes, long usableBytes) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Disk {
      Objects.requireNonNull(directory, "directory");
    }
  }
}
