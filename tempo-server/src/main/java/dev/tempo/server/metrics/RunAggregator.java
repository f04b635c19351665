package dev.tempo.server.metrics;

import dev.tempo.Run;
import dev.tempo.RunUsage;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Aggregates runs by the period in which they ended, as the store does it, for those who may see
 * only some of a job's runs. A run's memory is its peak here. For one thread.
 */
final class RunAggregator {
  private final MetricPeriod period;
  private final TreeMap<Instant, List<Run>> ended = new TreeMap<>();

  RunAggregator(MetricPeriod period) {
    this.period = period;
  }

  /** Counts a run if it has started and ended. */
  void add(Run run) {
    if (run.duration().isPresent()) {
      Instant start = period.startOf(run.finishedAt().orElseThrow());
      ended.computeIfAbsent(start, at -> new ArrayList<>()).add(run);
    }
  }

  /** The sums, the earliest first. */
  List<MetricBucket> buckets() {
    return ended.entrySet().stream().map(e -> bucket(e.getKey(), e.getValue())).toList();
  }

  private MetricBucket bucket(Instant start, List<Run> runs) {
    return new MetricBucket(
        period, start, counts(runs), total(runs).dividedBy(runs.size()), usage(runs));
  }

  private static MetricBucket.Counts counts(List<Run> runs) {
    long successes = 0;
    long failures = 0;
    for (Run run : runs) {
      switch (run.status()) {
        case SUCCESS -> successes++;
        case FAILURE, TIMEOUT, LOST -> failures++;
        default -> {} // cancelled
      }
    }
    return new MetricBucket.Counts(runs.size(), successes, failures);
  }

  private static Duration total(List<Run> runs) {
    return runs.stream()
        .map(run -> run.duration().orElseThrow())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static MetricBucket.Usage usage(List<Run> runs) {
    List<Run> processes =
        runs.stream().filter(run -> run.result().usage().maxMemoryBytes() > 0).toList();
    List<RunUsage> usages = processes.stream().map(run -> run.result().usage()).toList();
    long millis = total(processes).toMillis();
    long cpu = usages.stream().mapToLong(usage -> usage.cpu().toMillis()).sum();
    return new MetricBucket.Usage(
        millis == 0 ? 0 : 100.0 * cpu / millis,
        usages.stream().mapToDouble(RunUsage::maxCpuPercent).max().orElse(0),
        (long) usages.stream().mapToLong(RunUsage::maxMemoryBytes).average().orElse(0),
        usages.stream().mapToLong(RunUsage::maxMemoryBytes).max().orElse(0));
  }
}
