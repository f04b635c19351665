package dev.tempo.task;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits the resources of a script, counted over its whole process tree. Empty means no limit.
 *
 * @param memoryBytes resident memory
 * @param cpuPercent 100 is one core
 * @param processes how many at once
 * @param outputBytes both streams together
 * @param nice priority, from -20 (first) to 19 (last)
 */
public record ResourceLimits(
    OptionalLong memoryBytes,
    OptionalInt cpuPercent,
    OptionalInt processes,
    OptionalLong outputBytes,
    OptionalInt nice) {

  /** No limits. */
  public static final ResourceLimits NONE =
      new ResourceLimits(
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalInt.empty());

  /**
   * Checks the ranges.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a limit is less than 1, or the priority is not from -20 to
   *     19
   */
  public ResourceLimits {
    Objects.requireNonNull(memoryBytes, "memoryBytes");
    Objects.requireNonNull(cpuPercent, "cpuPercent");
    Objects.requireNonNull(processes, "processes");
    Objects.requireNonNull(outputBytes, "outputBytes");
    Objects.requireNonNull(nice, "nice");
    memoryBytes.ifPresent(bytes -> positive("memoryBytes", bytes));
    cpuPercent.ifPresent(percent -> positive("cpuPercent", percent));
    processes.ifPresent(count -> positive("processes", count));
    outputBytes.ifPresent(bytes -> positive("outputBytes", bytes));
    nice.ifPresent(ResourceLimits::checkNice);
  }

  /**
   * Returns a copy with a limit of resident memory in bytes; at least 1.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public ResourceLimits withMemoryBytes(long memoryBytes) {
    return new ResourceLimits(
        OptionalLong.of(memoryBytes), cpuPercent, processes, outputBytes, nice);
  }

  /**
   * Returns a copy with a limit of CPU in percent of one core; at least 1.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public ResourceLimits withCpuPercent(int cpuPercent) {
    return new ResourceLimits(
        memoryBytes, OptionalInt.of(cpuPercent), processes, outputBytes, nice);
  }

  /**
   * Returns a copy with a limit of processes at once; at least 1.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public ResourceLimits withProcesses(int processes) {
    return new ResourceLimits(
        memoryBytes, cpuPercent, OptionalInt.of(processes), outputBytes, nice);
  }

  /**
   * Returns a copy with a limit of output in bytes; at least 1.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public ResourceLimits withOutputBytes(long outputBytes) {
    return new ResourceLimits(
        memoryBytes, cpuPercent, processes, OptionalLong.of(outputBytes), nice);
  }

  /**
   * Returns a copy with a priority from -20 to 19.
   *
   * @throws IllegalArgumentException if it is out of this range
   */
  public ResourceLimits withNice(int nice) {
    return new ResourceLimits(
        memoryBytes, cpuPercent, processes, outputBytes, OptionalInt.of(nice));
  }

  private static void positive(String what, long value) {
    if (value < 1) {
      throw new InvalidValueException(ValueMessages.AT_LEAST_ONE.of("limits." + what, value));
    }
  }

  private static void checkNice(int priority) {
    if (priority < -20 || priority > 19) {
      throw new InvalidValueException(ValueMessages.RANGE.of("limits.nice", -20, 19, priority));
    }
  }
}
