package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.store.JobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is asked of an engine about jobs. Each request waits until its effect is durable. Its
 * methods may be called by any thread.
 */
public final class JobRequests {
  private static final int PAGE = 500;

  private final Engine engine;
  private final WorkServices work;
  private final Set<UUID> declared = ConcurrentHashMap.newKeySet();

  JobRequests(Engine engine, WorkServices work) {
    this.engine = engine;
    this.work = work;
  }

  /** Saves a job; strictly, its version must be the stored one. */
  public Job save(Job requested, boolean strict) {
    Job job = checked(requested);
    return engine.answer(declaring(requested, engine.ask(new JobRequest.Save(job, strict))));
  }

  /** Saves a job unless there is one of its key. */
  public Job saveIfAbsent(Job requested) {
    Job job = checked(requested);
    return engine.answer(declaring(requested, engine.ask(new JobRequest.SaveIfAbsent(job))));
  }

  /** Saves jobs, and waits until all are durable. */
  public List<Job> saveAll(List<Job> jobs) {
    return engine.answerAll(jobs, this::saveLater);
  }

  private CompletableFuture<Job> saveLater(Job requested) {
    Job job;
    try {
      job = checked(requested);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return declaring(requested, engine.ask(new JobRequest.Save(job, false)));
  }

  private CompletableFuture<Job> declaring(Job requested, CompletableFuture<Job> saved) {
    return requested.isDeclaring()
        ? saved.whenComplete((job, failure) -> note(Optional.ofNullable(job)))
        : saved;
  }

  private void note(Optional<Job> saved) {
    saved.ifPresent(job -> declared.add(job.id()));
  }

  /** Deletes jobs below a key that were declared, but not by this engine since it started. */
  public List<Job> removeUndeclared(String keyPrefix) {
    engine.checkOpen();
    JobStore stored = engine.stored().jobs();
    List<Job> removed = new ArrayList<>();
    stored.findByKey(keyPrefix).filter(this::isUndeclared).ifPresent(removed::add);
    List<Job> page = stored.list(Optional.of(keyPrefix), PAGE);
    while (!page.isEmpty()) {
      page.stream()
          .filter(job -> job.key().startsWith(keyPrefix) && isUndeclared(job))
          .forEach(removed::add);
      String last = page.getLast().key();
      page = last.startsWith(keyPrefix) ? stored.list(Optional.of(last), PAGE) : List.of();
    }
    return removed.stream().filter(job -> delete(job.id())).toList();
  }

  private boolean isUndeclared(Job job) {
    return job.declaration().isPresent() && !declared.contains(job.id());
  }

  /** Lets a job run, or not. */
  public Job setEnabled(UUID jobId, boolean enabled) {
    return engine.answer(engine.ask(new JobRequest.Enable(jobId, enabled)));
  }

  /** Deletes a job; false if there is none. */
  public boolean delete(UUID jobId) {
    return engine.answer(engine.ask(new JobRequest.Delete(jobId)));
  }

  private Job checked(Job job) {
    work.handlers().unknown().check(job);
    return work.payloads().encoded(job);
  }
}
