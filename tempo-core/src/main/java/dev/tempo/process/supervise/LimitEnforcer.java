package dev.tempo.process.supervise;

import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.internal.message.UnitMessages;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessLimits.Kind;
import dev.tempo.process.linux.Cgroup;
import dev.tempo.process.supervise.UsageMeter.Look;
import dev.tempo.process.system.ProcessEntry;
import dev.tempo.process.system.ProcessTable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Checks the usage of a process tree against its limits, where the kernel does not.
 *
 * <p>Resident sets count a page that several processes share once for each of them, so that a
 * forking server would break a limit that it keeps. Before a tree is judged its proportional sets
 * are added up, which is slower and so is done only above the limit.
 */
public final class LimitEnforcer {
  private final ProcessLimits limits;
  private final Optional<Cgroup> cgroup;
  private final Deque<Look> window = new ArrayDeque<>();

  public LimitEnforcer(ProcessLimits limits, Optional<Cgroup> cgroup) {
    this.limits = limits;
    this.cgroup = cgroup;
  }

  /** Whether a run has to be looked at several times a second. */
  boolean isNeeded() {
    return limits.needsWatching();
  }

  /** The limit that is broken and by how much, in words; empty if none is. */
  public Optional<String> breach(Look look, Collection<ProcessEntry> members, ProcessTable table) {
    return memoryBreach(look, members, table)
        .or(() -> processesBreach(look))
        .or(() -> cpuBreach(look));
  }

  private OptionalLong watched(Kind kind) {
    boolean byKernel = cgroup.isPresent() && cgroup.get().enforces(kind);
    return byKernel ? OptionalLong.empty() : limits.get(kind);
  }

  private Optional<String> memoryBreach(
      Look look, Collection<ProcessEntry> members, ProcessTable table) {
    OptionalLong limit = watched(Kind.MEMORY_BYTES);
    if (limit.isEmpty() || look.memoryBytes() <= limit.getAsLong()) {
      return Optional.empty();
    }
    long shared = members.stream().mapToLong(member -> proportional(member, table)).sum();
    return shared <= limit.getAsLong()
        ? Optional.empty()
        : Optional.of(
            ProcessMessages.MEMORY.text(
                UnitMessages.size(limit.getAsLong()),
                UnitMessages.size(shared - limit.getAsLong()),
                look.processes(),
                UnitMessages.size(shared)));
  }

  /**
   * One that may not be asked, being another user's, counts in full; one that is gone, not at all.
   */
  private static long proportional(ProcessEntry member, ProcessTable table) {
    long bytes = table.proportionalBytes(member.pid());
    if (bytes >= 0) {
      return bytes;
    }
    return table.lives(member.pid(), member.start())
        ? member.residentPages() * table.pageBytes()
        : 0;
  }

  private Optional<String> processesBreach(Look look) {
    OptionalLong limit = watched(Kind.PROCESSES);
    if (limit.isEmpty() || look.processes() <= limit.getAsLong()) {
      return Optional.empty();
    }
    return Optional.of(
        ProcessMessages.PROCESSES.text(
            limit.getAsLong(), look.processes() - limit.getAsLong(), look.processes()));
  }

  /** Judges the mean over the last window, once the run is that old. */
  private Optional<String> cpuBreach(Look look) {
    OptionalLong limit = watched(Kind.CPU_PERCENT);
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    long windowMs = limits.get(Kind.CPU_WINDOW_MS).orElseThrow();
    long from = look.nanos() - TimeUnit.MILLISECONDS.toNanos(windowMs);
    window.addLast(look);
    Look oldest = window.getFirst();
    while (window.size() > 1 && window.getFirst().nanos() <= from) {
      oldest = window.removeFirst();
    }
    if (oldest.nanos() > from) {
      return Optional.empty();
    }
    window.addFirst(oldest);
    double percent =
        100.0 * (look.cpuNanos() - oldest.cpuNanos()) / (look.nanos() - oldest.nanos());
    return percent <= limit.getAsLong() ? Optional.empty() : Optional.of(cpuText(percent));
  }

  private String cpuText(double percent) {
    long limit = limits.get(Kind.CPU_PERCENT).orElseThrow();
    double seconds = limits.get(Kind.CPU_WINDOW_MS).orElseThrow() / 1000.0;
    return ProcessMessages.CPU.text(
        UnitMessages.percent(limit),
        UnitMessages.percent(percent - limit),
        UnitMessages.tenthsOfSeconds(seconds),
        UnitMessages.percent(percent));
  }

  /** As {@link #breach}, for the size of the output. */
  Optional<String> outputBreach(long bytes) {
    OptionalLong limit = limits.get(Kind.OUTPUT_BYTES);
    if (limit.isEmpty() || bytes <= limit.getAsLong()) {
      return Optional.empty();
    }
    return Optional.of(
        ProcessMessages.OUTPUT.text(
            UnitMessages.size(limit.getAsLong()), UnitMessages.size(bytes - limit.getAsLong())));
  }

  /** What the kernel did about a limit, known at the end. */
  public Optional<String> kernelBreach() {
    OptionalLong limit = limits.get(Kind.MEMORY_BYTES);
    if (limit.isEmpty() || cgroup.isEmpty() || cgroup.get().memoryKills() == 0) {
      return Optional.empty();
    }
    return Optional.of(ProcessMessages.MEMORY_KERNEL.text(UnitMessages.size(limit.getAsLong())));
  }

  /** What the kernel refused without ending anything. */
  public Optional<String> kernelRefusal() {
    OptionalLong limit = limits.get(Kind.PROCESSES);
    long refused = limit.isEmpty() ? 0 : cgroup.map(Cgroup::refusedProcesses).orElse(0L);
    return refused == 0
        ? Optional.empty()
        : Optional.of(ProcessMessages.PROCESSES_REFUSED.text(limit.getAsLong(), refused));
  }
}
