package dev.tempo.task;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a script may use, counted over its whole process tree. Empty means no limit.
 *
 * @param memoryBytes resident memory
 * @param cpuPercent 100 is one core
 * @param processes how many at once
 * @param outputBytes both streams together
 * @param nice priority, from -20 (first) to 19 (last)
 */
public record Limits(
    OptionalLong memoryBytes,
    OptionalInt cpuPercent,
    OptionalInt processes,
    OptionalLong outputBytes,
    OptionalInt nice) {

  /** No limits. */
  public static final Limits NONE =
      new Limits(
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalInt.empty());

  /** Checks the ranges. */
  public Limits {
    memoryBytes.ifPresent(bytes -> positive("memoryBytes", bytes));
    cpuPercent.ifPresent(percent -> positive("cpuPercent", percent));
    processes.ifPresent(count -> positive("processes", count));
    outputBytes.ifPresent(bytes -> positive("outputBytes", bytes));
    nice.ifPresent(Limits::checkNice);
  }

  /** A copy with a limit of resident memory in bytes; at least 1. */
  public Limits memoryBytes(long bytes) {
    return new Limits(OptionalLong.of(bytes), cpuPercent, processes, outputBytes, nice);
  }

  /** A copy with a limit of CPU in percent of one core; at least 1. */
  public Limits cpuPercent(int percent) {
    return new Limits(memoryBytes, OptionalInt.of(percent), processes, outputBytes, nice);
  }

  /** A copy with a limit of processes at once; at least 1. */
  public Limits processes(int count) {
    return new Limits(memoryBytes, cpuPercent, OptionalInt.of(count), outputBytes, nice);
  }

  /** A copy with a limit of output in bytes; at least 1. */
  public Limits outputBytes(long bytes) {
    return new Limits(memoryBytes, cpuPercent, processes, OptionalLong.of(bytes), nice);
  }

  /** A copy with a priority from -20 to 19. */
  public Limits nice(int priority) {
    return new Limits(memoryBytes, cpuPercent, processes, outputBytes, OptionalInt.of(priority));
  }

  private static void positive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "limits." + what + " must be at least 1, but got " + value);
    }
  }

  private static void checkNice(int priority) {
    if (priority < -20 || priority > 19) {
      throw new IllegalArgumentException("limits.nice must be from -20 to 19, but got " + priority);
    }
  }
}
