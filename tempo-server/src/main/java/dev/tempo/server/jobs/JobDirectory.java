package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.event.Event;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Json;
import dev.tempo.store.JobStore;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Finds jobs by what a path calls them. Holds an entry of every job in memory. Thread-safe. */
public final class JobDirectory {
  private static final int PAGE = 500;

  private final ConcurrentMap<UUID, JobEntry> entries = new ConcurrentHashMap<>();
  private final TimeSource time;

  JobDirectory(JobStore jobs, Map<UUID, JobDetails> details, TimeSource time) {
    this.time = time;
    Optional<String> after = Optional.empty();
    List<Job> page;
    do {
      page = jobs.list(after, PAGE);
      page.forEach(
          job -> put(job, Optional.ofNullable(details.get(job.id())).orElseGet(this::noDetails)));
      after = page.isEmpty() ? after : Optional.of(page.getLast().key());
    } while (page.size() == PAGE);
  }

  /** The job of this id. */
  public Optional<JobEntry> find(UUID id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** All jobs, in no special order. */
  public Stream<JobEntry> all() {
    return entries.values().stream();
  }

  /** All jobs that the caller may see, in no special order. */
  public Stream<JobEntry> visibleTo(Caller caller) {
    return entries.values().stream().filter(job -> JobAccess.maySee(caller, job));
  }

  /**
   * The job that a path means by its id, its key, or its safe name where that is unique.
   *
   * @throws ApiException 404 if there is none that the caller may see, 409 with the candidates if
   *     there are several
   */
  public JobEntry resolve(String reference, Caller caller) {
    List<JobEntry> exact =
        visibleTo(caller)
            .filter(job -> job.key().equals(reference) || job.id().toString().equals(reference))
            .toList();
    if (!exact.isEmpty()) {
      return exact.getFirst();
    }
    List<JobEntry> named =
        visibleTo(caller).filter(job -> job.safeName().equals(reference)).toList();
    return switch (named.size()) {
      case 0 -> throw ApiException.notFound("job", reference);
      case 1 -> named.getFirst();
      default -> throw ambiguous(reference, named);
    };
  }

  /** Learns of jobs that a program saves or deletes past the server. */
  void follow(Event event) {
    switch (event) {
      case Event.JobSaved saved -> refresh(saved.job());
      case Event.JobDeleted deleted -> remove(deleted.jobId());
      default -> {} // not about jobs
    }
  }

  void put(Job job, JobDetails details) {
    entries.put(job.id(), JobEntry.of(job, details));
  }

  void remove(UUID id) {
    entries.remove(id);
  }

  private void refresh(Job job) {
    entries.compute(
        job.id(), (id, known) -> JobEntry.of(job, known == null ? noDetails() : known.details()));
  }

  private JobDetails noDetails() {
    return JobDetails.none(time.nowMillis());
  }

  private static ApiException ambiguous(String reference, List<JobEntry> named) {
    List<String> keys = named.stream().map(JobEntry::key).sorted().toList();
    return ApiException.conflict(
            "'" + reference + "' could be " + String.join(" or ", keys) + "; say which")
        .with("candidates", Json.array(keys, key -> key));
  }
}
