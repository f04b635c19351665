package dev.tempo.process.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/**
 * Reads processes through OSHI, for systems without {@code /proc}: parents, CPU, memory, names and
 * environments, as far as the system lets this one see others. There are no sessions in it, and a
 * process's CPU time does not hold that of children that have ended.
 *
 * <p>Start times are the JDK's, those of {@link ProcessHandleTable}: they are the same at every
 * look, as an identity needs, and processes are found again that were started before OSHI was
 * asked. Single processes are the JDK's, too, since OSHI looks at all of them on some systems to
 * find one. On Linux a scan took some thirty times as long as that of {@code /proc} by hand, and
 * three times as long as the JDK's, which tells of no memory.
 *
 * <p>Thread-safe.
 */
public final class OshiProcessTable implements ProcessTable {
  private static final Logger LOG = LoggerFactory.getLogger(OshiProcessTable.class);

  private final OperatingSystem system;
  private final ProcessHandleTable handles = new ProcessHandleTable();

  /** Loaded when it is asked for first, which takes some tenths of a second. */
  private static final class Loaded {
    static final Optional<OshiProcessTable> TABLE = load();

    private static Optional<OshiProcessTable> load() {
      try {
        OperatingSystem system = new SystemInfo().getOperatingSystem();
        return system.getCurrentProcess() == null
            ? Optional.empty()
            : Optional.of(new OshiProcessTable(system));
      } catch (RuntimeException | LinkageError e) { // no such system, or its C library is another
        LOG.warn("CPU and memory of processes cannot be told in full: {}", e.toString());
        return Optional.empty();
      }
    }
  }

  private OshiProcessTable(OperatingSystem system) {
    this.system = system;
  }

  /** Returns the table; empty on systems of which OSHI knows nothing, which is logged once. */
  public static Optional<OshiProcessTable> find() {
    return Loaded.TABLE;
  }

  @Override
  public Collection<ProcessEntry> scan() {
    List<ProcessEntry> entries = new ArrayList<>();
    for (OSProcess process : system.getProcesses()) {
      if (process.getState() != OSProcess.State.ZOMBIE) {
        entry(process).ifPresent(entries::add);
      }
    }
    return entries;
  }

  /** Empty if it has ended since. */
  private static Optional<ProcessEntry> entry(OSProcess process) {
    return ProcessHandle.of(process.getProcessID())
        .map(
            handle ->
                ProcessEntry.of(
                    handle.pid(),
                    process.getParentProcessID(),
                    ProcessHandleTable.startMillis(handle),
                    new ProcessEntry.Usage(
                        process.getKernelTime() + process.getUserTime(),
                        process.getResidentMemory())));
  }

  @Override
  public Optional<ProcessEntry> find(long pid) {
    return handles.find(pid);
  }

  @Override
  public Optional<String> variable(long pid, String name) {
    return process(pid).map(process -> process.getEnvironmentVariables().get(name));
  }

  @Override
  public String name(long pid) {
    return process(pid).map(OSProcess::getName).orElse("?");
  }

  private Optional<OSProcess> process(long pid) {
    return Optional.ofNullable(system.getProcess((int) pid));
  }

  /** Memory is counted in bytes. */
  @Override
  public long pageBytes() {
    return 1;
  }

  @Override
  public long ticksPerSecond() {
    return handles.ticksPerSecond();
  }

  @Override
  public long uptimeTicks() {
    return handles.uptimeTicks();
  }

  @Override
  public String bootId() {
    return handles.bootId();
  }
}
