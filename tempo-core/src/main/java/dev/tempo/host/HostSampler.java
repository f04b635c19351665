package dev.tempo.host;

import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.software.os.OperatingSystem;

/**
 * Looks at the machine, by OSHI, when it is asked to, but not more often than every three seconds:
 * in between it says what it saw last. Nothing is loaded before the first look, which takes some
 * tenths of a second; later ones take about a millisecond.
 *
 * <p>Thread-safe; who asks while another looks waits for that.
 */
public final class HostSampler {
  private static final Logger LOG = LoggerFactory.getLogger(HostSampler.class);
  private static final Duration KEPT = Duration.ofSeconds(3);
  private static final int AVERAGES = 3;

  private final TimeSource time;
  private final List<Path> directories;
  private final ReentrantLock lock = new ReentrantLock();
  private Machine machine;
  private boolean unknown;
  private long[] ticks;
  private long lookedNanos;
  private Optional<HostMetrics> last = Optional.empty();

  /** What OSHI knows the machine by; making one loads it. */
  private record Machine(OperatingSystem system, CentralProcessor processor, GlobalMemory memory) {
    static Machine ofThis() {
      SystemInfo info = new SystemInfo();
      return new Machine(
          info.getOperatingSystem(),
          info.getHardware().getProcessor(),
          info.getHardware().getMemory());
    }
  }

  /**
   * A sampler that has not looked yet.
   *
   * @param time what says how old a look is
   * @param directories of whose file systems the room is told
   * @throws NullPointerException if one of them is null
   */
  public HostSampler(TimeSource time, List<Path> directories) {
    this.time = Objects.requireNonNull(time, "time");
    this.directories = List.copyOf(Objects.requireNonNull(directories, "directories"));
  }

  /**
   * Says what the machine does, as it was at most three seconds ago.
   *
   * @return empty on systems of which OSHI knows nothing, which is logged once
   */
  public Optional<HostMetrics> sample() {
    lock.lock();
    try {
      if (!unknown && (last.isEmpty() || time.nanoTime() - lookedNanos >= KEPT.toNanos())) {
        last = look();
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  private Optional<HostMetrics> look() {
    try {
      if (machine == null) {
        machine = Machine.ofThis();
      }
      lookedNanos = time.nanoTime();
      return Optional.of(metrics());
    } catch (RuntimeException | LinkageError e) { // no such system, or its C library is another
      unknown = true;
      LOG.warn("Nothing can be told of this machine: {}", e.toString());
      return Optional.empty();
    }
  }

  private HostMetrics metrics() {
    GlobalMemory memory = machine.memory();
    return new HostMetrics(
        time.nowMillis(),
        cpu(),
        new HostMetrics.Memory(
            memory.getTotal(),
            memory.getAvailable(),
            memory.getVirtualMemory().getSwapTotal(),
            memory.getVirtualMemory().getSwapUsed()),
        disks(),
        Duration.ofSeconds(machine.system().getSystemUptime()),
        machine.system().getProcessCount());
  }

  private HostMetrics.Cpu cpu() {
    CentralProcessor processor = machine.processor();
    OptionalDouble used =
        ticks == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(100 * processor.getSystemCpuLoadBetweenTicks(ticks));
    ticks = processor.getSystemCpuLoadTicks();
    double[] load = processor.getSystemLoadAverage(AVERAGES);
    Optional<HostMetrics.Load> averages =
        load[0] < 0
            ? Optional.empty()
            : Optional.of(new HostMetrics.Load(load[0], load[1], load[2]));
    return new HostMetrics.Cpu(processor.getLogicalProcessorCount(), used, averages);
  }

  private List<HostMetrics.Disk> disks() {
    List<HostMetrics.Disk> disks = new ArrayList<>();
    for (Path directory : directories) {
      try {
        FileStore store = Files.getFileStore(directory);
        disks.add(new HostMetrics.Disk(directory, store.getTotalSpace(), store.getUsableSpace()));
      } catch (IOException e) {
        LOG.debug("The disk of {} cannot be looked at", directory, e);
      }
    }
    return disks;
  }
}
