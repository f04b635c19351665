package dev.tempo.store.memory;

import dev.tempo.Run;
import dev.tempo.RunUsage;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import java.time.Duration;
import java.time.Instant;

/** Sums the runs of one period in memory; guarded by the store's lock. */
final class MetricAccumulator {
  private long runs;
  private long successes;
  private long failures;
  private Duration time = Duration.ZERO;
  private long processes;
  private Duration processTime = Duration.ZERO;
  private Duration cpu = Duration.ZERO;
  private double maxCpuPercent;
  private long memoryBytes;
  private long maxMemoryBytes;

  /** Counts a run that has started and ended. */
  void add(Run run, Duration took, long averageMemoryBytes) {
    runs++;
    switch (run.status()) {
      case SUCCESS -> successes++;
      case FAILURE, TIMEOUT, LOST -> failures++;
      default -> {}
    }
    time = time.plus(took);
    RunUsage usage = run.result().usage();
    if (usage.maxMemoryBytes() > 0) {
      addProcess(usage, took, averageMemoryBytes);
    }
  }

  private void addProcess(RunUsage usage, Duration took, long averageMemoryBytes) {
    processes++;
    processTime = processTime.plus(took);
    cpu = cpu.plus(usage.cpu());
    maxCpuPercent = Math.max(maxCpuPercent, usage.maxCpuPercent());
    memoryBytes += averageMemoryBytes;
    maxMemoryBytes = Math.max(maxMemoryBytes, usage.maxMemoryBytes());
  }

  MetricBucket bucket(MetricPeriod period, Instant start) {
    double percent = processTime.isZero() ? 0 : 100.0 * cpu.toMillis() / processTime.toMillis();
    long memory = processes == 0 ? 0 : memoryBytes / processes;
    return new MetricBucket(
        period,
        start,
        new MetricBucket.Counts(runs, successes, failures),
        Duration.ofMillis(time.toMillis() / runs),
        new MetricBucket.Usage(percent, maxCpuPercent, memory, maxMemoryBytes));
  }
}
