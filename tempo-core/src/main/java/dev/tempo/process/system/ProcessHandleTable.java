package dev.tempo.process.system;

import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Reads processes through the JDK, for systems without {@code /proc}: parents, start times and CPU.
 * There are no sessions, no environments and no memory in it.
 */
public final class ProcessHandleTable implements ProcessTable {
  private static final long TICKS_PER_SECOND = 1000;

  @Override
  public Collection<ProcessEntry> scan() {
    return ProcessHandle.allProcesses().map(ProcessHandleTable::entry).toList();
  }

  @Override
  public Optional<ProcessEntry> find(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(ProcessHandleTable::entry);
  }

  private static ProcessEntry entry(ProcessHandle handle) {
    ProcessHandle.Info info = handle.info();
    long parent = handle.parent().map(ProcessHandle::pid).orElse(0L);
    long cpu = info.totalCpuDuration().map(java.time.Duration::toMillis).orElse(0L);
    return ProcessEntry.of(
        handle.pid(), parent, startMillis(handle), new ProcessEntry.Usage(cpu, 0));
  }

  /** When a process was started, in milliseconds since the epoch; 0 if it may not be told. */
  static long startMillis(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  @Override
  public Optional<String> variable(long pid, String name) {
    return Optional.empty();
  }

  @Override
  public String name(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().command())
        .map(command -> new java.io.File(command).getName())
        .orElse("?");
  }

  @Override
  public long pageBytes() {
    return 0;
  }

  @Override
  public long ticksPerSecond() {
    return TICKS_PER_SECOND;
  }

  @Override
  public long uptimeTicks() {
    return TimeSource.system().millis();
  }

  @Override
  public String bootId() {
    return "";
  }
}
