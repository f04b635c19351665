package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads one job or a list of them, from memory where it can. Thread-safe. */
public final class JobQueries implements AutoCloseable {
  /** So many characters of scripts are in memory at once, or one script. */
  private static final int MOST_CONTENT = 2_000_000;

  private static final Duration LONGEST_STEP = Duration.ofSeconds(5);

  private final Tempo tempo;
  private final JobIndex directory;
  private final JobCache cache;
  private final RunSummaries runs;
  private final LateJobs late = new LateJobs();
  private final JobJson json;
  private final JobFilters filters;
  private final Subscription events;
  private final Thread counting;

  JobQueries(Tempo tempo, JobIndex directory, JobDependencies dependencies, TimeSource time) {
    this.tempo = tempo;
    this.directory = directory;
    this.cache = new JobCache(tempo.store().jobs());
    this.runs = new RunSummaries(tempo.store(), time);
    this.json = new JobJson(new JobJson.Sources(tempo.store(), runs, late, dependencies), time);
    this.filters = new JobFilters(dependencies, runs, late, tempo.store());
    this.events = tempo.onEvent(event -> follow(event, dependencies));
    this.counting = Thread.ofPlatform().name("tempo-count").daemon().start(runs::countAll);
  }

  void register(Caches caches) {
    caches.register(cache);
    caches.register(runs);
  }

  /** How jobs are written. */
  public JobJson json() {
    return json;
  }

  /** How the newest run of a job stands that was not skipped. */
  public Optional<RunStatus> lastStatus(JobIndexEntry job) {
    return runs.last(job.id()).map(RunSummaries.Recent::status);
  }

  /** The same of those of its runs that a caller may see. */
  public Optional<RunStatus> lastStatus(JobIndexEntry job, Caller caller) {
    return runs.last(job.id(), job.details(), caller).map(RunSummaries.Recent::status);
  }

  /** Which jobs are late. */
  public LateJobs late() {
    return late;
  }

  /** Which jobs a query wants, and in which order. */
  public JobFilter filter(QueryParameters query, Caller caller) {
    return filters.of(query, caller);
  }

  /** One page of the jobs that a caller may see, as the query wants them. */
  public JobFilter.Page page(QueryParameters query, Paging paging, Caller caller) {
    return filters.of(query, caller).page(directory, caller, paging);
  }

  /**
   * Jobs as the API lists them, without the contents of their scripts, which may be of a megabyte
   * each; those that were deleted meanwhile are left out.
   *
   * @param favorites the ids of those that the reader has marked
   */
  public List<JobResponse.Listed> list(
      List<JobIndexEntry> entries, Set<UUID> favorites, JobJson.Reader reader) {
    List<JobResponse.Listed> listed = new ArrayList<>();
    List<ManagedJob> some = new ArrayList<>();
    long length = 0;
    for (JobIndexEntry entry : entries) {
      Optional<ManagedJob> job = find(entry);
      job.ifPresent(some::add);
      length += job.map(found -> JobCache.length(found.job().task())).orElse(0);
      if (length > MOST_CONTENT) {
        listed.addAll(json.list(some, favorites, reader));
        some.clear();
        length = 0;
      }
    }
    listed.addAll(json.list(some, favorites, reader));
    return listed;
  }

  /** The whole of a job that was found; empty if it was deleted meanwhile. */
  public Optional<ManagedJob> find(JobIndexEntry entry) {
    return cache.find(entry.id()).map(job -> new ManagedJob(job, directory.detailsOf(job, entry)));
  }

  /** Shows the definition of each of these jobs that is there, in no special order. */
  public void each(Collection<UUID> ids, Consumer<Job> eye) {
    cache.each(ids, eye);
  }

  /** Forgets how runs went, since some were deleted. */
  public void runsWereDeleted() {
    runs.forget();
  }

  @Override
  public void close() {
    events.close();
    counting.interrupt();
    try {
      counting.join(LONGEST_STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void learn(Job job) {
    cache.put(job);
  }

  void forget(UUID jobId) {
    cache.remove(jobId);
  }

  private static Job follow(Job job, JobDependencies.Scripts scripts) {
    scripts.environments().saved(job);
    scripts.history().followed(job);
    return job;
  }

  /** Learns also of jobs that a program saves or deletes past the server. */
  private void follow(Event event, JobDependencies dependencies) {
    runs.follow(event);
    switch (event) {
      case Event.JobSaved saved -> {
        cache.put(saved.job());
        directory.follow(event);
        follow(saved.job(), dependencies);
      }
      case Event.JobDeleted deleted -> {
        cache.remove(deleted.jobId());
        dependencies.scripts().history().deleted(deleted.jobId());
        directory.follow(event);
      }
      default -> {} // not about jobs
    }
  }

  /**
   * Each node has environments of its own; of versions the leader sees to it that they are kept.
   */
  private void follow(Job job, JobDependencies dependencies) {
    if (tempo.nodes().isLeader()) {
      dependencies.folders().whileNamesStand(() -> follow(job, dependencies.scripts()));
    } else {
      dependencies.scripts().environments().saved(job);
    }
  }
}
