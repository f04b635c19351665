package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;

/**
 * What a run used.
 *
 * @param cpu CPU time of its whole process tree; zero for Java handlers
 * @param maxMemoryBytes the largest resident memory of the tree
 * @param maxCpuPercent the largest CPU use between two samples; 100 is one core
 * @param lineCount lines in its log
 * @param outputBytes bytes that it wrote
 */
public record RunUsage(
    Duration cpu, long maxMemoryBytes, double maxCpuPercent, long lineCount, long outputBytes) {

  /** Nothing. */
  public static final RunUsage NONE = new RunUsage(Duration.ZERO, 0, 0, 0, 0);

  /**
   * Cuts the time to whole milliseconds; a CPU use that is not a number is none.
   *
   * @throws NullPointerException if anything is null
   */
  public RunUsage {
    Objects.requireNonNull(cpu, "cpu");
    cpu = TimeBounds.millis(cpu);
    maxCpuPercent = maxCpuPercent > 0 ? maxCpuPercent : 0;
  }
}
