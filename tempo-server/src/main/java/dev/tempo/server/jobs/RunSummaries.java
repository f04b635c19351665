package dev.tempo.server.jobs;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.event.Event;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSummary;
import dev.tempo.store.RunVisibility;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the runs of each job went, kept in memory, so that a list of jobs asks the store for nothing,
 * however many runs there are.
 *
 * <p>A job's summary is read when it is first asked for: its newest runs by the index that leads to
 * them, its counts from the sums by the day that the store keeps anyway. Events keep it up to date.
 * As a program may delete runs past the engine, it is read anew after a while. As long as the store
 * has not counted its runs, which after a start may take it a moment, counts may be too small, and
 * summaries are read anew when it has.
 *
 * <p>Whoever may not see all runs of a job is shown what is theirs and what nobody started, and
 * nothing tells of the others. That is read from the store, and kept until a run of the job begins
 * or ends.
 *
 * <p>Thread-safe.
 */
final class RunSummaries implements NodeCache {
  private static final Logger LOG = LoggerFactory.getLogger(RunSummaries.class);
  private static final int RECENT = 20;
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** So many of the runs that somebody may see are counted for those who may not see all. */
  private static final int COUNTED = 1_000;

  private static final int MOST_JOBS_OF_VIEWERS = 2_000;

  private final ConcurrentMap<UUID, Summary> summaries = new ConcurrentHashMap<>();
  private final ConcurrentMap<UUID, ConcurrentMap<UUID, Summary>> ofViewers =
      new ConcurrentHashMap<>();
  private final AtomicBoolean counted = new AtomicBoolean();
  private final AtomicBoolean uncounted = new AtomicBoolean();
  private final AtomicLong events = new AtomicLong();
  private final Store store;
  private final TimeSource time;

  RunSummaries(Store store, TimeSource time) {
    this.store = store;
    this.time = time;
  }

  /**
   * A run, as a list of jobs shows it.
   *
   * @param id which
   * @param status where it stands
   * @param startedAt when it started
   * @param duration how long it took
   * @param startedBy who asked for it; empty when nobody did
   */
  record Recent(
      UUID id,
      RunStatus status,
      Optional<Instant> startedAt,
      Optional<Duration> duration,
      Optional<String> startedBy) {

    static Recent of(Run run) {
      return new Recent(
          run.id(),
          run.status(),
          run.startedAt(),
          run.duration(),
          run.request().origin().startedBy());
    }

    private boolean isFor(Caller caller) {
      return startedBy.isEmpty() || startedBy.get().equals(caller.userId().toString());
    }
  }

  /**
   * How a job's runs went.
   *
   * @param recent the newest first
   * @param runs how many have started and ended in the last 400 days
   * @param successes how many of them with success
   * @param readAt when this was read from the store
   */
  record Summary(List<Recent> recent, long runs, long successes, Instant readAt) {

    Summary {
      recent = List.copyOf(recent);
    }

    /** The newest run that was not skipped. */
    Optional<Recent> last() {
      return recent.stream().filter(run -> run.status() != RunStatus.SKIPPED).findFirst();
    }

    /** This, with a run as it is now; empty if it must be read anew. */
    private Optional<Summary> with(Run run) {
      Optional<Recent> known = recent.stream().filter(r -> r.id().equals(run.id())).findFirst();
      if (known.isPresent() && known.get().status().isFinal()) {
        return Optional.empty(); // It ended before this was read, and may not be counted in it.
      }
      boolean counts = run.status().isFinal() && run.startedAt().isPresent();
      boolean success = counts && run.status() == RunStatus.SUCCESS;
      return Optional.of(
          new Summary(placed(run), runs + (counts ? 1 : 0), successes + (success ? 1 : 0), readAt));
    }

    private List<Recent> placed(Run run) {
      List<Recent> changed = new ArrayList<>(recent);
      changed.removeIf(known -> known.id().equals(run.id()));
      int at = 0;
      while (at < changed.size() && isNewer(changed.get(at).id(), run.id())) {
        at++;
      }
      changed.add(at, Recent.of(run));
      return changed.subList(0, Math.min(changed.size(), RECENT));
    }

    /** Ids sort by time as text, and as unsigned numbers. */
    private static boolean isNewer(UUID one, UUID other) {
      int most = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
      return most > 0
          || most == 0
              && Long.compareUnsigned(
                      one.getLeastSignificantBits(), other.getLeastSignificantBits())
                  > 0;
    }
  }

