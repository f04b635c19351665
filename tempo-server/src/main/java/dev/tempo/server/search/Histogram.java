package dev.tempo.server.search;

import dev.tempo.store.LogHit;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Counts hits by time and by job. Buckets begin at multiples of their width since 1970, and widths
 * are of a chain in which each divides the next, so that whoever has two counts with different
 * widths can add them up. When hits lie too far apart for so many buckets, all become wider. For
 * one thread.
 */
final class Histogram {
  private static final int[] SECONDS = {
    1,
    5,
    10,
    30,
    60,
    300,
    600,
    1_800,
    3_600,
    10_800,
    21_600,
    43_200,
    86_400,
    604_800,
    6_048_000,
    60_480_000
  };

  private final int mostBuckets;
  private final TreeMap<Long, Long> counts = new TreeMap<>();
  private final Map<UUID, OfJob> jobs = new HashMap<>();
  private int width;
  private long total;

  /**
   * An empty one.
   *
   * @param mostBuckets how many buckets may lie between the first and the last hit
   */
  Histogram(int mostBuckets) {
    this.mostBuckets = mostBuckets;
  }

  /**
   * The hits of a job.
   *
   * @param anyRun a run of it, to find its name by
   * @param count how many
   */
  record OfJob(UUID anyRun, long count) {}

  void add(LogHit hit) {
    total++;
    counts.merge(floor(hit.line().timestamp().getEpochSecond()), 1L, Long::sum);
    while (span() > mostBuckets && width < SECONDS.length - 1) {
      widen();
    }
    jobs.merge(
        hit.jobId(),
        new OfJob(hit.runId(), 1),
        (old, one) -> new OfJob(old.anyRun(), old.count() + 1));
  }

  /** How many hits were counted. */
  long total() {
    return total;
  }

  /** The width of all buckets. */
  int seconds() {
    return SECONDS[width];
  }

  /** The buckets that hold any, by their beginnings, the earliest first. */
  Map<Instant, Long> buckets() {
    return counts.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> Instant.ofEpochSecond(entry.getKey()),
                Map.Entry::getValue,
                Long::sum,
                LinkedHashMap::new));
  }

  /** The hits by job. */
  Map<UUID, OfJob> jobs() {
    return jobs;
  }

  private long floor(long second) {
    return Math.floorDiv(second, seconds()) * seconds();
  }

  private long span() {
    return (counts.lastKey() - counts.firstKey()) / seconds() + 1;
  }

  private void widen() {
    width++;
    Map<Long, Long> narrow = new HashMap<>(counts);
    counts.clear();
    narrow.forEach((start, count) -> counts.merge(floor(start), count, Long::sum));
  }
}
