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
  private long timeMs;
  private long processes;
  private long processTimeMs;
  private long cpuMs;
  private double maxCpuPercent;
  private long memoryBytes;
  private long maxMemoryBytes;

  /** Counts a run that has started and ended. */
  void add(Run run, long tookMs, long averageMemoryBytes) {
    runs++;
    switch (run.status()) {
      case SUCCESS -> successes++;
      case FAILURE, TIMEOUT, LOST -> failures++;
      default -> {}
    }
    timeMs += tookMs;
    RunUsage usage = run.result().usage();
    if (usage.maxMemoryBytes() > 0) {
      addProcess(usage, tookMs, averageMemoryBytes);
    }
  }

  /** Takes out a run that was lost, which has used nothing; false if none is left. */
  boolean takeOut(long tookMs) {
    runs--;
    failures--;
    timeMs -= tookMs;
    return runs > 0;
  }

  private void addProcess(RunUsage usage, long tookMs, long averageMemoryBytes) {
    processes++;
    processTimeMs += tookMs;
    cpuMs += usage.cpu().toMillis();
    maxCpuPercent = Math.max(maxCpuPercent, usage.maxCpuPercent());
    memoryBytes += averageMemoryBytes;
    maxMemoryBytes = Math.max(maxMemoryBytes, usage.maxMemoryBytes());
  }

  MetricBucket bucket(MetricPeriod period, Instant start) {
    double percent = processTimeMs == 0 ? 0 : 100.0 * cpuMs / processTimeMs;
    long memory = processes == 0 ? 0 : memoryBytes / processes;
    return new MetricBucket(
        period,
        start,
        new MetricBucket.Counts(runs, successes, failures),
        Duration.ofMillis(timeMs / runs),
        new MetricBucket.Usage(percent, maxCpuPercent, memory, maxMemoryBytes));
  }
}
