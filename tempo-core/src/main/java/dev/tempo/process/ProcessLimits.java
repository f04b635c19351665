package dev.tempo.process;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a process tree may use. Nothing is limited unless it is set. Immutable: each method returns
 * a changed copy.
 *
 * {@snippet :
 * ProcessLimits limits = ProcessLimits.NONE.withMemoryBytes(512L << 20).withProcesses(64).withNice(5);
 * }
 */
public final class ProcessLimits {
  /** No limits. */
  public static final ProcessLimits NONE = new ProcessLimits(Map.of());

  /** The settings, with the values that each allows. */
  public enum Kind {
    MEMORY_BYTES(1L << 20, Long.MAX_VALUE),
    CPU_PERCENT(1, 100_000),
    CPU_WINDOW_MS(100, 3_600_000),
    PROCESSES(1, 1 << 22),
    OUTPUT_BYTES(1, Long.MAX_VALUE),
    FILE_BYTES(512, Long.MAX_VALUE),
    NICE(-20, 19),
    UMASK(0, 0777),
    OOM_SCORE_ADJ(-1000, 1000);

    private final long min;
    private final long max;

    Kind(long min, long max) {
      this.min = min;
      this.max = max;
    }

    long check(long value) {
      if (value < min || value > max) {
        throw new InvalidValueException(ValueMessages.PROCESS_LIMIT.of(name(), value, min, max));
      }
      return value;
    }
  }

  private static final long DEFAULT_CPU_WINDOW_MS = 10_000;
  private static final Duration SHORTEST_CPU_WINDOW = Duration.ofMillis(100);
  private static final Duration LONGEST_CPU_WINDOW = Duration.ofHours(1);

  private final Map<Kind, Long> values;

  private ProcessLimits(Map<Kind, Long> values) {
    this.values = values;
  }

  /**
   * The memory of the whole tree in bytes, at least 1 MiB. A tree above it is stopped. Each of its
   * processes alone is also kept from reserving much more than this (see {@code
   * docs/processes.md}).
   */
  public ProcessLimits withMemoryBytes(long bytes) {
    return with(Kind.MEMORY_BYTES, bytes);
  }

  /** As {@link #withCpuPercent(int, Duration)} with a window of 10 seconds. */
  public ProcessLimits withCpuPercent(int percent) {
    return withCpuPercent(percent, Duration.ofMillis(DEFAULT_CPU_WINDOW_MS));
  }

  /**
   * The CPU of the whole tree, where 100 is one core. With the cpu controller of a cgroup the tree
   * is slowed down to it; else it is stopped when its mean over the window is higher.
   *
   * @param window 100 ms to an hour
   */
  public ProcessLimits withCpuPercent(int percent, Duration window) {
    TimeBounds.between("window", window, SHORTEST_CPU_WINDOW, LONGEST_CPU_WINDOW);
    return with(Kind.CPU_PERCENT, percent).with(Kind.CPU_WINDOW_MS, window.toMillis());
  }

  /** How many processes the tree may have at once. */
  public ProcessLimits withProcesses(int count) {
    return with(Kind.PROCESSES, count);
  }

  /** Standard output and standard error together, in bytes. A tree above it is stopped. */
  public ProcessLimits withOutputBytes(long bytes) {
    return with(Kind.OUTPUT_BYTES, bytes);
  }

  /**
   * The largest file any of its processes may write, in bytes, rounded up to 512 ({@code
   * RLIMIT_FSIZE} of {@code setrlimit(2)}). It holds for all files, the output among them; who goes
   * beyond gets SIGXFSZ.
   */
  public ProcessLimits withFileBytes(long bytes) {
    return with(Kind.FILE_BYTES, bytes);
  }

  /** The nice value, -20 to 19 ({@code nice(1)}); below 0 needs privileges. */
  public ProcessLimits withNice(int nice) {
    return with(Kind.NICE, nice);
  }

  /** The file mode creation mask, 0 to 0777 ({@code umask(2)}). */
  public ProcessLimits withUmask(int umask) {
    return with(Kind.UMASK, umask);
  }

  /**
   * How much the kernel prefers the tree when memory runs out, -1000 to 1000 ({@code
   * proc_pid_oom_score_adj(5)}); lowering it needs privileges.
   */
  public ProcessLimits withOomScoreAdj(int adjustment) {
    return with(Kind.OOM_SCORE_ADJ, adjustment);
  }

  /** Whether nothing is limited. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  public OptionalLong get(Kind kind) {
    Objects.requireNonNull(kind, "kind");
    Long value = values.get(kind);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Whether something has to be looked at several times a second. */
  public boolean needsWatching() {
    return values.containsKey(Kind.MEMORY_BYTES)
        || values.containsKey(Kind.PROCESSES)
        || values.containsKey(Kind.CPU_PERCENT)
        || values.containsKey(Kind.OUTPUT_BYTES);
  }

  public ProcessLimits with(Kind kind, long value) {
    Objects.requireNonNull(kind, "kind");
    Map<Kind, Long> copy = new EnumMap<>(Kind.class);
    copy.putAll(values);
    copy.put(kind, kind.check(value));
    return new ProcessLimits(copy);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProcessLimits that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(values);
  }

  /** The limits that are set, by name. */
  @Override
  public String toString() {
    return "ProcessLimits" + values;
  }
}
