package dev.tempo.store;

import dev.tempo.process.ResourceSample;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Keeps what runs used, and sums up by the hour and by the day what became of each job's runs.
 *
 * <p>Samples go with their run. Sums stay when runs are deleted: a run that was not counted yet is
 * counted as it is deleted. Thread-safe, as {@link Store} says.
 */
public interface MetricStore {

  /**
   * Keeps samples, in one transaction. Times are kept to the millisecond and CPU use to a hundredth
   * of a percent. Samples that begin at the same instant as ones that are kept replace them.
   *
   * @throws StoreException if nothing was kept, or it is not known whether it was; the same call
   *     may be repeated
   */
  void add(List<RunSamples> samples);

  /**
   * Samples of a run in the order of their times.
   *
   * @param from the earliest time wanted; {@link Instant#EPOCH} for all
   * @param limit how many at most, at least 1
   */
  List<ResourceSample> samples(UUID runId, Instant from, int limit);

  /**
   * Counts runs that have ended and were not counted yet: each exactly once, however often this is
   * called, by whomever, and whatever crashes in between. One bounded step.
   *
   * @return true if there may be more to count
   */
  boolean rollUp();

  /**
   * The sums of a job's periods that begin within a span of time, the earliest first. Periods
   * without runs are left out. Contains what was counted by {@link #rollUp}.
   *
   * @param from inclusive
   * @param to exclusive
   */
  List<MetricBucket> buckets(UUID jobId, MetricPeriod period, Instant from, Instant to);

  /**
   * The sums of the days, or, when the span is at most 7 days, of the hours, up to an instant. The
   * first period is the one that contains the beginning of the span.
   *
   * @param span how long; at most 36,525 days
   * @param to where it ends; exclusive
   */
  default List<MetricBucket> buckets(UUID jobId, Duration span, Instant to) {
    MetricPeriod period = MetricPeriod.of(TimeBounds.span("span", span));
    return buckets(jobId, period, period.startOf(to.minus(span)), to);
  }

  /** Forgets the sums of periods that began before an instant. */
  void prune(MetricPeriod period, Instant before);
}