  /** How those runs of a job went that a caller may see, who may see the job. */
  Summary of(UUID jobId, JobDetails details, Caller caller) {
    if (JobAccess.maySeeAllRuns(caller, details)) {
      return of(jobId);
    }
    Map<UUID, Summary> viewers = ofViewers.computeIfAbsent(jobId, id -> new ConcurrentHashMap<>());
    Summary known = viewers.get(caller.userId());
    if (known != null && known.readAt().plus(FRESH).isAfter(time.nowMillis())) {
      return known;
    }
    long before = events.get();
    Summary read = readFor(jobId, caller);
    viewers.put(caller.userId(), read);
    if (events.get() != before) {
      viewers.remove(caller.userId(), read);
    }
    if (ofViewers.size() > MOST_JOBS_OF_VIEWERS) {
      ofViewers.clear();
    }
    return read;
  }

  /** The newest run of a job that was not skipped. */
  Optional<Recent> last(UUID jobId) {
    return of(jobId).last();
  }

  /** The newest run of a job that a caller may see, and that was not skipped. */
  Optional<Recent> last(UUID jobId, JobDetails details, Caller caller) {
    Summary all = of(jobId);
    if (JobAccess.maySeeAllRuns(caller, details)) {
      return all.last();
    }
    Optional<Recent> newest =
        all.recent().stream()
            .filter(run -> run.isFor(caller) && run.status() != RunStatus.SKIPPED)
            .findFirst();
    return newest.isPresent() || all.recent().size() < RECENT
        ? newest
        : of(jobId, details, caller).last();
  }

  private Summary of(UUID jobId) {
    Summary known = summaries.get(jobId);
    if (known != null && known.readAt().plus(FRESH).isAfter(time.nowMillis())) {
      return known;
    }
    long before = events.get();
    Summary read = read(jobId);
    summaries.put(jobId, read);
    if (events.get() != before) {
      summaries.remove(jobId, read); // an event may have come too early for it
    }
    return read;
  }

  void follow(Event event) {
    switch (event) {
      case Event.RunQueued queued -> learn(queued.run());
      case Event.RunStarted started -> learn(started.run());
      case Event.RunFinished finished -> {
        uncounted.set(true);
        learn(finished.run());
      }
      case Event.RunCorrected corrected -> {
        events.incrementAndGet();
        forget(corrected.run().jobId());
      }
      case Event.JobDeleted deleted -> {
        forget(deleted.jobId());
      }
      default -> {} // not about runs
    }
  }

  /** Forgets everything, since runs were deleted. */
  void forget() {
    summaries.clear();
    ofViewers.clear();
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> {
        uncounted.set(true);
        events.incrementAndGet();
        forget();
      }
      case DataChange.RunsChanged runs -> {
        uncounted.set(true);
        events.incrementAndGet();
        runs.jobIds().forEach(this::forget);
      }
      case DataChange.JobsChanged jobs -> jobs.jobIds().forEach(this::forget);
      default -> {} // says nothing about runs
    }
  }

  private void forget(UUID jobId) {
    summaries.remove(jobId);
    ofViewers.remove(jobId);
  }

  /** Lets the store count what it has not counted yet; may take long after a crash. */
  void countAll() {
    try {
      boolean more = true;
      while (more && !Thread.currentThread().isInterrupted()) {
        more = store.metrics().rollUp();
      }
      counted.set(!more);
      forget();
    } catch (StoreException e) {
      LOG.warn("Counts of runs are too small until the next start: {}", e.getMessage());
    }
  }

  private void learn(Run run) {
    if (!run.isRegular()) {
      return; // what is tried out, or keeps open, says nothing about how the job goes
    }
    events.incrementAndGet();
    ofViewers.remove(run.jobId());
    summaries.computeIfPresent(run.jobId(), (id, known) -> known.with(run).orElse(null));
  }

  private Summary readFor(UUID jobId, Caller caller) {
    RunVisibility scope =
        new RunVisibility(caller.userId().toString(), Set.of(), Set.of(jobId), Set.of());
    RunQuery visible = RunQuery.ALL.withJob(jobId).withVisibility(scope);
    List<Recent> newest = newest(visible);
    RunSummary counts = store.runs().summary(visible.withLimit(COUNTED));
    return new Summary(newest, counts.timed(), counts.count(RunStatus.SUCCESS), time.nowMillis());
  }

  private Summary read(UUID jobId) {
    if (counted.get() && uncounted.getAndSet(false)) {
      store.metrics().rollUp(); // one step is enough for what ended since the last one
    }
    Instant now = time.nowMillis();
    List<MetricBucket> days =
        store
            .metrics()
            .buckets(jobId, MetricPeriod.DAILY, Instant.EPOCH, now.plus(Duration.ofDays(2)));
    List<Recent> newest = newest(RunQuery.ALL.withJob(jobId));
    return new Summary(
        newest,
        days.stream().mapToLong(day -> day.counts().runs()).sum(),
        days.stream().mapToLong(day -> day.counts().successes()).sum(),
        now);
  }

  private List<Recent> newest(RunQuery query) {
    return store.runs().list(query.withRegularOnly().withLimit(RECENT)).runs().stream()
        .map(Recent::of)
        .toList();
  }
}
