package dev.tempo.engine;

import dev.tempo.RetentionPolicy;
import dev.tempo.RetentionReport;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.upkeep.DailyRetention;
import dev.tempo.engine.upkeep.Retention;
import dev.tempo.engine.upkeep.SampleRecorder;
import dev.tempo.event.Subscription;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.RunQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What is asked of an engine about runs that have ended and what was measured of runs. Its methods
 * may be called by any thread.
 */
public final class UpkeepRequests {
  private final Engine engine;
  private final EngineSettings settings;
  private final Parts parts;

  /**
   * What it is done with.
   *
   * @param retention deletes runs
   * @param samples has those that are not stored yet
   * @param background does what takes time
   */
  record Parts(Retention retention, SampleRecorder samples, Executor background) {}

  UpkeepRequests(Engine engine, EngineSettings settings, Parts parts) {
    this.engine = engine;
    this.settings = settings;
    this.parts = parts;
  }

  /** Deletes what need not be kept, and returns when that is done. */
  public RetentionReport purgeRuns(RetentionPolicy policy) {
    engine.checkOpen();
    return parts.retention().run(policy);
  }

  /** Deletes what need not be kept of some runs, and no more than so many. */
  public RetentionReport purgeRuns(RetentionPolicy policy, RunQuery among, long limit) {
    engine.checkOpen();
    return parts.retention().run(policy, among, limit);
  }

  /** Does something while nothing is deleted. */
  public <T> T withRetentionPaused(Supplier<T> work) {
    return parts.retention().whileSuspended(work);
  }

  /** Deletes runs that have ended, and says which. */
  public List<UUID> deleteRuns(Collection<UUID> runIds) {
    engine.checkOpen();
    return parts.retention().delete(runIds);
  }

  /** Deletes what need not be kept, each day. */
  public Subscription schedulePurge(RetentionPolicy policy, LocalTime at, ZoneId zone) {
    Runnable work = DailyRetention.work(parts.retention(), policy, parts.background());
    DailyRetention daily = new DailyRetention(at, zone, work);
    engine.checkOpen();
    engine.whileDeciding((decider, turn) -> daily.begin(turn, decider.deadlines()));
    return daily;
  }

  /** Samples of a run, stored or not, in the order of their times. */
  public List<ResourceSample> resourceSamples(UUID runId, Instant from, int limit) {
    List<ResourceSample> waiting = parts.samples().waiting(runId, from);
    List<ResourceSample> all =
        new ArrayList<>(settings.store().metrics().samples(runId, from, limit));
    waiting.stream()
        .filter(sample -> all.isEmpty() || sample.at().isAfter(all.getLast().at()))
        .limit(limit - all.size())
        .toList()
        .forEach(all::add);
    return all;
  }

  /** What became of a job's runs during the last so much time. */
  public List<MetricBucket> runStatistics(UUID jobId, Duration span) {
    Instant now = settings.time().nowMillis();
    return settings.store().metrics().buckets(jobId, span, now.plusMillis(1));
  }

  /** Ends what is being deleted. */
  void close() {
    parts.retention().close();
  }
}
