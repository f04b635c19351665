package dev.tempo.process.linux;

import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessLimits.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control group of one run. The wrapper stays outside, so that it survives {@link #kill} and
 * the kernel's memory killer, and can tell how the command ended.
 *
 * <p>A file that is missing or cannot be read means that the kernel does not know: a group is
 * removed as soon as it is empty, by us or by whoever is root.
 */
public final class Cgroup {
  private static final Logger LOG = LoggerFactory.getLogger(Cgroup.class);
  private static final int CPU_PERIOD_MICROS = 100_000;

  private final Path path;
  private final boolean countsMemory;

  public Cgroup(Path path) {
    this.path = path;
    this.countsMemory = Files.exists(path.resolve("memory.current"));
  }

  public Path path() {
    return path;
  }

  /** Sets those limits that the controllers can enforce. */
  void limit(ProcessLimits limits, Set<String> controllers) throws IOException {
    OptionalLong memory = limits.get(Kind.MEMORY_BYTES);
    if (memory.isPresent() && controllers.contains("memory")) {
      write("memory.max", memory.getAsLong());
      writeIfPresent("memory.swap.max", 0);
      writeIfPresent("memory.oom.group", 1);
    }
    OptionalLong cpu = limits.get(Kind.CPU_PERCENT);
    if (cpu.isPresent() && controllers.contains("cpu")) {
      write("cpu.max", cpu.getAsLong() * CPU_PERIOD_MICROS / 100 + " " + CPU_PERIOD_MICROS);
    }
    OptionalLong processes = limits.get(Kind.PROCESSES);
    if (processes.isPresent() && controllers.contains("pids")) {
      write("pids.max", processes.getAsLong());
    }
  }

  private void write(String file, Object value) throws IOException {
    Files.writeString(path.resolve(file), value.toString());
  }

  private void writeIfPresent(String file, Object value) throws IOException {
    if (Files.exists(path.resolve(file))) {
      write(file, value);
    }
  }

  /** Whether this kind of limit is enforced by the kernel here. */
  public boolean enforces(Kind kind) {
    return switch (kind) {
      case MEMORY_BYTES -> isLimited("memory.max");
      case CPU_PERCENT -> isLimited("cpu.max");
      case PROCESSES -> isLimited("pids.max");
      default -> false;
    };
  }

  private boolean isLimited(String file) {
    String value = read(file);
    return !value.isBlank() && !value.startsWith("max");
  }

  /** The processes in it, without those in groups that they made below it. */
  public List<Long> pids() {
    return read("cgroup.procs").lines().map(Long::parseLong).toList();
  }

  /** Whether anything lives in it or below. */
  public boolean isPopulated() {
    return number("cgroup.events", "populated ").orElse(0) > 0;
  }

  /** Sends SIGKILL to everything in it and below, atomically. */
  public void kill() {
    try {
      write("cgroup.kill", 1);
    } catch (IOException e) {
      LOG.debug("{}: {}", path, e.toString());
    }
  }

  /** Whether anything ever ran in it: one that is empty says nothing of a run that is elsewhere. */
  public boolean hasBeenEntered() {
    return cpuNanos().orElse(0) > 0;
  }

  /** The CPU time of all that ever ran in it. */
  public OptionalLong cpuNanos() {
    OptionalLong micros = number("cpu.stat", "usage_usec ");
    return micros.isPresent() ? OptionalLong.of(micros.getAsLong() * 1000) : micros;
  }

  /** The memory in use; needs the memory controller. */
  public OptionalLong memoryBytes() {
    return countsMemory ? number("memory.current", "") : OptionalLong.empty();
  }

  /** The highest memory use ever; needs the memory controller and Linux 5.19. */
  public OptionalLong peakMemoryBytes() {
    return countsMemory ? number("memory.peak", "") : OptionalLong.empty();
  }

  /** How many processes the kernel killed because of the memory limit. */
  public long memoryKills() {
    return number("memory.events", "oom_kill ").orElse(0);
  }

  /** How often a process could not be made because of the limit on processes. */
  public long refusedProcesses() {
    return number("pids.events", "max ").orElse(0);
  }

  private OptionalLong number(String file, String key) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.substring(key.length()).strip()))
        .findFirst();
  }

  private String read(String file) {
    try {
      return Files.readString(path.resolve(file));
    } catch (IOException gone) {
      return "";
    }
  }

  /** Removes it and what was made below it, unless something lives in there. */
  public void delete() {
    if (!remove()) {
      children().forEach(Cgroup::delete);
      remove();
    }
  }

  private boolean remove() {
    try {
      Files.deleteIfExists(path);
      return true;
    } catch (IOException e) {
      LOG.debug("{} is still in use: {}", path, e.toString());
      return false;
    }
  }

  private List<Cgroup> children() {
    try (Stream<Path> children = Files.list(path)) {
      return children.filter(Files::isDirectory).map(Cgroup::new).toList();
    } catch (IOException gone) {
      return List.of();
    }
  }
}
