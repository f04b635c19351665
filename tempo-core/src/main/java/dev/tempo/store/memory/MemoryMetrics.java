package dev.tempo.store.memory;

import dev.tempo.Run;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.RunSamples;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Samples and sums in memory; guarded by the store's lock. Runs that have ended are only noted, and
 * counted many at a time. Of each job the newest thousand hours and days are kept.
 */
final class MemoryMetrics {
  private static final int MAX_UNCOUNTED = 4_096;
  private static final int MAX_PERIODS = 1_000;
  private static final List<MetricPeriod> PERIODS = List.of(MetricPeriod.values());

  private final Map<UUID, TreeMap<Instant, ResourceSample>> samples = new HashMap<>();
  private final Map<Key, TreeMap<Instant, MetricAccumulator>> sums = new HashMap<>();
  private final ArrayDeque<Run> uncounted = new ArrayDeque<>();

  private record Key(UUID jobId, MetricPeriod period) {}

  /** The period to which was added last: most runs are of the same one. */
  private record Latest(UUID jobId, long fromMs, long toMs, MetricAccumulator sum) {
    boolean has(Run run, long endMs) {
      return endMs >= fromMs && endMs < toMs && jobId.equals(run.jobId());
    }
  }

  /** A run has ended for the first time; an unsaved one does not count. */
  void ended(Run run) {
    if (counts(run)) {
      uncounted.add(run);
      if (uncounted.size() >= MAX_UNCOUNTED) {
        rollUp();
      }
    }
  }

  /** A run that was lost has ended in another way. */
  void correct(Run lost, Run corrected) {
    if (!uncounted.removeIf(run -> run.id().equals(lost.id())) && counts(lost)) {
      Instant end = lost.finishedAt().orElseThrow();
      for (MetricPeriod period : PERIODS) {
        sums.getOrDefault(new Key(lost.jobId(), period), new TreeMap<>())
            .computeIfPresent(
                period.startOf(end), (start, sum) -> sum.takeOut(tookMs(lost)) ? sum : null);
      }
    }
    ended(corrected);
  }

  /** Runs are about to be deleted. */
  void delete(Collection<UUID> runIds) {
    if (!samples.isEmpty()) {
      rollUp();
      runIds.forEach(samples::remove);
    }
  }

  void add(List<RunSamples> added) {
    for (RunSamples some : added) {
      TreeMap<Instant, ResourceSample> all =
          samples.computeIfAbsent(some.runId(), id -> new TreeMap<>());
      some.samples().forEach(sample -> all.put(sample.at(), sample));
    }
  }

  List<ResourceSample> samples(UUID runId, Instant from, int limit) {
    return samples.getOrDefault(runId, new TreeMap<>()).tailMap(from, true).values().stream()
        .limit(limit)
        .toList();
  }

  boolean rollUp() {
    Map<MetricPeriod, Latest> latest = new EnumMap<>(MetricPeriod.class);
    for (Run run : uncounted) {
      count(run, latest);
    }
    uncounted.clear();
    return false;
  }

  List<MetricBucket> buckets(UUID jobId, MetricPeriod period, Instant from, Instant to) {
    return from.isAfter(to)
        ? List.of()
        : sums
            .getOrDefault(new Key(jobId, period), new TreeMap<>())
            .subMap(from, to)
            .entrySet()
            .stream()
            .map(entry -> entry.getValue().bucket(period, entry.getKey()))
            .toList();
  }

  void prune(MetricPeriod period, Instant before) {
    sums.forEach(
        (key, byStart) -> {
          if (key.period() == period) {
            byStart.headMap(before, false).clear();
          }
        });
    sums.values().removeIf(TreeMap::isEmpty);
  }

  private void count(Run run, Map<MetricPeriod, Latest> latest) {
    Instant end = run.finishedAt().orElseThrow();
    long endMs = end.toEpochMilli();
    long tookMs = tookMs(run);
    long memory = averageMemoryBytes(run);
    for (MetricPeriod period : PERIODS) {
      Latest known = latest.get(period);
      if (known == null || !known.has(run, endMs)) {
        known = latest(run, period, period.startOf(end));
        latest.put(period, known);
      }
      known.sum().add(run, tookMs, memory);
    }
  }

  private static boolean counts(Run run) {
    return run.startedAt().isPresent() && run.isRegular();
  }

  /** The clock may have been set back. */
  private static long tookMs(Run run) {
    long endMs = run.finishedAt().orElseThrow().toEpochMilli();
    return Math.max(0, endMs - run.startedAt().orElseThrow().toEpochMilli());
  }

  private Latest latest(Run run, MetricPeriod period, Instant start) {
    TreeMap<Instant, MetricAccumulator> byStart =
        sums.computeIfAbsent(new Key(run.jobId(), period), key -> new TreeMap<>());
    MetricAccumulator sum = byStart.computeIfAbsent(start, key -> new MetricAccumulator());
    if (byStart.size() > MAX_PERIODS) {
      byStart.pollFirstEntry();
    }
    long fromMs = start.toEpochMilli();
    return new Latest(run.jobId(), fromMs, fromMs + period.length().toMillis(), sum);
  }

  private long averageMemoryBytes(Run run) {
    TreeMap<Instant, ResourceSample> all = samples.get(run.id());
    if (all == null || all.isEmpty()) {
      return run.result().usage().maxMemoryBytes();
    }
    return all.values().stream().mapToLong(ResourceSample::memoryBytes).sum() / all.size();
  }
}
