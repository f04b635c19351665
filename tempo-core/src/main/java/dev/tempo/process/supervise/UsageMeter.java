package dev.tempo.process.supervise;

import dev.tempo.process.ProcessIdentity;
import dev.tempo.process.ProcessResult.Totals;
import dev.tempo.process.linux.Cgroup;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sums the usage of a process tree from snapshots of the process table.
 *
 * <p>CPU time is the sum over the living of their own time and that of the children they have
 * waited for, the wrapper included, which so accounts for every command that has ended. It never
 * goes down, though a process may vanish whose parent did not wait for it. In a cgroup the kernel
 * counts, and misses nothing.
 *
 * <p>Memory is the sum of resident sets, at least as high as the largest peak that the kernel
 * remembers of a single process, so that a short burst between two looks shows.
 */
public final class UsageMeter {
  private final ProcessIdentity leader;
  private final Optional<Cgroup> cgroup;
  private long cpuNanos;
  private long maxMemoryBytes;
  private double maxCpuPercent;

  UsageMeter(ProcessIdentity leader, Optional<Cgroup> cgroup) {
    this.leader = leader;
    this.cgroup = cgroup;
  }

  /**
   * What was seen at one moment.
   *
   * @param nanos when, in monotonic time
   * @param cpuNanos the CPU time used so far
   * @param memoryBytes resident memory
   * @param processes how many there are, without the wrapper
   */
  public record Look(long nanos, long cpuNanos, long memoryBytes, int processes) {}

  /**
   * Adds up; the peaks of single processes are {@link #notePeaks}'s.
   *
   * @param members what counts, with the leader where it is the command itself
   */
  Look look(long nanos, ProcessSnapshot snapshot, Collection<ProcessEntry> members) {
    ProcessTable table = snapshot.table();
    boolean counted = members.stream().anyMatch(member -> member.pid() == leader.pid());
    long ticks = counted ? 0 : snapshot.find(leader.pid()).map(ProcessEntry::cpuTicks).orElse(0L);
    long pages = 0;
    for (ProcessEntry member : members) {
      ticks += member.cpuTicks();
      pages += member.residentPages();
    }
    cpuNanos = Math.max(cpuNanos, cpuFromCgroup().orElse(nanos(ticks, table)));
    long memory =
        cgroup
            .map(Cgroup::memoryBytes)
            .orElseGet(OptionalLong::empty)
            .orElse(pages * table.pageBytes());
    maxMemoryBytes = Math.max(maxMemoryBytes, memory);
    return new Look(nanos, cpuNanos, memory, members.size());
  }

  /** Asks each process for the most memory it ever had: one more file to read for each. */
  void notePeaks(Collection<ProcessEntry> members, ProcessTable table) {
    for (ProcessEntry member : members) {
      maxMemoryBytes = Math.max(maxMemoryBytes, table.peakBytes(member.pid()));
    }
  }

  private static long nanos(long ticks, ProcessTable table) {
    return ticks * (1_000_000_000L / table.ticksPerSecond());
  }

  private OptionalLong cpuFromCgroup() {
    return cgroup.map(Cgroup::cpuNanos).orElseGet(OptionalLong::empty);
  }

  /** The share of one core between two looks, in percent. */
  double percent(Look from, Look to) {
    double percent = 100.0 * (to.cpuNanos() - from.cpuNanos()) / (to.nanos() - from.nanos());
    maxCpuPercent = Math.max(maxCpuPercent, percent);
    return percent;
  }

  /**
   * The sums over the whole run.
   *
   * @param waitedNanos the CPU time of the wrapper and all that was waited for below it
   * @param runNanos how long the run took
   */
  Totals totals(long waitedNanos, long runNanos) {
    long cpu = Math.max(Math.max(cpuNanos, waitedNanos), cpuFromCgroup().orElse(0));
    long memory =
        Math.max(
            maxMemoryBytes,
            cgroup.map(Cgroup::peakMemoryBytes).orElseGet(OptionalLong::empty).orElse(0));
    double percent = maxCpuPercent > 0 ? maxCpuPercent : 100.0 * cpu / Math.max(1, runNanos);
    return new Totals(Duration.ofNanos(cpu), memory, percent);
  }
}
