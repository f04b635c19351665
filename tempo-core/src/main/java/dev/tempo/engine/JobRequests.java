package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.WorkServices;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What is asked of an engine about jobs. Each request waits until its effect is durable. Its
 * methods may be called by any thread.
 */
public final class JobRequests {
  private final Engine engine;
  private final EngineComponents parts;
  private final WorkServices work;

  JobRequests(Engine engine, EngineComponents parts, WorkServices work) {
    this.engine = engine;
    this.parts = parts;
    this.work = work;
  }

  /** Saves a job; strictly, its version must be the stored one. */
  public Job save(Job requested, boolean strict) {
    Job job = checked(requested);
    return engine.answer(ask(job, turn -> parts.editor().save(turn, job, strict)));
  }

  /** Saves a job unless there is one of its key. */
  public Job saveIfAbsent(Job requested) {
    Job job = checked(requested);
    return engine.answer(ask(job, turn -> parts.editor().saveIfAbsent(turn, job)));
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
    return ask(job, turn -> parts.editor().save(turn, job, false));
  }

  /** Lets a job run, or not. */
  public Job setEnabled(UUID jobId, boolean enabled) {
    return engine.answer(
        engine.ask(
            List.of(jobId), turn -> parts.editor().enable(turn, engine.known(jobId), enabled)));
  }

  /** Deletes a job; false if there is none. */
  public boolean delete(UUID jobId) {
    return engine.answer(engine.ask(List.of(jobId), turn -> delete(turn, jobId)));
  }

  private boolean delete(Turn turn, UUID jobId) {
    Optional<Job> job = parts.jobs().find(jobId);
    job.ifPresent(found -> parts.editor().delete(turn, found));
    turn.afterCommit(() -> work.environments().forget(jobId));
    return job.isPresent();
  }

  private Job checked(Job job) {
    work.handlers().unknown().check(job);
    return work.payloads().encoded(job);
  }

  private CompletableFuture<Job> ask(Job job, Function<Turn, Job> change) {
    return engine.ask(List.of(job.id(), job.key()), change);
  }
}
