package dev.tempo.server.runs;

import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the runs of a job usually take: of its last {@value #LOOKED_AT} successes among its last
 * {@value #MOST_READ} runs of its own script, if there are at least {@value #FEWEST}. Of whomever
 * they are, as it is the job that takes so long; no single run can be told from it. Kept in memory
 * until the job succeeds again. Thread-safe.
 */
public final class UsualDurations implements NodeCache, AutoCloseable {
  private static final int LOOKED_AT = 50;
  private static final int MOST_READ = 500;
  private static final int FEWEST = 5;
  private static final int MOST_JOBS = 10_000;

  private final RunStore runs;
  private final Map<UUID, Optional<Band>> known = new ConcurrentHashMap<>();
  private final AtomicLong invalidations = new AtomicLong();
  private final Subscription events;

  /** Of an engine's jobs. */
  public UsualDurations(Tempo tempo) {
    this.runs = tempo.store().runs();
    this.events = tempo.onEvent(this::follow);
  }

  /**
   * How long most runs take.
   *
   * @param median half of them take no longer
   * @param p90 nine of ten take no longer
   * @param p95 19 of 20 take no longer
   */
  public record Band(Duration median, Duration p90, Duration p95) {
    /** By the nearest rank: each is a time that a run took. */
    static Band of(List<Duration> sorted) {
      return new Band(rank(sorted, 50), rank(sorted, 90), rank(sorted, 95));
    }

    private static Duration rank(List<Duration> sorted, int percent) {
      int rank = (sorted.size() * percent + 99) / 100;
      return sorted.get(Math.max(1, rank) - 1);
    }
  }

  /** How long a job's runs take; empty while too few have succeeded. */
  public Optional<Band> of(UUID jobId) {
    if (known.size() > MOST_JOBS) {
      known.clear();
    }
    Optional<Band> band = known.get(jobId);
    if (band == null) {
      long before = invalidations.get();
      band = read(jobId);
      known.put(jobId, band);
      if (invalidations.get() != before) {
        known.remove(jobId);
      }
    }
    return band;
  }

  /** Whether the answer for a job is in memory, and costs nothing. */
  public boolean isKnown(UUID jobId) {
    return known.containsKey(jobId);
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> forget(known::clear);
      case DataChange.RunsChanged runs -> forget(() -> runs.jobIds().forEach(known::remove));
      default -> {} // takes no time
    }
  }

  private void forget(Runnable removal) {
    invalidations.incrementAndGet();
    removal.run();
  }

  @Override
  public void close() {
    events.close();
  }

  private void follow(Event event) {
    switch (event) {
      case Event.RunFinished finished -> {
        if (finished.run().status() == RunStatus.SUCCESS && finished.run().isRegular()) {
          known.remove(finished.run().jobId());
        }
      }
      case Event.RunCorrected corrected -> known.remove(corrected.run().jobId());
      case Event.RunsDeleted deleted -> known.clear();
      case Event.JobDeleted deleted -> known.remove(deleted.jobId());
      default -> {} // takes no time
    }
  }

  private Optional<Band> read(UUID jobId) {
    List<Duration> took =
        runs
            .list(RunQuery.ALL.withJob(jobId).withRegularOnly().withLimit(MOST_READ))
            .runs()
            .stream()
            .filter(run -> run.status() == RunStatus.SUCCESS)
            .flatMap(run -> run.duration().stream())
            .limit(LOOKED_AT)
            .sorted()
            .toList();
    return took.size() < FEWEST ? Optional.empty() : Optional.of(Band.of(took));
  }
}
