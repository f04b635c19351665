package dev.tempo.store.memory;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionStore;
import dev.tempo.store.JobStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.MetricStore;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueStore;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunPlace;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunSamples;
import dev.tempo.store.RunStore;
import dev.tempo.store.RunSummary;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import dev.tempo.task.ScriptText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps everything in memory, for tests and for programs whose jobs need not outlive them. Keeps
 * the newest 10,000 runs that have ended, unless told otherwise, and their logs.
 *
 * <p>Thread-safe: one lock guards all, and is held only for moments.
 */
public final class MemoryStore implements Store {
  private static final int DEFAULT_KEEP = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryJobs jobs = new MemoryJobs();
  private final MemoryRuns runs;
  private final MemoryDecisions ledger = new MemoryDecisions();
  private final TreeMap<String, QueueState> queues = new TreeMap<>();
  private final MemoryMetrics metrics = new MemoryMetrics();
  private final MemoryLogStore logs = new MemoryLogStore();

  /** A store that keeps the newest 10,000 runs that have ended. */
  public MemoryStore() {
    this(DEFAULT_KEEP);
  }

  /**
   * A store that keeps so many of the runs that have ended.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public MemoryStore(int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("At least 1 run must be kept, but got " + keep);
    }
    this.runs = new MemoryRuns(keep, metrics::ended);
  }

  @Override
  public Set<UUID> commit(List<Change> changes) {
    List<UUID> evicted = new ArrayList<>();
    Set<UUID> refused = locked(() -> apply(changes, evicted));
    if (!evicted.isEmpty()) {
      logs.delete(evicted);
    }
    return refused;
  }

  @Override
  public JobStore jobs() {
    return new Jobs();
  }

  @Override
  public TriggerStore triggers() {
    return new Triggers();
  }

  @Override
  public RunStore runs() {
    return new Runs();
  }

  @Override
  public DecisionStore decisions() {
    return (jobId, from, to, limit) -> locked(() -> ledger.entries(jobId, from, to, limit));
  }

  @Override
  public LogStore logs() {
    return logs;
  }

  @Override
  public MetricStore metrics() {
    return new Metrics();
  }

  @Override
  public QueueStore queues() {
    return () -> locked(() -> List.copyOf(queues.values()));
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public void close() {
    logs.close();
  }

  private Set<UUID> apply(List<Change> changes, List<UUID> evicted) {
    Set<UUID> refused = Set.of();
    for (Change change : changes) {
      switch (change) {
        case Change.SaveJob saved -> jobs.save(saved.job(), saved.triggers());
        case Change.DeleteJob deleted -> jobs.delete(deleted.jobId());
        case Change.MoveTrigger moved -> jobs.move(moved.state());
        case Change.AddRun added -> {
          if (!runs.add(added.run())) {
            refused = refused.isEmpty() ? new HashSet<>() : refused;
            refused.add(added.run().id());
          }
        }
        case Change.KeepScript kept -> runs.keep(kept);
        case Change.KeepResult kept -> runs.keep(kept);
        case Change.StartRun started -> runs.start(started.run());
        case Change.ReadScript read -> runs.read(read);
        case Change.SetDeadLetter changed -> runs.set(changed);
        case Change.ReleaseRun released -> runs.release(released.run());
        case Change.RequeueRun requeued -> runs.requeue(requeued.run());
        case Change.FinishRun finished -> runs.finish(finished.run());
        case Change.CorrectRun corrected ->
            runs.correct(corrected.run()).ifPresent(lost -> metrics.correct(lost, corrected.run()));
        case Change.DeleteRuns deleted -> metrics.delete(runs.delete(deleted.runIds()));
        case Change.Record recorded -> ledger.put(recorded.entry());
        case Change.PruneDecisions pruned -> ledger.prune(pruned.before());
        case Change.TakeRequest none -> {}
        case Change.SaveQueue saved -> queues.put(saved.state().name(), saved.state());
      }
    }
    runs.evict(evicted);
    if (!evicted.isEmpty()) {
      metrics.delete(evicted);
    }
    return refused;
  }

  private <T> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  private final class Jobs implements JobStore {
    @Override
    public Optional<Job> find(UUID jobId) {
      return locked(() -> jobs.find(jobId));
    }

    @Override
    public List<Job> findAll(Collection<UUID> jobIds) {
      return locked(() -> jobs.findAll(jobIds));
    }

    @Override
    public Optional<Job> findByKey(String key) {
      return locked(() -> jobs.findByKey(key));
    }

    @Override
    public List<Job> list(Optional<String> afterKey, int limit) {
      return locked(() -> jobs.list(afterKey, limit));
    }

    @Override
    public long count() {
      return locked(jobs::count);
    }

    @Override
    public List<UUID> unplannedToDelete(Optional<UUID> after, int limit) {
      return locked(() -> jobs.unplannedToDelete(after, limit));
    }
  }

  private final class Triggers implements TriggerStore {
    @Override
    public Optional<TriggerState> find(UUID triggerId) {
      return locked(() -> jobs.trigger(triggerId));
    }

    @Override
    public List<TriggerState> findByJob(UUID jobId) {
      return locked(() -> jobs.triggersOf(jobId));
    }

    @Override
    public List<TriggerState> due(Instant until, int limit) {
      return locked(() -> jobs.due().until(until, limit));
    }

    @Override
    public Optional<Instant> nextDue() {
      return locked(() -> jobs.due().first());
    }

    @Override
    public List<UUID> jobsThatFollow(Optional<UUID> after, int limit) {
      return locked(() -> jobs.thatFollow(after, limit));
    }

    @Override
    public List<UUID> jobsToRunAtStartup(Optional<UUID> after, int limit) {
      return locked(() -> jobs.toRunAtStartup(after, limit));
    }
  }

  private final class Runs implements RunStore {
    @Override
    public Optional<Run> find(UUID runId) {
      return locked(() -> runs.find(runId));
    }

    @Override
    public Optional<ScriptText> script(UUID runId) {
      return locked(() -> runs.script(runId));
    }

    @Override
    public Optional<String> result(UUID runId) {
      return locked(() -> runs.result(runId));
    }

    @Override
    public boolean isDeadLetter(UUID runId) {
      return locked(() -> runs.isDeadLetter(runId));
    }

    @Override
    public RunPage list(RunQuery query) {
      return locked(() -> runs.list(query));
    }

    @Override
    public RunCount count(RunQuery query, int bound) {
      return locked(() -> runs.count(query, bound));
    }

    @Override
    public List<Run> queued(String queue, Optional<UUID> after, int limit) {
      return locked(() -> runs.queued().ordinary(queue, after, limit));
    }

    @Override
    public List<Run> ranked(String queue, int priority, RunPlace after, Instant until, int limit) {
      return locked(() -> runs.queued().ranked(queue, priority, after, until, limit));
    }

    @Override
    public List<Integer> priorities(String queue) {
      return locked(() -> runs.queued().priorities(queue));
    }

    @Override
    public RunSummary summary(RunQuery query) {
      return locked(() -> runs.summary(query));
    }

    @Override
    public SortedMap<String, Long> queueLengths() {
      return locked(() -> runs.queued().lengths());
    }

    @Override
    public List<String> queuesInUse() {
      return locked(() -> List.copyOf(runs.queued().lengths().keySet()));
    }

    @Override
    public List<Run> running() {
      return locked(runs::running);
    }

    @Override
    public Optional<Long> queuePosition(UUID runId) {
      return locked(() -> runs.placeInQueue(runId));
    }

    @Override
    public List<Run> waitingForRuns() {
      return locked(runs::waitingForRuns);
    }

    @Override
    public List<Run> findByUniqueKey(UUID jobId, String uniqueKey) {
      return locked(() -> runs.ofUniqueKey(jobId, uniqueKey));
    }

    @Override
    public Optional<Run> findAttempt(UUID firstRunId, int attempt) {
      return locked(() -> runs.attempt(firstRunId, attempt));
    }

    @Override
    public Optional<Run> findByOccurrence(UUID triggerId, Instant scheduledFor) {
      return locked(() -> runs.ofOccurrence(triggerId, scheduledFor));
    }
  }

  private final class Metrics implements MetricStore {
    @Override
    public void add(List<RunSamples> samples) {
      locked(
          () -> {
            metrics.add(samples);
            return null;
          });
    }

    @Override
    public List<ResourceSample> samples(UUID runId, Instant from, int limit) {
      return locked(() -> metrics.samples(runId, from, limit));
    }

    @Override
    public boolean rollUp() {
      return locked(metrics::rollUp);
    }

    @Override
    public List<MetricBucket> buckets(UUID jobId, MetricPeriod period, Instant from, Instant to) {
      return locked(() -> metrics.buckets(jobId, period, from, to));
    }

    @Override
    public void prune(MetricPeriod period, Instant before) {
      locked(
          () -> {
            metrics.prune(period, before);
            return null;
          });
    }
  }
}
